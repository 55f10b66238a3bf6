"""Which tasks of a snapshot are shown. The filters live in the address and mean what they mean in the
register, so that every number of the dashboard of that day leads to its rows as they stood."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reporting.filters import GROUPS, INVESTED, without
from reporting.map_filters import MapFilter
from reporting.milestones import choices_of, is_in
from reporting.states import Body, TaskState
from reporting.tallies import belongs


class SnapshotFilter(MapFilter):
    """`task` is a single task by its key: where a line of the dashboard leads."""

    trouble = None
    group = forms.ChoiceField(label=_("情况"), required=False, widget=forms.HiddenInput)
    milestones = forms.ChoiceField(label=_("节点"), required=False, widget=forms.HiddenInput)
    invested = forms.ChoiceField(label=_("投资"), required=False, widget=forms.HiddenInput)
    task = forms.ChoiceField(label=_("任务"), required=False, widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, states: list[TaskState], day: datetime.date) -> None:
        super().__init__(asked, states, _towns(states))
        self.day = day
        self._offer("group", GROUPS)
        self._offer("milestones", choices_of([day.year]))
        self._offer("invested", INVESTED)
        self._offer("task", [(state.pk, f"{state.number}. {state.title}") for state in states])
        self.full_clean()

    def _fits(self, state: TaskState) -> bool:
        group, milestones = self.chosen("group"), self.chosen("milestones")
        return (
            super()._fits(state)
            and (not group or belongs(state, group, self.day))
            and (not milestones or is_in(state.milestones, milestones))
            and (not self.chosen("invested") or state.investment_wan is not None)
            and self.chosen("task") in ("", str(state.pk))
        )

    @property
    def clear(self) -> str:
        return without(self.asked, *self.fields)


def _towns(states: Iterable[TaskState]) -> list[Body]:
    """Every town once. Each task names them in the district's order, so the longest naming leads."""
    longest_first: list[Any] = sorted((state.towns for state in states), key=len, reverse=True)
    return list(dict.fromkeys(town for towns in longest_first for town in towns))
