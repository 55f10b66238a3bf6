"""QuerySets of everything that belongs to a district."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from districts import permissions

if TYPE_CHECKING:
    from districts.models import User


class DistrictQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        return self.all() if reach.everything else self.filter(pk__in=reach.districts)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        return self.all() if reach.everything else self.filter(pk__in=reach.office_districts)


class DistrictOwnedQuerySet(models.QuerySet):
    """Rows of one district each. A model whose rows do not concern every town of the district
    overrides `concerning`."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        readable = Q(district_id__in=reach.whole_districts)
        if partly := reach.districts - reach.whole_districts:
            readable |= Q(district_id__in=partly) & self.concerning(reach.towns)
        return self.filter(readable)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        return self.all() if reach.everything else self.filter(district_id__in=reach.office_districts)

    def concerning(self, towns: Collection[int]) -> Q:
        """What of the district the staff of these towns may read; by default all of it."""
        return Q(pk__isnull=False)


class OfficeOnlyQuerySet(DistrictOwnedQuerySet):
    """Rows that only the district's office reads (memberships, import records)."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.editable_by(user)


class MembershipQuerySet(OfficeOnlyQuerySet):
    def acting(self) -> Self:
        """Roles that are held now, by people who may sign in."""
        return self.filter(is_active=True, user__is_active=True)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Oneself, and for the office everybody who holds or held a role in its district."""
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        return self.filter(Q(pk=user.pk) | Exists(_memberships_in(reach.office_districts)))

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Accounts are the platform administrator's; the office gives and ends roles."""
        return self.all() if permissions.reach(user).everything else self.none()

    def resettable_by(self, user: User | AnonymousUser) -> Self:
        """People whose account opens nothing beyond the office's own district, so that its staff may
        hand them a new password or unlock them."""
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        elsewhere = _memberships().exclude(district_id__in=reach.office_districts)
        return (
            self.filter(Exists(_memberships_in(reach.office_districts)), is_superuser=False)
            .exclude(Exists(elsewhere))
            .exclude(pk=user.pk)
        )


def _memberships() -> models.QuerySet:
    from districts.models import Membership

    return Membership.objects.filter(user=OuterRef("pk"))


def _memberships_in(districts: Collection[int]) -> models.QuerySet:
    return _memberships().filter(district_id__in=districts)


class SignInQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees their own; the office those of its members."""
        from districts.models import User as Person

        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        return self.filter(user__in=Person.objects.visible_to(user))

    def failed_from(self, ip: str | None, since: datetime.datetime) -> Self:
        return self.filter(ip=ip, at__gte=since).exclude(outcome="success")


class NotificationQuerySet(DistrictOwnedQuerySet):
    """A notice is its receiver's own, as long as they hold a role in its district."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        own = self.filter(user_id=user.pk)
        return own if reach.everything else own.filter(district_id__in=reach.districts)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self.visible_to(user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def mark_read(self, now: datetime.datetime) -> int:
        """How many were unread until now."""
        return self.unread().update(read_at=now)
