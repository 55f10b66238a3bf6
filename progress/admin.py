"""Admin pages of progress: the platform's holiday table, and what was done, for reading alone. Reports,
reviews and completion go their own way through their pages, each step with its record."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from districts.administration.access import OwnRowsAdmin, PlatformOnly, ReadOnly
from progress.models import AuditEntry, Completion, ProgressReport, QuotaReport, ReportingPeriod, SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(PlatformOnly, OwnRowsAdmin):
    list_display = ["day", "is_working", "name"]
    list_filter = ["is_working"]
    date_hierarchy = "day"
    search_fields = ["name"]


class ReportAdmin(ReadOnly, OwnRowsAdmin):
    """A draft is its writer's own until it is handed in."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)


@admin.register(ProgressReport)
class ProgressReportAdmin(ReportAdmin):
    list_display = ["task", "department", "period", "state", "submitted_on", "approved_on", "district"]
    list_select_related = ["task", "department", "period", "district"]
    search_fields = ["task__title", "task__number", "department__name", "progress_text"]
    list_filter = ["state", "department", "period", "district"]


@admin.register(QuotaReport)
class QuotaReportAdmin(ReportAdmin):
    list_display = ["quota", "town", "period", "value", "state", "submitted_on", "approved_on", "district"]
    list_select_related = ["quota__town", "town", "period", "district"]
    search_fields = ["town__name", "quota__indicator__name", "quota__indicator__task__title"]
    list_filter = ["state", "town", "period", "district"]


@admin.register(Completion)
class CompletionAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["task", "state", "completed_on", "claimed_by", "closed_on", "deadline_held", "district"]
    list_select_related = ["task", "claimed_by", "district"]
    search_fields = ["task__title", "task__number", "word"]
    list_filter = ["state", "district"]


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["label", "task_list", "opens_on", "closes_on", "district"]
    list_select_related = ["task_list", "district"]
    search_fields = ["code", "task_list__title"]
    list_filter = ["task_list", "district"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["at", "who", "verb", "task", "before", "after", "reason", "district"]
    list_select_related = ["who", "task", "district"]
    search_fields = ["task__title", "task__number", "reason", "who__full_name", "who__username"]
    list_filter = ["verb", "district"]
    date_hierarchy = "day"
