"""Admin pages of lists and their parts.

What is changed here of an issued list is kept with its reason, as on the list's own pages; a list is
issued there and not here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from districts.administration.access import OwnRowsAdmin, PartInline, ReadOnly
from districts.administration.exchange import ExchangeAdmin
from districts.administration.forms import DistrictForm
from tasklists import resources
from tasklists.bulk import with_reason
from tasklists.changes import fresh_facts, record_changes
from tasklists.models import (
    Assignment,
    Category,
    DocumentImport,
    ImportIssue,
    Indicator,
    ListChange,
    Milestone,
    PlanItem,
    Quota,
    QuotaPartner,
    Task,
    TaskList,
    TaskTown,
)


class PromiseForm(DistrictForm):
    change_reason = forms.CharField(
        label=_("变更原因"),
        required=False,
        max_length=500,
        help_text=_("清单已印发的必填，如“市级计划调整”，随原值和新值一并保存。"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if above := cleaned.get(self.parent) or getattr(self.instance, self.parent, None):
            task_list = list_of(above)
            if task_list.state == TaskList.State.ISSUED and not (cleaned.get("change_reason") or "").strip():
                self.add_error("change_reason", _("清单已印发，请填写变更原因。"))
        return cleaned


def list_of(thing: Any) -> TaskList:
    """The list to which a list, task or indicator belongs."""
    if isinstance(thing, TaskList):
        return thing
    return list_of(thing.task_list if isinstance(thing, Task) else thing.task)


def task_of(thing: Any) -> Task:
    """The task to which a task, part or quota belongs."""
    if isinstance(thing, Task):
        return thing
    return thing.indicator.task if isinstance(thing, Quota) else thing.task


class PromiseAdmin(ExchangeAdmin):
    """A task, or a part of one."""

    form = PromiseForm
    readonly_fields = ["source"]

    def save_model(self, request: HttpRequest, obj: Any, form: PromiseForm, change: bool) -> None:
        task = task_of(obj)
        form.facts_before = fresh_facts(task) if task.pk else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: PromiseForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reason = form.cleaned_data.get("change_reason", "")
        record_changes(task_of(form.instance), form.facts_before, reason=reason, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        task = task_of(obj)
        before = fresh_facts(task)
        super().delete_model(request, obj)
        if task != obj:
            record_changes(task, before, reason=str(_("在后台删除")), by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            self.delete_model(request, row)


class CategoryInline(PartInline):
    model = Category
    fields = ["parent", "label", "title", "position"]
    autocomplete_fields = ["parent"]


class AssignmentInline(PartInline):
    model = Assignment
    fields = ["role", "department", "town", "printed", "position"]
    autocomplete_fields = ["department", "town"]


class IndicatorInline(PartInline):
    model = Indicator
    fields = ["name", "unit", "comparator", "target", "each", "target_text", "position"]
    verbose_name_plural = _("指标（任务量在指标页逐镇填写）")


class MilestoneInline(PartInline):
    model = Milestone
    fields = ["period", "due", "text", "percent", "value", "unit"]


class TaskTownInline(PartInline):
    model = TaskTown
    fields = ["town"]
    autocomplete_fields = ["town"]
    show_change_link = False


class QuotaInline(PartInline):
    model = Quota
    fields = ["town", "value", "implied", "text"]
    autocomplete_fields = ["town"]


class QuotaPartnerInline(PartInline):
    model = QuotaPartner
    fields = ["town"]
    autocomplete_fields = ["town"]
    show_change_link = False


class ImportIssueInline(ReadOnly, PartInline):
    model = ImportIssue
    fields = ["level", "code", "task", "message", "raw"]
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("task")


@admin.register(TaskList)
class TaskListAdmin(ExchangeAdmin):
    resource_classes = [resources.TaskListResource]
    list_display = ["title", "year", "kind", "state", "issuing_number", "issued_on", "district"]
    list_select_related = ["district"]
    search_fields = ["title", "issuing_number"]
    list_filter = ["year", "state", "kind", "district"]
    fields = ["district", "year", "title", "kind", "issuing_number", "issuing_body", "issued_on", "state"]
    readonly_fields = ["state"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Headings are facts of the tasks below them."""
        save = partial(super().save_related, request, form, formsets, change)
        tasks = list(Task.objects.filter(task_list=form.instance).select_related("task_list"))
        with_reason(tasks, save, reason=str(_("在后台修改类别")), by=request.user)

    inlines = [CategoryInline]


@admin.register(Category)
class CategoryAdmin(ExchangeAdmin):
    parent = "task_list"
    resource_classes = [resources.CategoryResource]
    list_display = ["__str__", "parent", "task_list", "position", "district"]
    list_select_related = ["parent", "task_list", "district"]
    search_fields = ["label", "title", "task_list__title"]
    list_filter = ["task_list", "district"]
    autocomplete_fields = ["task_list", "parent"]
    readonly_fields = ["source"]

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save = partial(super().save_model, request, obj, form, change)
        with_reason(obj.tasks_below(), save, reason=str(_("在后台修改类别")), by=request.user)


