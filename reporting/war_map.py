"""作战图: towns across, tasks or their indicators down, each cell a town's share with its light.

A pure function of states, so that the map of a frozen month is made like the map of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.templatetags.figures import quantity
from progress.explanations import whole_points
from progress.shares import RATE_UNITS
from progress.status import BY_CODE, RANKS, Light
from reporting.dashboards import address_of
from reporting.lines import SEVERITY, Band
from reporting.states import Body, IndicatorState, QuotaState, TaskState

IN_TROUBLE = frozenset({Light.RED.value, Light.YELLOW.value})
QUOTA, MARK = "quota", "mark"
NAMES = {
    "red": gettext_lazy("红灯"),
    "yellow": gettext_lazy("黄灯"),
    "green": gettext_lazy("绿灯"),
    "grey": gettext_lazy("未启动"),
    "done": gettext_lazy("已完成"),
}
PAGE = 150  # tasks: with a dozen towns, two thousand cells


@dataclass(frozen=True, slots=True)
class Cell:
    """`kind` is QUOTA for a share of its own, MARK where the task concerns the town without one: it
    then shows the task's light. `percent` and `figure` (3/4, in `unit`) are None and "" where nothing
    is measured. `task_light` is red or yellow where the task as a whole stands worse than this share
    of it, else "", and `task_word` then its word. `said` names both heads and says why: for ears, for
    the pointer, and for paper."""

    kind: str
    light: str
    word: str
    percent: int | None
    figure: str
    unit: str
    said: str
    address: str
    task_light: str = ""
    task_word: str = ""

    @property
    def is_in_trouble(self) -> bool:
        """It shows red or yellow, of its own or of its task."""
        return self.light in IN_TROUBLE or bool(self.task_light)


class Share(NamedTuple):
    indicator: IndicatorState
    quota: QuotaState


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand in the order of the towns, None where the town is not concerned. `name` is the
    indicator's, "" where the row stands for the whole task; `unit` "" where its indicators have several
    (each cell then says its own); `is_first` where it carries the number and the title. `figure` is
    what the towns add up to."""

    task: TaskState
    name: str
    unit: str
    is_first: bool
    figure: str
    cells: tuple[Cell | None, ...]

    @property
    def percent(self) -> int | None:
        """Of the task as a whole."""
        return self.task.percent


