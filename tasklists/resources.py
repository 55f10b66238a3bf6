"""Import and export files of lists and their parts.

A part is found by the words that name it: the list by year and title, the task by its number (and
its numbering scope where numbers restart), the indicator by its name (or number, where a task has two
of one name). The list's own layout goes out and in elsewhere (`exporting`, `importing`); these files are for
mending many rows at once.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.administration.columns import Day, Label, Named, Number, Text, Whole, YesNo
from districts.administration.resources import DistrictResource, column
from districts.models import Department, Town
from districts.navigation import row_number
from tasklists.changes import Facts, fresh_facts, record_changes
from tasklists.models import Assignment, Category, Indicator, Milestone, Quota, Task, TaskList

YEAR, LIST, SCOPE, NUMBER, INDICATOR, INDICATOR_ID = "年度", "清单", "编号范围", "序号", "指标", "指标编号"


def _text(row: dict[str, Any], heading: str) -> str:
    value = row.get(heading)
    return "" if value is None else str(value).strip()


def _lists(rows: QuerySet, title: str, row: dict[str, Any]) -> QuerySet:
    year = row_number(_text(row, YEAR))
    return rows.filter(title=title) if year is None else rows.filter(title=title, year=year)


def _of_list(row: dict[str, Any], prefix: str = "task_list") -> dict[str, Any]:
    year = row_number(_text(row, YEAR))
    wanted: dict[str, Any] = {f"{prefix}__title": _text(row, LIST)}
    return wanted if year is None else wanted | {f"{prefix}__year": year}


def _tasks(rows: QuerySet, number: str, row: dict[str, Any]) -> QuerySet:
    return rows.filter(number=number, numbering_scope=_text(row, SCOPE), **_of_list(row))


def _categories(rows: QuerySet, text: str, row: dict[str, Any]) -> QuerySet:
    held = rows.filter(**_of_list(row)).select_related("parent")
    return rows.filter(pk__in=[c.pk for c in held if text in (str(c), category_path(c))])


def _indicators(rows: QuerySet, name: str, row: dict[str, Any]) -> QuerySet:
    of_task = rows.filter(
        name=name,
        task__number=_text(row, NUMBER),
        task__numbering_scope=_text(row, SCOPE),
        **_of_list(row, "task__task_list"),
    )
    number = row_number(_text(row, INDICATOR_ID))
    return of_task if number is None else of_task.filter(pk=number)


def category_path(category: Category | None) -> str:
    if category is None:
        return ""
    return f"{category.parent} / {category}" if category.parent else str(category)


class Meta(DistrictResource.Meta):
    """What the files of this app share."""


class TaskListResource(DistrictResource):
    """The state is left out: a list is issued on its page, not by a file."""

    year = column("year", YEAR, Whole())
    title = column("title", "标题")
    kind = column("kind", "类型", Label(TaskList.Kind))
    state = column("get_state_display", "状态", readonly=True)
    issuing_number = column("issuing_number", "文号")
    issuing_body = column("issuing_body", "印发单位")
    issued_on = column("issued_on", "印发日期", Day())
    key = ("year", "title")

    class Meta(Meta):
        model = TaskList
        fields = [
            "id", "district", "year", "title", "kind", "state", "issuing_number", "issuing_body", "issued_on",
        ]  # fmt: skip


class PartResource(DistrictResource):
    """Rows below a list or a task stay where they are; what they change of an issued list is kept with
    the file as its reason."""

    above = "task"  # the field that leads upwards

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._facts: dict[int, tuple[Task, Facts]] = {}

    def import_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        before = getattr(instance, f"{self.above}_id")
        super().import_instance(instance, row, **kwargs)
        if before is not None and getattr(instance, f"{self.above}_id") != before:
            raise ValidationError(_("编号与所填的清单、任务或指标不符，导入不能把一行移到别处。"))

    def task_of(self, instance: Any) -> Task | None:
        return instance.task

    def before_save_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        task = self.task_of(instance)
        if task is not None and task.pk is not None and task.pk not in self._facts:
            self._facts[task.pk] = (task, fresh_facts(task))

    def after_import(self, dataset: Any, result: Any, *, file_name: str = "", **kwargs: Any) -> None:
        for task, before in self._facts.values():
            reason = _("从文件导入：%(name)s") % {"name": file_name or _("（未命名）")}
            record_changes(task, before, reason=reason, by=self.user)
        super().after_import(dataset, result, **kwargs)


class CategoryResource(PartResource):
    year = column("task_list__year", YEAR, Whole(), readonly=True)
    task_list = column("task_list", LIST, Named(TaskList, _lists))
    parent = column("parent", "上级类别", Named(Category, _categories))
    label = column("label", "编号名")
    title = column("title", "名称")
    position = column("position", "顺序", Whole())
    above = "task_list"
    key = ("task_list", "parent", "label", "title")

    class Meta(Meta):
        model = Category
        fields = ["id", "district", "year", "task_list", "parent", "label", "title", "position"]

    def task_of(self, instance: Any) -> Task | None:
        return None

    def before_save_instance(self, instance: Category, row: dict[str, Any], **kwargs: Any) -> None:
        for task in instance.tasks_below():
            self._facts.setdefault(task.pk, (task, fresh_facts(task)))
        super().before_save_instance(instance, row, **kwargs)


class TaskResource(PartResource):
    year = column("task_list__year", YEAR, Whole(), readonly=True)
    task_list = column("task_list", LIST, Named(TaskList, _lists))
    numbering_scope = column("numbering_scope", SCOPE)
    number = column("number", NUMBER)
    upper_number = column("upper_number", "市级序号")
    parent_number = column("parent__number", "上级任务", readonly=True)
    category = column("category", "类别", Named(Category, _categories, category_path))
    title = column("title", "任务名称")
    requirement = column("requirement", "任务要求及举措")
    objective = column("objective", "建设目标")
    content = column("content", "建设内容")
    scale = column("scale", "建设规模")
    standard = column("standard", "建设标准")
    funding = column("funding", "资金来源")
    deadline_text = column("deadline_text", "完成时限（原文）")
    deadline = column("deadline", "完成时限", Day())
    first_deadline = column("first_deadline", "最初时限", Day(), readonly=True)
    recurring = column("recurring", "经常性", Label(Task.Recurring))
    starts_on = column("starts_on", "开始日期", Day())
    investment_text = column("investment_text", "总投资（原文）")
    investment_wan = column("investment_wan", "总投资（万元）", Number())
    investment_approximate = column("investment_approximate", "约数", YesNo())
    scope_kind = column("scope_kind", "涉及范围", Label(Task.ScopeKind))
    scope_text = column("scope_text", "涉及范围（原文）")
    position = column("position", "顺序", Whole())
    above = "task_list"
    key = ("task_list", "numbering_scope", "number")

    class Meta(Meta):
        model = Task
        fields = [
            "id", "district", "year", "task_list", "numbering_scope", "number", "upper_number",
            "parent_number", "category", "title", "requirement", "objective", "content", "scale",
            "standard", "funding", "deadline_text", "deadline", "first_deadline", "recurring", "starts_on",
            "investment_text", "investment_wan", "investment_approximate", "scope_kind", "scope_text",
            "position",
        ]  # fmt: skip

    def task_of(self, instance: Task) -> Task | None:
        return instance


class TaskPartResource(PartResource):
    """Rows directly below a task."""

    year = column("task__task_list__year", YEAR, Whole(), readonly=True)
    task_list = column("task__task_list__title", LIST, readonly=True)
    scope = column("task__numbering_scope", SCOPE, readonly=True)
    task = column("task", NUMBER, Named(Task, _tasks, lambda task: task.number))
    task_title = column("task__title", "任务名称", readonly=True)


OF_TASK = ["id", "district", "year", "task_list", "scope", "task", "task_title"]


class AssignmentResource(TaskPartResource):
    department = column("department", "部门", Named(Department))
    town = column("town", "街镇", Named(Town))
    printed = column("printed", "原文")
    role = column("role", "分工", Label(Assignment.Role))
    position = column("position", "顺序", Whole())
    key = ("task", "department", "town", "printed", "role")

    class Meta(Meta):
        model = Assignment
        fields = [*OF_TASK, "department", "town", "printed", "role", "position"]


class IndicatorResource(TaskPartResource):
    name = column("name", "指标名称")
    unit = column("unit", "单位")
    comparator = column("comparator", "关系", Label(Indicator.Comparator))
    target = column("target", "目标值", Number())
    minimum = column("minimum", "下限", Number())
    maximum = column("maximum", "上限", Number())
    each = column("each", "每个街镇", Number())
    target_text = column("target_text", "目标值（原文）")
    position = column("position", "顺序", Whole())
    key = ("task", "name", "unit")

    class Meta(Meta):
        model = Indicator
        fields = [
            *OF_TASK, "name", "unit", "comparator", "target", "minimum", "maximum", "each",
            "target_text", "position",
        ]  # fmt: skip


class QuotaResource(PartResource):
    year = column("indicator__task__task_list__year", YEAR, Whole(), readonly=True)
    task_list = column("indicator__task__task_list__title", LIST, readonly=True)
    scope = column("indicator__task__numbering_scope", SCOPE, readonly=True)
    task = column("indicator__task__number", NUMBER, readonly=True)
    indicator_id = column("indicator_id", INDICATOR_ID, Whole(), readonly=True)
    indicator = column("indicator", INDICATOR, Named(Indicator, _indicators, lambda found: found.name))
    unit = column("indicator__unit", "单位", readonly=True)
    town = column("town", "街镇", Named(Town))
    value = column("value", "任务量", Number())
    implied = column("implied", "按每街镇 1 计", YesNo())
    text = column("text", "原文", Text())
    above = "indicator"
    key = ("indicator", "town")

    class Meta(Meta):
        model = Quota
        fields = [
            "id", "district", "year", "task_list", "scope", "task", "indicator_id", "indicator", "unit",
            "town", "value", "implied", "text",
        ]  # fmt: skip

    def task_of(self, instance: Quota) -> Task | None:
        return instance.indicator.task


class MilestoneResource(TaskPartResource):
    period = column("period", "节点")
    due = column("due", "截止日期", Day())
    text = column("text", "目标（原文）")
    percent = column("percent", "百分比", Number())
    value = column("value", "数量", Number())
    unit = column("unit", "单位")
    key = ("task", "period")

    class Meta(Meta):
        model = Milestone
        fields = [*OF_TASK, "period", "due", "text", "percent", "value", "unit"]
