"""Tasks side by side: by list, by category, by leading department, by town."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.filters import NONE
from reporting.states import Body, TaskState


@dataclass(frozen=True, slots=True)
class Group:
    """`query` is what the register is filtered by to show exactly these tasks."""

    key: Any
    name: str
    query: dict[str, Any]
    states: tuple[TaskState, ...]


Members = dict[Any, list[TaskState]]


def _groups(named: Iterable[tuple[Any, str]], members: Members, parameter: str) -> list[Group]:
    """A group for each (key, name) that has tasks, in the given order."""
    return [Group(key, name, {parameter: key}, tuple(members[key])) for key, name in named if key in members]


def by_list(states: Iterable[TaskState]) -> list[Group]:
    members: Members = {}
    names: dict[int, str] = {}
    for state in states:
        members.setdefault(state.list_pk, []).append(state)
        names[state.list_pk] = state.list_title
    return _groups(names.items(), members, "list")


def by_category(states: Iterable[TaskState]) -> list[Group]:
    """The outermost headings in printed order, with what stands below them."""
    members: Members = {}
    names: dict[Any, str] = {}
    for state in states:
        top = state.categories[0] if state.categories else None
        members.setdefault(top.pk if top else NONE, []).append(state)
        if top:
            names[top.pk] = top.name
    return _groups([*names.items(), (NONE, _("未分类"))], members, "category")


def by_department(states: Iterable[TaskState]) -> list[Group]:
    """By lead; a task that two departments lead stands with both."""
    members: Members = {}
    names: dict[Any, str] = {}
    for state in states:
        leads = {body.pk: body.name for body in state.leads if body.pk > 0}  # the others are towns
        names |= leads
        for key in leads or (NONE,):
            members.setdefault(key, []).append(state)
    return _groups([*names.items(), (NONE, _("无牵头部门"))], members, "lead")


def by_town(states: Iterable[TaskState]) -> list[Group]:
    """By each town that a task concerns."""
    rows = list(states)
    members: Members = {}
    for state in rows:
        for town in state.towns:
            members.setdefault(town.pk, []).append(state)
    return _groups(_in_order(state.towns for state in rows), members, "town")


def _in_order(named: Iterable[tuple[Body, ...]]) -> list[Body]:
    """Every body once. Each task names them in the district's order, so the longest naming leads."""
    longest_first = sorted(named, key=len, reverse=True)
    return list(dict.fromkeys(body for bodies in longest_first for body in bodies))
