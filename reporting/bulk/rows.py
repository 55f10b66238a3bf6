"""Rows made in memory with keys of our own, so that they can refer to each other before they are stored."""

from __future__ import annotations

import datetime
import functools
from typing import Any

from django.db.models import Max, Model
from django.utils import timezone

# Few parameters a statement: SQLite takes 32,766
BATCH = 500


class Rows:
    """Collects rows a model, in the order in which the models were first used; keys follow the highest
    one in the table without a gap."""

    def __init__(self) -> None:
        self.held: dict[type[Model], list[Model]] = {}
        self.next_key: dict[type[Model], int] = {}

    def add(self, model: type[Model], **fields: Any) -> Any:
        """The row, with its key."""
        rows = self.held.setdefault(model, [])
        if not rows:
            self.next_key[model] = (model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0) + 1
        row = model(pk=self.next_key[model], **fields)
        self.next_key[model] += 1
        rows.append(row)
        return row

    def store(self) -> dict[type[Model], tuple[int, int]]:
        """Insert everything; model → (first key, number)."""
        spans = {}
        for model, rows in self.held.items():
            model._base_manager.bulk_create(rows, batch_size=BATCH)
            spans[model] = (rows[0].pk, len(rows))
        return spans


@functools.lru_cache(maxsize=1000)
def noon(day: datetime.date) -> datetime.datetime:
    """When a step of a past day is said to have been taken, as `progress.models.record` does."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
