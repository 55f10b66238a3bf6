"""Lists and districts as rows with a thin bar of lights."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from districts.models import District, User
from progress.lit import shown_light
from progress.rulebook import rules_on
from progress.status import Totals, totals_by
from tasklists.models import Task, TaskList

SEGMENTS = [
    ("done", _("已完成")),
    ("green", _("正常")),
    ("yellow", _("黄灯")),
    ("red", _("红灯")),
    ("grey", _("未启动")),
]


def segments(counted: Totals, *, is_blue: bool = False) -> list[tuple[str, str, str, int, Any]]:
    """(light, x, width, count, word) of the bar, in per cent of its length; empty for no task.
    `is_blue`: of a list that shows what is done in blue."""
    bar, begin = [], 0.0
    for light, word in SEGMENTS:
        count = getattr(counted, light)
        width = 100 * count / counted.all if counted.all else 0
        if count:
            bar.append((shown_light(light, is_blue), f"{begin:.2f}", f"{width:.2f}", count, word))
        begin += width
    return bar


@dataclass(frozen=True, slots=True)
class ListRow:
    task_list: TaskList
    totals: Totals
    is_blue: bool = False

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals, is_blue=self.is_blue)


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """`year` is the latest of the district's issued lists, None where there is none."""

    district: District
    year: int | None
    lists: int
    totals: Totals

    @property
    def segments(self) -> list[tuple[str, str, str, int, Any]]:
        return segments(self.totals)


def lists_with_lights(lists: Iterable[TaskList], user: User, today: datetime.date) -> list[ListRow]:
    """Newest year first; counts only what the person may read."""
    shown = list(lists)
    tasks = Task.objects.visible_to(user).filter(task_list__in=shown)
    rules = rules_on(today)
    counted = totals_by(tasks, "task_list", today, rules)
    rows = [ListRow(row, counted.get(row.pk, Totals()), row.pk in rules.blue_lists) for row in shown]
    return sorted(rows, key=lambda row: (row.task_list.district_id, -row.task_list.year, row.task_list.pk))


def districts_with_lights(
    districts: Iterable[District], user: User, today: datetime.date
) -> list[DistrictRow]:
    """Each district with its latest year."""
    shown = list(districts)
    issued = TaskList.objects.visible_to(user).filter(district__in=shown, state="issued")
    latest: dict[int, list[TaskList]] = {}
    for row in issued.order_by("-year"):
        held = latest.setdefault(row.district_id, [])
        if not held or held[0].year == row.year:
            held.append(row)
    of_year = [row for rows in latest.values() for row in rows]
    tasks = Task.objects.counted_for(user).filter(task_list__in=of_year)
    counted = totals_by(tasks, "district", today)
    return [
        DistrictRow(
            district=district,
            year=latest[district.pk][0].year if district.pk in latest else None,
            lists=len(latest.get(district.pk, [])),
            totals=counted.get(district.pk, Totals()),
        )
        for district in shown
    ]