@admin.register(Task)
class TaskAdmin(PromiseAdmin):
    parent = "task_list"
    resource_classes = [resources.TaskResource]
    list_display = ["number", "title", "category", "deadline", "task_list", "district"]
    list_display_links = ["number", "title"]
    list_select_related = ["category", "task_list", "district"]
    search_fields = ["number", "title", "requirement", "assignments__department__name"]
    list_filter = ["task_list", "category", "recurring", "district"]
    date_hierarchy = "deadline"
    autocomplete_fields = ["task_list", "category", "parent"]
    readonly_fields = ["first_deadline", "other_fields", "source"]
    inlines = [AssignmentInline, IndicatorInline, MilestoneInline, TaskTownInline]
    fieldsets = [
        (None, {"fields": ["task_list", "category", "number", "upper_number", "title", "change_reason"]}),
        (_("时限"), {"fields": ["deadline_text", "deadline", "first_deadline", "recurring", "starts_on"]}),
        (
            _("内容"),
            {"fields": ["requirement", "objective", "content", "scale", "standard", "other_fields"]},
        ),
        (
            _("投资与范围"),
            {
                "fields": [
                    "investment_text",
                    "investment_wan",
                    "investment_approximate",
                    "funding",
                    "scope_kind",
                    "scope_text",
                ]
            },
        ),
        (_("编号与来源"), {"fields": ["parent", "numbering_scope", "position", "source"]}),
    ]


@admin.register(Assignment)
class AssignmentAdmin(PromiseAdmin):
    parent = "task"
    resource_classes = [resources.AssignmentResource]
    list_display = ["task", "role", "department", "town", "printed", "district"]
    list_select_related = ["task", "department", "town", "district"]
    search_fields = ["task__title", "task__number", "department__name", "town__name", "printed"]
    list_filter = ["role", "department", "task__task_list", "district"]
    autocomplete_fields = ["task", "department", "town"]


@admin.register(Indicator)
class IndicatorAdmin(PromiseAdmin):
    parent = "task"
    resource_classes = [resources.IndicatorResource]
    list_display = ["name", "target", "unit", "comparator", "task", "district"]
    list_select_related = ["task", "district"]
    search_fields = ["name", "unit", "task__title", "task__number"]
    list_filter = ["comparator", "task__task_list", "district"]
    autocomplete_fields = ["task"]
    inlines = [QuotaInline]


@admin.register(Quota)
class QuotaAdmin(PromiseAdmin):
    parent = "indicator"
    resource_classes = [resources.QuotaResource]
    list_display = ["town", "value", "indicator", "task", "district"]
    list_select_related = ["town", "indicator__task", "district"]
    search_fields = ["town__name", "indicator__name", "indicator__task__title", "indicator__task__number"]
    list_filter = ["town", "indicator__task__task_list", "district"]
    autocomplete_fields = ["indicator", "town"]
    inlines = [QuotaPartnerInline]

    @admin.display(description=_("任务"), ordering="indicator__task__position")
    def task(self, quota: Quota) -> Task:
        return quota.indicator.task


@admin.register(Milestone)
class MilestoneAdmin(PromiseAdmin):
    parent = "task"
    resource_classes = [resources.MilestoneResource]
    list_display = ["task", "period", "due", "percent", "value", "unit", "district"]
    list_select_related = ["task", "district"]
    search_fields = ["text", "task__title", "task__number"]
    list_filter = ["period", "task__task_list", "district"]
    date_hierarchy = "due"
    autocomplete_fields = ["task"]


@admin.register(PlanItem)
class PlanItemAdmin(OwnRowsAdmin):
    parent = "task_list"
    list_display = ["number", "title", "category", "task_list", "district"]
    list_select_related = ["category", "task_list", "district"]
    search_fields = ["number", "title", "text"]
    list_filter = ["task_list", "district"]
    autocomplete_fields = ["task_list", "category"]
    readonly_fields = ["source"]


@admin.register(DocumentImport)
class DocumentImportAdmin(ReadOnly, OwnRowsAdmin):
    """The file itself is handed out on the list's own pages."""

    list_display = ["file_name", "task_list", "user", "imported_at", "size", "district"]
    list_select_related = ["task_list", "user", "district"]
    search_fields = ["file_name", "sha256"]
    list_filter = ["task_list", "district"]
    date_hierarchy = "imported_at"
    exclude = ["file"]
    inlines = [ImportIssueInline]


@admin.register(ListChange)
class ListChangeAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["task", "fact", "old", "new", "reason", "user", "made_at", "district"]
    list_select_related = ["task", "user", "district"]
    search_fields = ["fact", "old", "new", "reason", "task__title"]
    list_filter = ["task_list", "district"]
    date_hierarchy = "made_at"
