"""QuerySets of everything that belongs to a district."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

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
        return self.filter(
            Q(district_id__in=reach.whole_districts)
            | (Q(district_id__in=reach.districts) & self.concerning(reach.towns))
        )

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
