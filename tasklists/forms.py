"""Forms with which the district office corrects a task and its parts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Max
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from districts.models import Department, Town
from tasklists.fields import (
    BodiesField,
    DayField,
    QuantityField,
    SharedChoices,
    fitting_deadline,
    in_use_or_held,
)
from tasklists.importing.fields.numbers import is_broken
from tasklists.models import Assignment, Category, Indicator, Milestone, Quota, Task, TaskList, TaskTown
from tasklists.periods import PERIODS, end_of_period, start_of_period
from tasklists.quantities import plain

PROSE = ("requirement", "objective", "content", "scale", "standard", "funding")


class TaskForm(forms.ModelForm):
    """The task itself, without its parts."""

    deadline = DayField(label=_("完成时限"), required=False, help_text=_("没有单一期限的留空。"))
    starts_on = DayField(label=_("开始日期"), required=False)
    investment_wan = QuantityField(label=_("总投资（万元）"), required=False, min_value=0)
    towns = BodiesField(
        Town.objects.none(),
        label=_("涉及街镇"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("范围为“指定街镇”时勾选。"),
    )

    reason = forms.CharField(
        label=_("变更原因"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("清单印发后改动任务须填写，如“市级计划调整”；会与新旧内容一起留存。"),
    )

    class Meta:
        model = Task
        fields = [
            "number",
            "upper_number",
            "category",
            "title",
            "deadline",
            "deadline_text",
            "recurring",
            "starts_on",
            *PROSE,
            "investment_wan",
            "investment_approximate",
            "investment_text",
            "scope_kind",
            "scope_text",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "scope_text": forms.Textarea(attrs={"rows": 2}),
        } | {name: forms.Textarea(attrs={"rows": 3}) for name in PROSE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task = self.instance
        self.fields["category"].queryset = Category.objects.filter(
            task_list=task.task_list_id
        ).select_related("parent")
        self.fields["category"].empty_label = _("不分类")
        self.fields["recurring"].choices = [("", _("否")), *Task.Recurring.choices]
        held = self.initial["towns"] = [row.town_id for row in task.scope_towns.all()]
        self.fields["towns"].queryset = in_use_or_held(Town.objects.filter(district=task.district_id), held)
        for position, (heading, text) in enumerate(task.other_fields.items()):
            self.fields[f"other_{position}"] = forms.CharField(
                label=heading, initial=text, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def prose_in_use(self) -> list[forms.BoundField]:
        """Prose columns that the list was issued with or that hold something, then its own headings."""
        issued = {column[1] for column in self.instance.task_list.columns}
        names = [n for n in PROSE if n in issued or getattr(self.instance, n) or n == "requirement"]
        return [self[name] for name in names] + [self[n] for n in self.fields if n.startswith("other_")]

    def prose_not_in_use(self) -> list[forms.BoundField]:
        used = {field.name for field in self.prose_in_use()}
        return [self[name] for name in PROSE if name not in used]

    def clean_deadline(self) -> datetime.date | None:
        return fitting_deadline(self, self.instance.task_list.year)

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        others = Task.objects.filter(
            task_list=self.instance.task_list_id, numbering_scope=self.instance.numbering_scope, number=number
        ).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("本清单中已有这个序号，请改用另一个序号。"))
        return number

    def save(self, commit: bool = True) -> Task:
        task = self.instance
        headings = list(task.other_fields)
        task.other_fields = {h: self.cleaned_data[f"other_{i}"] for i, h in enumerate(headings)}
        if task.task_list.state == TaskList.State.ISSUED:
            task.first_deadline = task.first_deadline or task.deadline
        task = super().save(commit)
        self._save_towns(task)
        return task

    def _save_towns(self, task: Task) -> None:
        wanted = {town.pk for town in self.cleaned_data["towns"]}
        held = {row.town_id for row in task.scope_towns.all()}
        task.scope_towns.filter(town__in=held - wanted).delete()
        TaskTown.objects.bulk_create(
            TaskTown(district_id=task.district_id, task=task, town_id=pk) for pk in sorted(wanted - held)
        )


class PartForm(forms.ModelForm):
    """A row below a task; it belongs to the task's district."""

    def save(self, commit: bool = True) -> Any:
        self.instance.district_id = self.instance.task.district_id
        return super().save(commit)


