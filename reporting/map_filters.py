"""What the war map shows of a district's tasks. The filters live in the address, and their choices are
those that the tasks themselves offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reporting.filters import LIGHTS, NONE, without
from reporting.states import Body, TaskState

# Those that mean the same in the register, so that a number of the map can lead there.
LIKE_THE_REGISTER = ("list", "category", "lead", "light")


class MapFilter(forms.Form):
    """Each narrows; together they combine with 'and'. What is not among the choices is not heeded."""

    list = forms.ChoiceField(label=_("清单"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    lead = forms.ChoiceField(label=_("牵头部门"), required=False)
    town = forms.ChoiceField(label=_("街镇"), required=False)
    light = forms.ChoiceField(label=_("任务亮灯"), required=False)
    q = forms.CharField(
        label=_("文字"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称、要求或序号")}),
    )
    trouble = forms.BooleanField(label=_("只看红灯、黄灯格"), required=False)

    def __init__(self, asked: QueryDict, states: Collection[TaskState], towns: Iterable[Body]) -> None:
        super().__init__(asked)
        self.asked = asked
        lists = {state.list_pk: state.list_title for state in states}
        self._offer("list", lists.items())
        self._offer("category", _headings(states))
        leads = {body.pk: body.name for state in states for body in state.leads if body.pk > 0}
        self._offer("lead", [*sorted(leads.items(), key=lambda lead: lead[1]), (NONE, _("无牵头部门"))])
        self._offer("town", towns)
        self._offer("light", LIGHTS)
        if len(lists) < 2:
            del self.fields["list"]
        self.full_clean()

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", field.label), *choices]

    def chosen(self, name: str) -> str:
        """As it stands in the address, "" where it is not set or means nothing."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def only_trouble(self) -> bool:
        return bool(self.cleaned_data.get("trouble"))

    @property
    def town_key(self) -> int | None:
        chosen = self.chosen("town")
        return int(chosen) if chosen else None

    def narrow(self, states: Iterable[TaskState]) -> Sequence[TaskState]:
        return [state for state in states if self._fits(state)]

    def _fits(self, state: TaskState) -> bool:
        return (
            self.chosen("list") in ("", str(state.list_pk))
            and self._in_category(state)
            and self._led(state)
            and self.chosen("light") in ("", state.light)
            and (self.town_key is None or any(town.pk == self.town_key for town in state.towns))
            and _mentions(state, self.chosen("q"))
        )

    def _in_category(self, state: TaskState) -> bool:
        chosen = self.chosen("category")
        if chosen == NONE:
            return not state.categories
        return not chosen or any(str(heading.pk) == chosen for heading in state.categories)

    def _led(self, state: TaskState) -> bool:
        chosen, leads = self.chosen("lead"), [body.pk for body in state.leads if body.pk > 0]
        if chosen == NONE:
            return not leads
        return not chosen or int(chosen) in leads

    def words(self) -> Sequence[tuple[str, str]]:
        """What is set, each as (word, query without it)."""
        found = []
        for name, field in self.fields.items():
            if not self.chosen(name):
                continue
            if isinstance(field, forms.BooleanField):
                found.append((str(field.label), without(self.asked, name)))
                continue
            named = {str(key): word for key, word in getattr(field, "choices", [])}
            word = str(named.get(self.chosen(name), self.chosen(name))).strip()
            found.append((f"{field.label}：{word}", without(self.asked, name)))
        return found

    @property
    def clear(self) -> str:
        """The query with nothing set."""
        return without(self.asked, *self.fields)

    def in_register(self, town: int) -> dict[str, str] | None:
        """The register's query for the tasks of a town that are shown; None where it has no such."""
        if self.only_trouble or self.chosen("q"):
            return None
        kept = {name: self.chosen(name) for name in LIKE_THE_REGISTER if name in self.fields}
        return {name: value for name, value in kept.items() if value} | {"town": str(town)}


def _headings(states: Iterable[TaskState]) -> list[tuple[Any, Any]]:
    """In printed order, the lower ones set in."""
    found: dict[Any, str] = {}
    for state in states:
        for level, heading in enumerate(state.categories):
            found.setdefault(heading.pk, f"{'　' * level}{heading.name}")
    return [*found.items(), (NONE, _("未分类"))]


def _mentions(state: TaskState, words: str) -> bool:
    """Its number is each of the words, or its title or requirement has it."""
    text = f"{state.title}\n{state.requirement}".lower()
    return all(word == state.number or word.lower() in text for word in words.split()[:5])