@dataclass(frozen=True, slots=True)
class FootLight:
    light: str
    word: Any
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under a town: its tasks among those shown, by the light of the task as the dashboards
    count them; `lights` add up to `concerned`, the worst first. An `address` is where the same tasks
    stand in the register, "" where they do not."""

    town: Body
    concerned: int
    lights: tuple[FootLight, ...]
    address: str


@dataclass(frozen=True, slots=True)
class WarMap:
    """`tasks` counts all that fit what is asked, and `feet` are theirs; `lines` are those of the page."""

    towns: tuple[Body, ...]
    lines: tuple[Band | Row, ...]
    feet: tuple[Foot, ...]
    page: Page

    @property
    def tasks(self) -> int:
        return int(self.page.paginator.count)

    @property
    def is_empty(self) -> bool:
        """No task says which towns it concerns."""
        return not any(foot.concerned for foot in self.feet)

    @property
    def width(self) -> int:
        return len(self.towns) + 2


def war_map(
    states: Iterable[TaskState],
    towns: Sequence[Body],
    *,
    by_indicator: bool = False,
    only_trouble: bool = False,
    linked: bool = True,
    rows_at: str = "",
    queries: Mapping[int, dict[str, str]] = MappingProxyType({}),
    number: str | None = None,
) -> WarMap:
    """`states` in printed order. `only_trouble` keeps red and yellow cells and the rows that have one;
    `linked` is False for a frozen month, whose quotas may be gone; `rows_at` is the register
    and `queries` what it is asked for each town, where the person may; `number` is the page asked for,
    None for all in one."""
    shown = [_Shown(state, towns, linked) for state in states]
    kept = [one for one in shown if one.is_in_trouble or not only_trouble]
    page = Paginator(kept, PAGE if number is not None else max(len(kept), 1)).get_page(number)
    rows = [list(_kept(one.rows(by_indicator), only_trouble)) for one in page]
    several = len({one.state.list_pk for one in kept}) > 1
    return WarMap(
        towns=tuple(towns),
        lines=tuple(_in_bands(rows, several_lists=several)),
        feet=tuple(
            _foot(
                town,
                kept,
                rows_at if town.pk in queries else "",
                queries.get(town.pk, {}),
                only_trouble=only_trouble,
            )
            for town in towns
        ),
        page=page,
    )


def _kept(rows: Iterable[Row], only_trouble: bool) -> Iterator[Row]:
    """The rows, or of them what is in trouble; the first that is left carries the title."""
    is_first = True
    for row in rows:
        cells = tuple(cell if cell and cell.is_in_trouble else None for cell in row.cells)
        if not only_trouble:
            yield row
        elif any(cells):
            yield replace(row, is_first=is_first, cells=cells)
            is_first = False


def _in_bands(tasks: Iterable[list[Row]], *, several_lists: bool) -> Iterator[Band | Row]:
    """Rows with a band wherever the list, the category or its parent changes."""
    held: list[tuple[str, int]] = []
    for rows in tasks:
        state = rows[0].task
        path = [(heading.name, heading.pk) for heading in state.categories]
        if several_lists:
            path.insert(0, (state.list_title, state.list_pk))
        for level, (title, _key) in enumerate(path):
            if held[: level + 1] != path[: level + 1]:
                yield Band(title, level + 1)
        held = path
        yield from rows


def _foot(
    town: Body, tasks: Iterable[_Shown], rows_at: str, query: dict[str, str], *, only_trouble: bool
) -> Foot:
    """What is counted is what is shown: with `only_trouble` no task without such a cell."""
    held = [task for task in tasks if town.pk in task.concerned]
    if only_trouble:
        held = [task for task in held if task.in_trouble_at(town.pk)]
    numbers = Counter(task.state.light for task in held)
    return Foot(
        town=town,
        concerned=len(held),
        lights=tuple(
            FootLight(light, word, numbers[light], address_of(rows_at, query | {"light": light}))
            for light, word in NAMES.items()
            if numbers[light]
        ),
        address=address_of(rows_at, query),
    )


class _Shown:
    """A task with what stands under each town: its shares there, and of them the worst."""

    def __init__(self, state: TaskState, towns: Sequence[Body], linked: bool) -> None:
        self.state, self.towns = state, towns
        self.address = reverse("task", args=[state.pk]) if linked else ""
        self.shared = [indicator for indicator in state.indicators if indicator.quotas]
        self.shares = [
            {town.pk: Share(indicator, quota) for quota in indicator.quotas for town in quota.towns}
            for indicator in self.shared
        ]
        keys = {town.pk for town in towns}
        self.concerned = {town.pk for town in state.towns if town.pk in keys}
        self.worst = {
            town: min((held[town] for held in self.shares if town in held), key=_how_bad)
            for town in {town for held in self.shares for town in held} & keys
        }

    @property
    def is_in_trouble(self) -> bool:
        return any(self.in_trouble_at(town) for town in self.concerned | self.worst.keys())

    def in_trouble_at(self, town: int) -> bool:
        """A cell of the town's column shows red or yellow."""
        if town in self.concerned and self.state.light in IN_TROUBLE:
            return True
        return town in self.worst and self.worst[town].quota.light in IN_TROUBLE

    def rows(self, by_indicator: bool) -> list[Row]:
        if by_indicator and self.shared:
            return [self._indicator_row(place) for place in range(len(self.shared))]
        units = {indicator.unit for indicator in self.shared}
        return [
            Row(
                task=self.state,
                name="",
                unit=units.pop() if len(units) == 1 else "",
                is_first=True,
                figure=_added_up(self.shared[0]) if len(self.shared) == 1 else "",
                cells=tuple(self._cell(town, self.worst.get(town.pk), marked=True) for town in self.towns),
            )
        ]

    def _indicator_row(self, place: int) -> Row:
        """The first row also marks the towns that the task concerns without any share."""
        indicator, shares = self.shared[place], self.shares[place]
        return Row(
            task=self.state,
            name=indicator.name,
            unit=indicator.unit,
            is_first=place == 0,
            figure=_added_up(indicator),
            cells=tuple(
                self._cell(town, shares.get(town.pk), marked=place == 0 and town.pk not in self.worst)
                for town in self.towns
            ),
        )

    def _cell(self, town: Body, share: Share | None, *, marked: bool) -> Cell | None:
        """`marked`: a town that is concerned shows the task's light where it has no share."""
        if share is not None:
            return self._quota(share.indicator, share.quota, town)
        return self._mark(town) if marked and town.pk in self.concerned else None

    def _quota(self, indicator: IndicatorState, quota: QuotaState, town: Body) -> Cell:
        word = str(BY_CODE[quota.status].word)
        words = {"town": town.name, "task": self._named(), "word": word, "why": quota.why}
        words["name"] = f"{indicator.name} {_in_words(quota, indicator.unit)}"
        said = _("%(town)s · %(task)s\n%(name)s\n%(word)s：%(why)s") % words
        if others := "、".join(other.name for other in quota.towns if other.pk != town.pk):
            said += _("（与%(others)s共同承担）") % {"others": others}
        is_worse = self.state.light in IN_TROUBLE and self.state.light_rank < RANKS[Light(quota.light)]
        if is_worse:
            said += _("\n任务整体%(word)s：%(why)s") % {"word": self.state.word, "why": self.state.why}
        return Cell(
            kind=QUOTA,
            light="blue" if quota.light == Light.DONE and self.state.done_blue else quota.light,
            word=word,
            percent=whole_points(quota.reported_bp),
            figure=_of(quota.reported, quota.value),
            unit=indicator.unit,
            said=said,
            address=f"{self.address}#quota-{quota.pk}" if self.address else "",
            task_light=self.state.light if is_worse else "",
            task_word=str(self.state.word) if is_worse else "",
        )

    def _mark(self, town: Body) -> Cell:
        words = {"town": town.name, "task": self._named(), "word": self.state.word, "why": self.state.why}
        return Cell(
            kind=MARK,
            light=self.state.shown_light,
            word=str(self.state.word),
            percent=None,
            figure="",
            unit="",
            said=_("%(town)s · %(task)s\n未分解任务量，随任务亮灯\n%(word)s：%(why)s") % words,
            address=self.address,
        )

    def _named(self) -> str:
        return f"{self.state.number}. {self.state.title}"