class AssignmentForm(PartForm):
    class Meta:
        model = Assignment
        fields = ["role", "department", "town", "printed", "position"]
        labels = {"printed": _("印发时的写法")}

    def __init__(self, *args: Any, departments: SharedChoices, towns: SharedChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments.give_to(self.fields["department"], self.instance.department_id)
        towns.give_to(self.fields["town"], self.instance.town_id)
        self.fields["role"].choices = Assignment.Role.choices
        self.fields["position"].required = False
        self.fields["position"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        body = cleaned.get("department") or cleaned.get("town")
        if not body and not cleaned.get("printed"):
            self.add_error("department", _("请选择部门或街镇，或写明集体名称（如“各街镇”）。"))
        cleaned["printed"] = cleaned.get("printed") or str(body or "")
        cleaned["position"] = cleaned.get("position") or self.instance.position or 99
        return cleaned


class IndicatorForm(PartForm):
    target = QuantityField(label=_("目标值"), required=False, min_value=0)
    minimum = QuantityField(label=_("下限"), required=False, min_value=0)
    maximum = QuantityField(label=_("上限"), required=False, min_value=0)
    each = QuantityField(label=_("每个街镇"), required=False, min_value=0)

    class Meta:
        model = Indicator
        fields = ["name", "unit", "comparator", "target", "minimum", "maximum", "each", "target_text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if cleaned.get("comparator") == Indicator.Comparator.RANGE and (low is None or high is None):
            self.add_error("minimum", _("区间要填下限和上限。"))
        elif low is not None and high is not None and low > high:
            self.add_error("minimum", _("下限不能大于上限。"))
        unit = cleaned.get("unit") or ""
        for name in {"target", "minimum", "maximum", "each"} & set(self.changed_data):
            if is_broken(cleaned.get(name), unit):
                self.add_error(name, _("“%s”只能数整的，请改为不带小数的整数。") % unit)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None:  # behind those that stand there
            others = Indicator.objects.filter(task=self.instance.task)
            self.instance.position = (others.aggregate(Max("position"))["position__max"] or 0) + 1
        return super().save(commit)


class MilestoneForm(PartForm):
    period = forms.ChoiceField(label=_("节点"))
    due = DayField(label=_("截止日期"), required=False)
    percent = QuantityField(label=_("百分比"), required=False, min_value=0)
    value = QuantityField(label=_("数量"), required=False)

    class Meta:
        model = Milestone
        fields = ["period", "due", "text", "percent", "value", "unit"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        held = self.instance.period
        own = [("", _("未选"))] if not held else [(held, held)] if held not in dict(PERIODS) else []
        self.fields["period"].choices = [*own, *PERIODS, ("day", _("按截止日期"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        period, due = cleaned.get("period"), cleaned.get("due")
        if period == "day":
            if due is None:
                self.add_error("due", _("请填写截止日期。"))
            else:
                cleaned["period"] = due.isoformat()
        elif period and due is None and "due" not in self.errors:
            cleaned["due"] = end_of_period(period, self.year)
        elif period in dict(PERIODS) and due and {"period", "due"} & set(self.changed_data):
            self._check_due(period, due)
        percent = cleaned.get("percent")
        if percent is not None and percent > 100 and "percent" in self.changed_data:
            self.add_error("percent", _("百分比不能超过 100。"))
        return cleaned

    def _check_due(self, period: str, due: datetime.date) -> None:
        first, last = start_of_period(period, self.year), end_of_period(period, self.year)
        if not first <= due <= last:
            said = _("应在 %(first)s 至 %(last)s 之间，或留空；要另定日期，节点请选“按截止日期”。")
            self.add_error("due", said % {"first": first, "last": last})


class RowsAsSent(forms.BaseInlineFormSet):
    """Refuses counters of rows that no page of ours sends: by one too low, a row would be written twice."""

    default_error_messages = {
        "missing_management_form": _("页面上的行数与收到的不一致，没有保存，请刷新页面后再改。")
    }

    @cached_property
    def management_form(self) -> Any:
        counted = super().management_form
        if self.is_bound and counted.is_valid() and not self._is_as_sent(**counted.cleaned_data):
            counted.add_error("INITIAL_FORMS", "")
            counted.cleaned_data |= {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
        return counted

    def _is_as_sent(self, TOTAL_FORMS: int, INITIAL_FORMS: int, **_others: Any) -> bool:
        """Whether those rows bear a number that were stored when the page was shown, and no others."""
        rows = range(min(TOTAL_FORMS, self.absolute_max))
        stored = [row for row in rows if self.data.get(f"{self.add_prefix(row)}-id")]
        return len(stored) == INITIAL_FORMS and stored == list(range(len(stored)))


class OneRoleEach(RowsAsSent):
    """A department holds a role in a task once, also among rows that are entered together."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", {})
            held = (row.get("department"), row.get("role"))
            if row.get("DELETE") or held[0] is None:
                continue
            if held in seen:
                form.add_error("department", _("该部门在本任务中已有同样的分工。"))
            seen.add(held)


AssignmentFormSet = forms.inlineformset_factory(
    Task, Assignment, form=AssignmentForm, formset=OneRoleEach, extra=2
)
IndicatorFormSet = forms.inlineformset_factory(
    Task, Indicator, form=IndicatorForm, formset=RowsAsSent, extra=1
)
MilestoneFormSet = forms.inlineformset_factory(
    Task, Milestone, form=MilestoneForm, formset=RowsAsSent, extra=1
)


class QuotaField(QuantityField):
    """A town's share: a figure, NAMED where the town is concerned without a figure, None for nothing."""

    NAMED = "涉及"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip() == self.NAMED:
            return self.NAMED
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        if value != self.NAMED:
            super().validate(value)

    def run_validators(self, value: Any) -> None:
        if value != self.NAMED:
            super().run_validators(value)


class QuotaForm(forms.Form):
    """The shares of all towns in one indicator."""

    def __init__(self, *args: Any, indicator: Indicator, towns: list[Town], **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"quota-{indicator.pk}", **kwargs)
        self.indicator = indicator
        self.held = {quota.town_id: quota for quota in indicator.quotas.all()}
        self.towns = [t for t in towns if t.is_active or t.pk in self.held]
        for town in self.towns:
            quota = self.held.get(town.pk)
            named = QuotaField.NAMED if quota else None
            self.fields[str(town.pk)] = QuotaField(
                label=town.name,
                unit=indicator.unit,
                required=False,
                min_value=Decimal(0),
                initial=plain(quota.value) if quota and quota.value is not None else named,
            )
            self.fields[str(town.pk)].widget.attrs["aria-label"] = f"{town} {indicator}"

    def save(self) -> None:
        for town in self.towns:
            self._save_share(town, self.cleaned_data[str(town.pk)])

    def emptied(self) -> list[Quota]:
        """Shares that saving would delete."""
        return [quota for town, quota in self.held.items() if self.cleaned_data[str(town)] is None]

    def _save_share(self, town: Town, entered: Any) -> None:
        quota = self.held.get(town.pk)
        value = None if entered == QuotaField.NAMED else entered
        if entered is None:
            if quota:
                quota.delete()
        elif quota is None:
            Quota.objects.create(
                district_id=self.indicator.district_id, indicator=self.indicator, town=town, value=value
            )
        elif quota.value != value:
            quota.value, quota.implied = value, False
            quota.save()


def choices_of_district(district_id: int) -> tuple[SharedChoices, SharedChoices]:
    """The departments and the towns that rows of this district may name."""
    departments = Department.objects.filter(district=district_id)
    towns = Town.objects.filter(district=district_id)
    return SharedChoices(departments), SharedChoices(towns)
