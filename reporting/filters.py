"""Filters over the tasks of a list, or of all lists of a district's year. They live in the address."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, Value
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from districts.models import Department, Town
from progress.status import Light
from reporting.milestones import choices_of, is_in, milestones_of
from reporting.tallies import belongs, due_within
from tasklists.models import Assignment, Category, Task, TaskList
from tasklists.querysets import TaskQuerySet

DUE_WITHIN = [("7", _("7 天内到期")), ("30", _("30 天内到期")), ("90", _("90 天内到期"))]
LIGHTS = [
    (Light.RED.value, _("● 红灯")),
    (Light.YELLOW.value, _("▲ 黄灯")),
    (Light.GREEN.value, _("■ 绿灯")),
    (Light.GREY.value, _("○ 未启动")),
    (Light.DONE.value, _("✓ 已完成")),
]
# The groups of `progress.status.Totals` that a strip or a dashboard counts.
GROUPS = [
    ("done", _("已完成")),
    ("done_late", _("逾期办结")),
    ("overdue", _("逾期")),
    ("behind", _("滞后")),
    ("attention", _("需关注")),
    ("due_soon", _("30 天内到期")),
    ("on_schedule", _("正常")),
    ("not_started", _("未启动")),
    ("claimed", _("待办结")),
    ("done_on_time", _("按期完成")),
    ("trouble", _("逾期和滞后")),
    ("measured", _("按序时进度计量")),
    ("on_pace", _("达到序时进度")),
    ("off_pace", _("未达序时进度")),
]
INVESTED = [("yes", _("列有计划投资"))]
NONE = "none"  # a task without a category, without a lead


class TaskFilter(django_filters.FilterSet):
    """Each filter narrows; together they combine with 'and'. The tasks carry their lights."""

    list = django_filters.ChoiceFilter(label=_("清单"), field_name="task_list_id")
    category = django_filters.ChoiceFilter(label=_("类别"), method="by_category")
    lead = django_filters.ChoiceFilter(label=_("牵头部门"), method="by_lead")
    department = django_filters.ChoiceFilter(label=_("参与部门"), method="by_department")
    town = django_filters.ChoiceFilter(label=_("街镇"), method="by_town")
    light = django_filters.ChoiceFilter(label=_("亮灯"), choices=LIGHTS, method="leave")
    due = django_filters.ChoiceFilter(label=_("时限"), choices=DUE_WITHIN, method="leave")
    q = django_filters.CharFilter(
        label=_("文字"), method="by_text", widget=forms.TextInput(attrs={"type": "search"})
    )
    group = django_filters.ChoiceFilter(
        label=_("情况"), choices=GROUPS, method="leave", widget=forms.HiddenInput
    )
    milestones = django_filters.ChoiceFilter(label=_("节点"), method="leave", widget=forms.HiddenInput)
    invested = django_filters.ChoiceFilter(
        label=_("投资"), choices=INVESTED, method="by_investment", widget=forms.HiddenInput
    )

    def __init__(
        self, asked: QueryDict, tasks: TaskQuerySet, lists: Iterable[TaskList], today: datetime.date
    ) -> None:
        super().__init__(asked, tasks)
        self.lists, self.today = [*lists], today
        self._offer("list", [(row.pk, row.title) for row in self.lists])
        self.headings = self._read_headings()
        self._offer("category", self._categories())
        self.departments, self.towns = self._read_bodies()
        departments = [(pk, row.name) for pk, row in self.departments.items()]
        self._offer("lead", [*departments, (NONE, _("无牵头部门"))])
        self._offer("department", departments)
        self._offer("town", [(pk, row.name) for pk, row in self.towns.items()])
        self._offer("milestones", choices_of(row.year for row in self.lists))
        for name in ("light", "due"):
            self._offer(name, [*self.filters[name].extra["choices"]])
        if len(self.lists) < 2:
            del self.form.fields["list"]
        self.form.fields["q"].widget.attrs["placeholder"] = _("名称、要求或序号")

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        for field in (self.filters[name].field, self.form.fields[name]):
            field.choices = choices
        self.form.fields[name].empty_label = self.filters[name].label

    def _read_headings(self) -> dict[int | None, Category]:
        """By key, in printed order; each knows the one above it."""
        rows = Category.objects.filter(task_list__in=self.lists).order_by("task_list", "position", "id")
        found: dict[int | None, Category] = {row.pk: row for row in rows}
        for row in found.values():
            row.parent = found.get(row.parent_id)
        return found

    def _categories(self) -> list[tuple[Any, str]]:
        """Headings in printed order, the lower ones set in; the list's name where there are several."""
        choices = [(key, f"{'　' if row.parent_id else ''}{row}") for key, row in self.headings.items()]
        return [*choices, (NONE, _("未分类"))]

    def _read_bodies(self) -> tuple[dict[int | None, Department], dict[int | None, Town]]:
        """The departments that act on one of the tasks, and the districts' towns, by their keys in
        order; one union."""
        named = Assignment.objects.filter(task__task_list__in=self.lists, department=OuterRef("pk"))
        departments = Department.objects.filter(Exists(named)).order_by().annotate(is_town=Value(0))
        towns = Town.objects.filter(district__in={row.district_id for row in self.lists}).order_by()
        columns = ("is_town", "position", "pk", "name")
        rows = departments.values_list(*columns).union(
            towns.annotate(is_town=Value(1)).values_list(*columns), all=True
        )
        in_order = sorted(rows)
        return (
            {pk: Department(pk=pk, name=name) for is_town, _n, pk, name in in_order if not is_town},
            {pk: Town(pk=pk, name=name) for is_town, _n, pk, name in in_order if is_town},
        )

    def by_category(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        if value == NONE:
            return tasks.filter(category=None)
        return tasks.filter(Q(category=value) | Q(category__parent=value))

    def by_lead(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        if value == NONE:
            return tasks.without_lead()
        return tasks.led_by([int(value)])

    def by_department(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(Exists(Assignment.objects.filter(task=OuterRef("pk"), department=value)))

    def by_town(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(tasks.concerning([int(value)]))

    def by_investment(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(investment_wan__isnull=False)

    def by_text(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.mentioning(value)

    def leave(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        """What depends on the light is picked out of the rows (`lit`, `grouped`)."""
        return tasks

    def lit(self, tasks: Iterable[Task]) -> list[Task]:
        """Those of the light, the deadline and the milestones that are asked for."""
        asked = self.form.cleaned_data
        rows = [task for task in tasks if not asked.get("light") or belongs(task, asked["light"], self.today)]
        if days := asked.get("due"):
            rows = [task for task in rows if due_within(task, self.today, datetime.timedelta(int(days)))]
        if code := asked.get("milestones"):
            held = milestones_of(rows, self.today)
            rows = [task for task in rows if is_in(held.get(task.pk, ()), code)]
        return rows

    def grouped(self, tasks: Iterable[Task]) -> list[Task]:
        """Those of the group that the strip or a dashboard led to; the strip counts what it is cut from."""
        group = self.form.cleaned_data.get("group") or "all"
        return [task for task in tasks if belongs(task, group, self.today)]


def set_words(filters: TaskFilter, asked: QueryDict) -> list[tuple[str, str]]:
    """What is set, each as (word, query without it): the removable words of the filter line."""
    words = []
    for name, field in filters.form.fields.items():
        value = asked.get(name)
        if not value:
            continue
        chosen = dict(getattr(field, "choices", [])) if isinstance(field, forms.ChoiceField) else {}
        by_text = {str(key): word for key, word in chosen.items()}
        word = str(by_text.get(value, value)).strip()
        words.append((f"{filters.filters[name].label}：{word}", without(asked, name)))
    return words


def without(asked: QueryDict, *names: str) -> str:
    """The query with these taken out (and the page number with them), as it stands after '?'."""
    rest = asked.copy()
    for name in (*names, "page"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def with_value(asked: QueryDict, name: str, value: str) -> str:
    rest = asked.copy()
    rest.pop("page", None)
    rest[name] = value
    return f"?{rest.urlencode()}"
