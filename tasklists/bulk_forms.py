"""The form of one change to several tasks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Department
from tasklists.arranging import outline
from tasklists.bulk import Change, other_category, other_deadline, other_department
from tasklists.fields import DayField, fitting_deadline
from tasklists.list_forms import ReasonField
from tasklists.models import Assignment, Category, Task, TaskList


class BulkForm(forms.Form):
    """Which tasks, and what of them changes; only the fields of the chosen kind count."""

    what = forms.ChoiceField(
        label=_("修改内容"),
        choices=[("department", _("部门")), ("deadline", _("完成时限")), ("category", _("类别"))],
        widget=forms.RadioSelect,
        initial="department",
    )
    role = forms.ChoiceField(label=_("分工"), choices=Assignment.Role.choices, required=False)
    old = forms.ModelChoiceField(
        Department.objects.none(), label=_("原部门"), required=False, empty_label=_("不限（全部替换）")
    )
    new = forms.ModelChoiceField(
        Department.objects.none(), label=_("改为"), required=False, empty_label=_("未选")
    )
    deadline = DayField(label=_("完成时限改为"), required=False)
    deadline_text = forms.CharField(
        label=_("时限的写法"), required=False, max_length=200, help_text=_("如“10月底前”；可留空。")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("移入类别"), required=False, empty_label=_("不分类")
    )
    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(), error_messages={"required": _("请至少勾选一项任务。")}
    )
    reason = ReasonField()

    def __init__(self, *args: Any, task_list: TaskList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acting = Department.objects.filter(district=task_list.district_id, is_active=True)
        named = Department.objects.filter(assignments__task__task_list=task_list).distinct()
        self.fields["old"].queryset = named
        self.fields["new"].queryset = acting
        self.fields["category"].queryset = Category.objects.filter(task_list=task_list)
        self.fields["category"].choices = [
            ("", _("不分类")),
            *((row.pk, f"{'　' if row.parent_id else ''}{row}") for row in outline(task_list)),
        ]
        self.fields["tasks"].queryset = Task.objects.filter(task_list=task_list).in_printed_order()
        self.year = task_list.year
        self.is_issued = task_list.state == TaskList.State.ISSUED

    def clean_deadline(self) -> datetime.date | None:
        """Only where the deadline is what changes: the field may hold something else's leavings."""
        chosen = self.cleaned_data["deadline"]
        return fitting_deadline(self, self.year) if self.cleaned_data.get("what") == "deadline" else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        if what == "department":
            if not cleaned.get("role"):
                self.add_error("role", _("请选择分工。"))
            if not cleaned.get("new") and "new" not in self.errors:
                self.add_error("new", _("请选择改为哪个部门。"))
        if what == "deadline" and not cleaned.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", _("请填写新的完成时限。"))
        if what == "deadline" and (due := cleaned.get("deadline")):
            late = [task for task in cleaned.get("tasks", ()) if task.starts_on and task.starts_on > due]
            if late:
                numbers = "、".join(task.number for task in late)
                said = _("任务 %s 的开始日期晚于这个时限，请先改开始日期，或另选时限。")
                self.add_error("deadline", said % numbers)
        return cleaned

    def change(self) -> Change:
        """What the person chose, as something that can be done to a task."""
        chosen = self.cleaned_data
        if chosen["what"] == "deadline":
            return other_deadline(chosen["deadline"], chosen["deadline_text"])
        if chosen["what"] == "category":
            return other_category(chosen["category"])
        return other_department(chosen["role"], chosen["old"], chosen["new"])

    def ticked(self) -> set[str]:
        """Numbers of the rows that are ticked, as posted or as linked to."""
        chosen = self["tasks"].value() or []
        return {str(getattr(task, "pk", task)) for task in chosen}
