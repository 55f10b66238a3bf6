"""Many rows of one model written at once, each creation and change with its history row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

from django.db import models
from django.db.models import ProtectedError

from districts.models import District, User

Values: TypeAlias = dict[str, Any]
Row = TypeVar("Row", bound=models.Model)

_BATCH = 500
_PLACE = frozenset({"position", "source"})


class Part(Protocol):
    """A part of a task as it is stored (an assignment, a quota …)."""

    @property
    def id(self) -> int | None: ...


class PartInUse(Exception):
    """A part cannot go because somebody has reported on it; the message names the part."""


class BulkStore:
    """Writes rows of one district. A change of place alone (position, source) leaves no history."""

    def __init__(self, district: District, user: User | None, reason: str) -> None:
        self.district = district
        self.user = user
        self.reason = reason

    def store(self, model: type[Row], wanted: Iterable[tuple[Row | None, Values]]) -> list[Row]:
        """Creates or changes each row so that it bears the values; the rows in the order given."""
        written: list[Row] = []
        created: list[Row] = []
        changed: list[Row] = []
        moved: list[Row] = []
        fields: set[str] = set()
        for row, values in wanted:
            if row is None:
                row = model(district=self.district, **values)
                created.append(row)
            elif differing := {name for name, value in values.items() if getattr(row, name) != value}:
                (moved if differing <= _PLACE else changed).append(row)
                fields |= differing
                for name in differing:
                    setattr(row, name, values[name])
            written.append(row)
        self._create(model, created)
        self._update(model, changed, fields)
        self._update(model, moved, fields & _PLACE, with_history=False)
        return written

    def store_parts(self, model: type[Row], pairs: Sequence[tuple[Part | None, Values | None]]) -> list[Row]:
        """The same for parts of tasks: stored part beside the values it shall bear; None in their
        place means that the part goes."""
        held = model._default_manager.in_bulk([old.id for old, _new in pairs if old and old.id])
        rows = [(held[old.id] if old and old.id else None, values) for old, values in pairs]
        for row, values in rows:
            if row and values is None:
                self._delete(row)
        kept = [(row, values) for row, values in rows if values is not None]
        return self.store(model, kept)

    def save(self, row: models.Model) -> None:
        """One row, with its history row."""
        self._sign(row)
        row.save()

    def _create(self, model: type[Row], rows: list[Row]) -> None:
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
        self._record(model, rows, update=False)

    def _update(
        self, model: type[Row], rows: list[Row], fields: Iterable[str], *, with_history: bool = True
    ) -> None:
        """An upsert by id: many times faster than `bulk_update` on wide tables."""
        if not rows:
            return
        model._default_manager.bulk_create(
            rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields)
        )
        if with_history:
            self._record(model, rows, update=True)

    def _record(self, model: type[Row], rows: list[Row], *, update: bool) -> None:
        history = getattr(model, "history", None)
        if history is not None and rows:
            history.bulk_history_create(
                rows,
                batch_size=_BATCH,
                update=update,
                default_user=self.user,
                default_change_reason=self.reason,
            )

    def _delete(self, row: models.Model) -> None:
        self._sign(row)
        try:
            row.delete()
        except ProtectedError as error:
            raise PartInUse(f"{row._meta.verbose_name}“{row}”") from error

    def _sign(self, row: models.Model) -> None:
        row._history_user = self.user  # type: ignore[attr-defined]
        row._change_reason = self.reason  # type: ignore[attr-defined]
