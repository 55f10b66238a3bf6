"""What the pages of the snapshots show: the months of each list, and the tasks as they stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import User
from progress.explanations import whole_points
from progress.status import Totals
from reporting.dashboards import Figure, address_of
from reporting.dashboards.figures import figure_of
from reporting.lines import Band
from reporting.models import Snapshot
from reporting.states import TaskState
from reporting.trends import Month, by_month, month_word

COUNTED = {
    "all": gettext_lazy("任务"),
    "done": gettext_lazy("完成"),
    "overdue": gettext_lazy("逾期"),
    "behind": gettext_lazy("滞后"),
}


def _share(month: Month | None) -> int | None:
    """Of the tasks, those that are done, in whole per cent."""
    return whole_points(month.totals.done, month.totals.all) if month else None


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A month of the year's lists together, and the same month of the year before."""

    label: str
    month: Month | None
    last_year: Month | None

    @property
    def share(self) -> int | None:
        """Of the tasks, those done, in whole per cent."""
        return _share(self.month)

    @property
    def reported(self) -> int | None:
        return self.month.measures.reported if self.month else None

    @property
    def asked(self) -> int | None:
        return self.month.measures.asked if self.month else None

    @property
    def on_time(self) -> int | None:
        return self.month.measures.on_time_share if self.month else None

    @property
    def share_last_year(self) -> int | None:
        return _share(self.last_year)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A snapshot, with its change against the one before of the same list."""

    snapshot: Snapshot
    figures: list[Figure]

    @property
    def reported(self) -> int | None:
        return self.snapshot.measured.reported

    @property
    def asked(self) -> int | None:
        return self.snapshot.measured.asked

    @property
    def on_time(self) -> int | None:
        return self.snapshot.measured.on_time_share

    @property
    def corrected(self) -> int:
        return int(self.snapshot.corrected)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ListMonths:
    """The snapshots of a list, the newest first; `title` as the newest has it."""

    key: int
    title: str
    lines: list[MonthLine]


@dataclass(frozen=True, slots=True)
class YearOfSnapshots:
    trend: list[TrendRow]
    lists: list[ListMonths]


def year_of_snapshots(district_id: int, year: int, user: User, *, reads_all: bool) -> YearOfSnapshots:
    """One query. Numbers lead to their rows where the person reads all of them."""
    rows = Snapshot.objects.visible_to(user).filter(
        Q(task_list__year=year) | Q(task_list__year=year - 1), district=district_id
    )
    found = rows.select_related("task_list", "period").for_months().order_by("day", "id")
    now = [row for row in found if row.task_list.year == year]
    then = [row for row in found if row.task_list.year != year]
    by_list: dict[int, list[Snapshot]] = {}
    for row in now:
        by_list.setdefault(row.task_list_id, []).append(row)
    lists = [ListMonths(key, held[-1].title, _lines(held, reads_all)) for key, held in by_list.items()]
    return YearOfSnapshots(_trend(by_month(now), by_month(then)), lists)


def _trend(now: Iterable[Month], then: Iterable[Month]) -> list[TrendRow]:
    of_year = {month.first.month: month for month in now}
    before = {month.first.month: month for month in then}
    return [
        TrendRow(month_word(number), of_year.get(number), before.get(number))
        for number in sorted(of_year.keys() | before.keys())
    ]


def _lines(snapshots: list[Snapshot], reads_all: bool) -> list[MonthLine]:
    """`snapshots` of one list, oldest first; the lines newest first."""
    lines, before = [], None
    for row in snapshots:
        rows_at = reverse("snapshot_tasks", args=[row.pk]) if reads_all else ""
        lines.append(MonthLine(row, _figures(row.counted, before, rows_at)))
        before = row.counted
    return lines[::-1]


def _figures(totals: Totals, before: Totals | None, rows_at: str) -> list[Figure]:
    return [
        Figure(
            group,
            str(word),
            getattr(totals, group),
            address_of(rows_at, {}, group),
            getattr(before, group) if before else None,
        )
        for group, word in COUNTED.items()
    ]


def in_bands(states: Iterable[TaskState]) -> Iterator[Band | TaskState]:
    """Rows in their order, with a band wherever a heading changes."""
    held: tuple[Any, ...] = ()
    for state in states:
        for level, heading in enumerate(state.categories):
            if held[: level + 1] != state.categories[: level + 1]:
                yield Band(heading.name, level + 1)
        held = state.categories
        yield state


def strip_of(totals: Totals, rows_at: str) -> list[Figure]:
    """The counts above the tasks of a snapshot, each leading to its rows."""
    words = {
        "all": _("共"),
        "done": _("已完成"),
        "overdue": _("逾期"),
        "behind": _("滞后"),
        "attention": _("需关注"),
        "due_soon": _("30 天内到期"),
    }
    return [figure_of(group, getattr(totals, group), rows_at, {}, word) for group, word in words.items()]
