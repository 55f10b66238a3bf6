"""Making demonstration districts in bulk: a few are made row by row, the others are their copies."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from districts.models import District
from progress.models import ReportingPeriod
from reporting.bulk.copies import Names, Spans, copy_district, move_sequences
from reporting.bulk.done import play
from reporting.bulk.promised import ONE_DAY, Size, name_of, promise, username_of
from reporting.bulk.rows import Rows
from reporting.models import SnapshotTask
from reporting.snapshots import take
from reporting.summaries import refresh

SEED = 20260101
ORIGINALS = 4  # so many are made differently; the others are copies of these in turn


@dataclass(frozen=True, slots=True)
class Made:
    districts: int
    rows: int


def made_before() -> int:
    """How many districts of this kind there are."""
    return District.objects.filter(name__regex=r"^示例\d{3,}区$").count()


def make_districts(
    number: int,
    size: Size,
    today: datetime.date,
    say: Callable[[str], object],
    *,
    seed: int = SEED,
    snapshots: int = 1,
) -> Made:
    """So many districts after those that are there; `snapshots` of them with their months frozen. Each is
    a transaction of its own, so that a run that is broken off leaves whole districts."""
    first, written = made_before() + 1, 0
    for original in range(min(number, ORIGINALS)):
        numbers = range(first + original, first + number, ORIGINALS)
        spans = _original(numbers[0], size, today, seed + original)
        written += sum(count for _first, count in spans.values())
        say(name_of(numbers[0]))
        if original < snapshots:
            written += freeze_months(District.objects.get(name=name_of(numbers[0])), today)
        for step, copy in enumerate(numbers[1:], start=1):
            with transaction.atomic():
                _check_at_once()
                written += copy_district(spans, step, _names(numbers[0], copy))
            say(name_of(copy))
        move_sequences(spans)
    count_anew()
    refresh(today - ONE_DAY)
    return Made(number, written)


def freeze_months(district: District, today: datetime.date) -> int:
    """The snapshots of the months that have closed, each as in the night after; how many rows."""
    periods = ReportingPeriod.objects.filter(district=district).closed_before(today)
    for period in periods.order_by("closes_on"):
        take(period, period.closes_on + ONE_DAY, as_it_stood=False)
    return SnapshotTask.objects.filter(district=district).count() + len(periods)


def _original(number: int, size: Size, today: datetime.date, seed: int) -> Spans:
    chance = random.Random(seed)  # noqa: S311 (the same data in every run, nothing secret)
    rows = Rows()
    play(rows, promise(rows, number, size, today, chance), today, chance)
    with transaction.atomic():
        _check_at_once()
        spans = rows.store()
        move_sequences(spans)
    count_anew()
    return spans


def count_anew() -> None:
    """Statistics of the tables, without which the first queries over so many new rows are planned as if
    there were none: a district's month then took minutes instead of a second."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _names(original: int, copy: int) -> Names:
    return Names(name_of(copy), (username_of(original, ""), username_of(copy, "")))


def _check_at_once() -> None:
    """PostgreSQL would keep a note for each row until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


__all__ = ["Made", "Size", "made_before", "make_districts"]
