"""QuerySets of what this room keeps."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db.models import Q

from districts.querysets import DistrictOwnedQuerySet


class SnapshotQuerySet(DistrictOwnedQuerySet):
    """The figures of a whole list: everybody who acts in the district reads them, as on the dashboards."""

    def latest_first(self) -> Self:
        return self.order_by("-day", "-id")


class SnapshotTaskQuerySet(DistrictOwnedQuerySet):
    """Rows of a snapshot: town staff read those that concerned their town on that day."""

    def concerning(self, towns: Collection[int]) -> Q:
        found = Q(pk__in=())
        for town in sorted(towns):
            found |= Q(town_keys__contains=f",{town},")
        return found
