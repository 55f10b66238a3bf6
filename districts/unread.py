"""How many notices a person has not read: the figure in the top bar of every page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from districts.models import Notification, User


def unread_in(district: str) -> Any:
    """In a query over people: their unread notices of the district at this path; None for no district."""
    notices = Notification.objects.unread().filter(user=OuterRef("pk"), district=OuterRef(district))
    number = notices.order_by().values("user").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def unread_count(user: User) -> int:
    """Of the notices that the person may read; one query where `PersonBackend` did not bring it along."""
    known: int | None = getattr(user, "_unread", None)
    return Notification.objects.visible_to(user).unread().count() if known is None else known


def remember_unread(user: User, by_district: dict[int, int]) -> None:
    """Keep on this user object what the districts in which they hold a role have for them. Not of the
    platform administrator, who reads notices of every district."""
    if not user.is_superuser:
        user._unread = sum(by_district.values())  # type: ignore[attr-defined]
