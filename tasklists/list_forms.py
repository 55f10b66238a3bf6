"""Forms of the list editor: the list's head, its headings, a new task, numbers, issue."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from districts.models import Department, District
from tasklists.arranging import arrange, next_number, outline, place, restarts
from tasklists.exporting.layout import STANDARD
from tasklists.fields import DayField, fitting_deadline
from tasklists.models import Assignment, Category, Task, TaskList

# The columns that a new list has unless others are chosen.
USUAL = ("category", "number", "title", "requirement", "lead", "cooperating", "quota", "deadline")


class ReasonField(forms.CharField):
    """Why an issued list is changed; asked for only there."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("变更原因"))
        kwargs.setdefault("help_text", _("清单已印发，须填写，如“市级计划调整”；会与新旧内容一起留存。"))
        super().__init__(max_length=500, required=False, **kwargs)
        self.widget.attrs["autocomplete"] = "off"


class ListForm(forms.ModelForm):
    """The head of a list; district and year stay once it is made."""

    columns = forms.MultipleChoiceField(
        label=_("栏目"),
        choices=[(field, heading) for heading, field in STANDARD],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("台账全表和导出文件按这些栏目排列；有内容的其他栏目会自动补在后面。"),
    )

    class Meta:
        model = TaskList
        fields = ["district", "year", "title", "kind", "issuing_body"]
        labels = {"district": _("区（县）")}
        help_texts = {"title": _("与印发文件的标题一致，如“2027年重点任务清单”。")}

    def __init__(
        self, *args: Any, districts: QuerySet[District], today: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts
        self.fields["district"].empty_label = None
        self.fields["year"].initial = today.year
        self.fields["columns"].initial = USUAL

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError(_("请填写四位年份，如 2027。"))
        return year

    def save(self, commit: bool = True) -> TaskList:
        chosen = self.cleaned_data["columns"]
        self.instance.columns = [[heading, field] for heading, field in STANDARD if field in chosen]
        return super().save(commit)


class ListHeadForm(forms.ModelForm):
    """What can be corrected on the head of a list; 文号 and day only once it is issued."""

    issued_on = DayField(label=_("印发日期"), required=False)

    class Meta:
        model = TaskList
        fields = ["title", "kind", "issuing_body", "issuing_number", "issued_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == TaskList.State.DRAFT:
            del self.fields["issuing_number"], self.fields["issued_on"]

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        same = TaskList.objects.filter(
            district=self.instance.district_id, year=self.instance.year, title=title
        ).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("本区该年度已有同名清单，请改用另一个标题。"))
        return title


class CategoryForm(forms.ModelForm):
    """A heading, on one of two levels. `reason` only where the list is issued."""

    reason = ReasonField()

    class Meta:
        model = Category
        fields = ["label", "title", "parent"]
        help_texts = {"label": _("印发时的编号，如“一”或“（一）”；没有编号的留空。")}

    def __init__(self, *args: Any, task_list: TaskList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.task_list, self.instance.district_id = task_list, task_list.district_id
        tops = Category.objects.filter(task_list=task_list, parent=None).exclude(pk=self.instance.pk)
        has_below = bool(self.instance.pk) and self.instance.children.exists()
        self.fields["parent"].queryset = tops.none() if has_below else tops
        self.fields["parent"].empty_label = _("无（一级类别）")
        if has_below:
            self.fields["parent"].help_text = _("本类别下还有二级类别，只能作一级类别。")
        if self.instance.pk is None or task_list.state == TaskList.State.DRAFT:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        same = Category.objects.filter(
            task_list=self.instance.task_list,
            parent=cleaned.get("parent"),
            label=cleaned.get("label", ""),
            title=cleaned.get("title", ""),
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", _("这一级已有同名类别。"))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Category:
        is_new = self.instance.pk is None
        if is_new:
            self.instance.position = 1 + Category.objects.filter(task_list=self.instance.task_list).count()
        category = super().save(commit)
        if is_new or "parent" in self.changed_data:
            arrange(category.task_list)
        return category


class NewTaskForm(forms.ModelForm):
    """The least a task needs; the rest follows on its own page."""

    deadline = DayField(label=_("完成时限"), required=False, help_text=_("没有单一期限的留空。"))
    lead = forms.ModelChoiceField(
        Department.objects.none(), label=_("牵头部门"), required=False, empty_label=_("未选")
    )
    reason = ReasonField(
        help_text=_("清单已印发，增补任务须填写，如“市级计划增补”；会随任务一起留存。"),
    )

    class Meta:
        model = Task
        fields = ["category", "number", "title", "deadline", "recurring"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, task_list: TaskList, category: Category | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.task_list, self.instance.district_id = task_list, task_list.district_id
        headings = outline(task_list)
        self.fields["category"].queryset = Category.objects.filter(task_list=task_list)
        self.fields["category"].choices = [
            ("", _("不分类")),
            *((row.pk, f"{'　' if row.parent_id else ''}{row}") for row in headings),
        ]
        self.fields["recurring"].choices = [("", _("否")), *Task.Recurring.choices]
        self.fields["lead"].queryset = Department.objects.filter(
            district=task_list.district_id, is_active=True
        )
        self.initial.setdefault("category", category)
        self.initial.setdefault("number", next_number(task_list, category))
        if task_list.state == TaskList.State.DRAFT:
            del self.fields["reason"]

    def clean_deadline(self) -> datetime.date | None:
        return fitting_deadline(self, self.instance.task_list.year)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        task_list = self.instance.task_list
        same = Task.objects.filter(task_list=task_list, parent=None, number=cleaned.get("number"))
        if restarts(task_list):
            same = same.filter(category=cleaned.get("category"))
        if same.exists():
            self.add_error("number", _("这个序号已被使用，请改用另一个序号。"))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Task:
        task = self.instance
        task.numbering_scope = "~"  # until its place is known: elsewhere in the list its number may stand
        if task.task_list.state == TaskList.State.ISSUED:
            task.first_deadline = task.deadline
        task = super().save(commit)
        if lead := self.cleaned_data["lead"]:
            Assignment.objects.create(
                district_id=task.district_id,
                task=task,
                department=lead,
                role=Assignment.Role.LEAD,
                printed=lead.name,
                position=1,
            )
        place(task)
        return task


class RenumberForm(forms.Form):
    way = forms.ChoiceField(
        label=_("编号方式"),
        choices=[("whole", _("全清单从 1 起连续编号")), ("category", _("每个类别各从 1 起编号"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField()


class IssueForm(forms.Form):
    """What turns a draft into a promise."""

    number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("如“清乡振〔2027〕1号”；没有文号的留空。")
    )
    day = DayField(label=_("印发日期"))
    body = forms.CharField(label=_("印发单位"), max_length=200, required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].initial = today

    def clean_day(self) -> datetime.date:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("印发日期不能晚于今天。"))
        return day
