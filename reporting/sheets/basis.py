"""What a sheet is made from: the lists, the day (today, or a month that was frozen) and the bodies that
were asked for in the address."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Department, District, Town, User
from districts.permissions import reach
from reporting.live import states_of
from reporting.models import Snapshot, SnapshotTask
from reporting.states import Body, TaskState
from tasklists.models import Task, TaskList

ALL = "all"
PAPERS = [("A3", "A3"), ("A4", "A4")]


class SheetForm(forms.Form):
    """The filters of a sheet, as selects."""

    list = forms.ChoiceField(label=gettext_lazy("清单"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("数据"), required=False)
    body = forms.ChoiceField(label=gettext_lazy("单位"), required=False)
    paper = forms.ChoiceField(label=gettext_lazy("纸张"), required=False, choices=PAPERS)


@dataclass(frozen=True, slots=True)
class Basis:
    """`days` are the last days of the figures by list, where they are of a frozen month; of the others
    it is `today`. `sources` say whence they are, one sentence each."""

    states: Sequence[TaskState]
    today: datetime.date
    sources: tuple[str, ...]
    days: Mapping[int, datetime.date] = field(default_factory=dict)

    def day_of(self, state: TaskState) -> datetime.date:
        return self.days.get(state.list_pk, self.today)


class Asked:
    """The district's year as one person may read it, and what of it the address asks for."""

    def __init__(
        self,
        district: District,
        year: int,
        user: User | AnonymousUser,
        given: QueryDict,
        today: datetime.date,
    ) -> None:
        self.district, self.year, self.user, self.today = district, year, user, today
        self.form = SheetForm(given.copy())
        self._offer("list", [("", _("全部清单")), *((str(row.pk), row.title) for row in self.lists)])
        self._offer("month", [("", _("今天")), *self._months()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.form.fields[name].choices = choices  # type: ignore[attr-defined]

    def offer_bodies(self, bodies: Iterable[Body], every: str, default: Body | None) -> None:
        """`every` is the word for all of them at once; `default` is taken where none was chosen."""
        self._offer("body", [*((str(body.pk), body.name) for body in bodies), (ALL, every)])
        self.default("body", str(default.pk) if default else ALL)

    def default(self, name: str, value: str) -> None:
        """What the form shows as chosen where the address says nothing, or nothing that is offered."""
        if not self.value(name):
            self.form.data[name] = value  # type: ignore[index]

    def value(self, name: str) -> str:
        """What was chosen; "" where nothing, or something that is not offered."""
        chosen = self.form.data.get(name, "")
        offered = dict(self.form.fields[name].choices)  # type: ignore[attr-defined]
        return chosen if chosen in offered else ""

    @cached_property
    def lists(self) -> list[TaskList]:
        own = TaskList.objects.visible_to(self.user).filter(district=self.district, year=self.year)
        return list(own.filter(state="issued").order_by("pk"))

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        rows = Snapshot.objects.visible_to(self.user).filter(task_list__in=self.lists)
        return list(rows.select_related("period").order_by("-period__ends_on", "task_list"))

    def _months(self) -> list[tuple[str, str]]:
        """A line a period of which a list has a snapshot, the newest first."""
        found = {row.period.code: row.label for row in self.snapshots}
        return [(code, _("%(period)s快照") % {"period": label}) for code, label in found.items()]

    @property
    def chosen_lists(self) -> list[TaskList]:
        chosen = self.value("list")
        return [row for row in self.lists if not chosen or str(row.pk) == chosen]

    @property
    def reads_all(self) -> bool:
        held = reach(self.user)
        return held.everything or self.district.pk in held.whole_districts

    def basis(self) -> Basis:
        return self._frozen(self.value("month")) if self.value("month") else self._live()

    def _live(self) -> Basis:
        tasks = Task.objects.visible_to(self.user).filter(task_list__in=self.chosen_lists)
        source = _("数据截至 %(day)s（按已核定的填报）") % {"day": self.today}
        return Basis(states_of(tasks, self.today, with_targets=True), self.today, (source,))

    def _frozen(self, period: str) -> Basis:
        """The rows of the snapshots that the person may read; lists without one are named."""
        lists = {row.pk: row for row in self.chosen_lists}
        kept = [row for row in self.snapshots if row.period.code == period and row.task_list_id in lists]
        rows = SnapshotTask.objects.visible_to(self.user).filter(snapshot__in=kept)
        order = {row.pk: place for place, row in enumerate(kept)}
        states = sorted(rows.order_by("position", "id"), key=lambda row: order[row.snapshot_id])
        missing = [row.title for row in lists.values() if row.pk not in {s.task_list_id for s in kept}]
        sources = [*_sources(kept)]
        if missing:
            sources.append(_("没有这一期快照、未列入：%(lists)s") % {"lists": "、".join(missing)})
        days = {row.task_list_id: row.day for row in kept}
        return Basis([row.frozen() for row in states], self.today, tuple(sources), days)

    def departments(self, states: Iterable[TaskState]) -> list[Body]:
        """Those with a part in one of the tasks, in the order of the district."""
        named = {body for state in states for body in (*state.leads, *state.helpers) if body.pk > 0}
        return self._in_order(named, Department.objects.filter(district=self.district))

    def towns(self, states: Iterable[TaskState]) -> list[Body]:
        """Those that a task concerns or that have a share; town staff have their own alone."""
        named: set[Body] = set()
        for state in states:
            named |= set(state.towns)
            named |= {body for part in state.indicators for row in part.quotas for body in row.towns}
        if not self.reads_all:
            named = {body for body in named if body.pk in reach(self.user).towns}
        return self._in_order(named, Town.objects.filter(district=self.district))

    def _in_order(self, named: set[Body], rows: Iterable[Department] | Iterable[Town]) -> list[Body]:
        """One body a key; what the district no longer keeps comes last."""
        names = {body.pk: body for body in sorted(named, key=lambda body: body.name)}
        places = {row.pk: place for place, row in enumerate(rows)}
        return sorted(names.values(), key=lambda body: (places.get(body.pk, len(places)), body.name))


def _sources(kept: list[Snapshot]) -> list[str]:
    """One sentence for all lists that were frozen on the same day."""
    days: dict[datetime.date, list[Snapshot]] = {}
    for row in kept:
        days.setdefault(row.day, []).append(row)
    sentences = []
    for day, rows in sorted(days.items(), reverse=True):
        words = {"day": day, "period": rows[0].label}
        sentence = _("数据截至 %(day)s（%(period)s快照）") % words
        if len(days) > 1:
            sentence += "：" + "、".join(row.title for row in rows)
        if any(row.is_late for row in rows):
            sentence += _("；补作的快照，按当时的填报")
        sentences.append(sentence)
    return sentences
