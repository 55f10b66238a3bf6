"""A district's year as one row of figures, so that a page over many districts reads no task."""

from __future__ import annotations

import datetime
import logging
from dataclasses import asdict

from django.db.models import Count, Exists, OuterRef, QuerySet

from progress.judged import lights_of
from progress.models import Completion
from progress.rulebook import Rulebook, rules_on
from reporting.measures import Measures, measures_of
from reporting.models import DistrictSummary, Snapshot
from reporting.tallies import count
from tasklists.models import Task, TaskList

log = logging.getLogger(__name__)

Year = tuple[int, int]  # a district's key and a year


def refresh(day: datetime.date) -> tuple[int, list[Year]]:
    """The figures of `day` for each district's years with issued lists; how many were written, and for
    which it failed (the others are written all the same). Years before the last one are left as they
    are once all their tasks are closed, and were: nothing moves in them any more. Two queries a
    district's year, five for all."""
    rules = rules_on(day)
    lists, tasks, closed = _lists_by_year(), _by_year(_issued()), _by_year(_issued().filter(_is_closed()))
    DistrictSummary.objects.exclude(pk__in=_standing(lists)).delete()
    old = DistrictSummary.objects.filter(year__lt=day.year - 1)
    then = {(row.district_id, row.year): (row.lists, row.counted.all, row.counted.done) for row in old}
    written, failed = 0, []
    for place, held in lists.items():
        number = tasks.get(place, 0)
        if closed.get(place, 0) == number and then.get(place) == (len(held), number, number):
            continue
        try:
            write(place, held, day, rules)
        except Exception:  # one district's trouble keeps nobody else's figures back
            log.exception("Summary of district %s, %s failed", *place)
            failed.append(place)
        else:
            written += 1
    return written, failed


def write(place: Year, lists: list[int], day: datetime.date, rules: Rulebook) -> DistrictSummary:
    """`lists`: the keys of the year's issued lists. What is due and done is that of the day; reporting
    is counted over all periods of the year that have closed, from their snapshots."""
    district_id, year = place
    rows = lights_of(Task.objects.filter(task_list__in=lists).order_by(), day, rules)
    kept = Snapshot.objects.filter(task_list__in=lists, day__lte=day).order_by()
    reporting = sum(map(Measures.from_json, kept.values_list("measures", flat=True)), Measures())
    summary, _made = DistrictSummary.objects.update_or_create(
        district_id=district_id,
        year=year,
        defaults={
            "day": day,
            "lists": len(lists),
            "totals": asdict(count(rows, day)),
            "measures": measures_of(rows).with_reporting_of(reporting).as_json(),
        },
    )
    return summary


def _lists_by_year() -> dict[Year, list[int]]:
    found: dict[Year, list[int]] = {}
    issued = TaskList.objects.filter(state="issued").order_by("district_id", "-year", "pk")
    for pk, district_id, year in issued.values_list("pk", "district_id", "year"):
        found.setdefault((district_id, year), []).append(pk)
    return found


def _issued() -> QuerySet[Task]:
    return Task.objects.filter(task_list__state="issued").order_by()


def _is_closed() -> Exists:
    return Exists(Completion.objects.filter(task=OuterRef("pk"), state=Completion.State.CLOSED))


def _by_year(tasks: QuerySet[Task]) -> dict[Year, int]:
    counted = tasks.values_list("district_id", "task_list__year").annotate(Count("pk"))
    return {(district_id, year): number for district_id, year, number in counted}


def _standing(lists: dict[Year, list[int]]) -> list[int]:
    rows = DistrictSummary.objects.values_list("pk", "district_id", "year")
    return [pk for pk, district_id, year in rows if (district_id, year) in lists]
