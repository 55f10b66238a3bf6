"""QuerySets of what this room keeps."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Func, IntegerField, JSONField, Q

from districts.querysets import DistrictOwnedQuerySet


class Length(Func):
    """How many things a JSON list holds."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **context)


class WithoutKeys(Func):
    """A JSON object without some of its keys."""

    output_field = JSONField()

    def __init__(self, column: str, *, keys: Collection[str]) -> None:
        super().__init__(column)
        self.keys = tuple(keys)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, values = compiler.compile(self.source_expressions[0])
        return f"({sql}{' - %s' * len(self.keys)})", (*values, *self.keys)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, values = compiler.compile(self.source_expressions[0])
        return f"JSON_REMOVE({sql}{', %s' * len(self.keys)})", (*values, *(f"$.{key}" for key in self.keys))


class SnapshotQuerySet(DistrictOwnedQuerySet):
    """The figures of a whole list: everybody who acts in the district reads them, as on the dashboards."""

    def for_months(self) -> Self:
        """Without the long lists that a table of months does not print; `corrected` counts the
        corrections."""
        return self.defer("bodies", "rules", "corrections").annotate(corrected=Length("corrections"))

    def latest_first(self) -> Self:
        return self.order_by("-day", "-id")


class SnapshotTaskQuerySet(DistrictOwnedQuerySet):
    """Rows of a snapshot: town staff read those that concerned their town on that day."""

    def concerning(self, towns: Collection[int]) -> Q:
        found = Q(pk__in=())
        for town in sorted(towns):
            found |= Q(town_keys__contains=f",{town},")
        return found