def _how_bad(share: Share) -> tuple[Any, ...]:
    """The worst light first, then the graver status, then the smaller part done."""
    quota = share.quota
    bp = -1 if quota.reported_bp is None else quota.reported_bp
    return RANKS[Light(quota.light)], SEVERITY[quota.status], bp, quota.pk


def _of(reported: Decimal | None, value: Decimal | None) -> str:
    """3/4; —/4 before the first report; "" for a share without a number."""
    if value is None:
        return "" if reported is None else quantity(reported)
    return f"{'—' if reported is None else quantity(reported)}/{quantity(value)}"


def _in_words(quota: QuotaState, unit: str) -> str:
    """The figures of a share as a sentence says them."""
    words = {"reported": quantity(quota.reported), "value": quantity(quota.value), "unit": unit}
    if quota.reported is None and quota.reported_bp is not None:
        return _("已达到") if quota.reported_bp else _("未达到")
    if quota.value is None:
        return _("涉及，未分解数量") if quota.reported is None else _("已报 %(reported)s %(unit)s") % words
    if quota.reported is None:
        return _("任务量 %(value)s %(unit)s，未报") % words
    return _("已报 %(reported)s/%(value)s %(unit)s") % words


def _added_up(indicator: IndicatorState) -> str:
    """What the towns have reached of what they share, in the indicator's unit; a rate is not added up."""
    values = [quota.value for quota in indicator.quotas if quota.value is not None]
    if not values or indicator.unit in RATE_UNITS:
        return ""
    return _of(indicator.towns_sum, sum(values, Decimal(0)))


def concerned_towns(states: Iterable[TaskState], towns: Iterable[Any]) -> list[Body]:
    """The district's towns in their order: those in use, and those that a task still names, by the names
    that they had then."""
    named = {town.pk: town for state in states for town in state.towns}
    in_use = [town for town in towns if town.is_active or town.pk in named]
    known = [named.get(town.pk) or Body(town.pk, str(town)) for town in in_use]
    keys = {town.pk for town in known}
    return [*known, *(town for pk, town in named.items() if pk not in keys)]
