"""One report: its whole form for those who write it, its page for those who read it, its evidence."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import Department
from districts.navigation import way_back
from districts.permissions import Action, allowed, require
from districts.workbooks import asks_for_xlsx, download
from progress.announcing import tell_office
from progress.comparison import compare
from progress.entry import Desk, Outcome, hand_in_sheet, keep_last_words, lines_of, save_sheet
from progress.evidence import add_evidence, remove_evidence
from progress.histories import edits_of
from progress.lit import show_light
from progress.locks import closed_reason
from progress.models import AuditEntry, Evidence, ProgressReport, ReportingPeriod
from progress.refusals import Refused
from progress.rulebook import rules_on
from progress.sheets import TaskRow, task_rows
from progress.status import Light
from progress.tables import report_table
from tasklists.models import Task
from tasklists.scope import follow


def _row(request: HttpRequest, period_pk: int, task_pk: int, department_pk: int) -> TaskRow:
    """The row of the address, for who reports there: else 404 or 403."""
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=task_pk)
    period = get_object_or_404(
        ReportingPeriod.objects.visible_to(request.user)
        .select_related("task_list")
        .prefetch_related("reopenings"),
        pk=period_pk,
        task_list=task.task_list_id,
    )
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=department_pk)
    require(request.user, Action.REPORT_TASK, Desk(department))
    if department.pk not in task.department_ids():
        get_object_or_404(Task.objects.none())
    (row,) = task_rows(department, [period], timezone.localdate(), task=task, whole=True)
    row.lock = row.lock or closed_reason(row.task, row.report)
    return row


def write_report(request: HttpRequest, period_pk: int, task_pk: int, department_pk: int) -> HttpResponse:
    """The whole form of a task: figures, milestones, words, evidence; last period's beside."""
    today = timezone.localdate()
    row = _row(request, period_pk, task_pk, department_pk)
    desk = Desk(row.department)
    outcome = None
    if request.method == "POST":
        outcome = _write(request, row, today)
        row = _row(request, period_pk, task_pk, department_pk)
        if request.POST.get("action") == "hand_in" and not outcome.troubled:
            require(request.user, Action.SUBMIT_TASK, desk)
            anyway = request.POST.get("anyway", "").strip()
            hand_in_sheet([row], outcome, request.user, today=today, anyway=anyway)  # type: ignore[arg-type]
            tell_office(row.department, outcome.handed_in)
        if not outcome.troubled and not outcome.incomplete:
            done = _("已提交，等待区乡村振兴办审核。") if outcome.handed_in else _("已保存。")
            messages.success(request, done)
            back = reverse("progress_department", args=[department_pk]) + f"#{row.key}"
            return redirect(back if outcome.handed_in else request.get_full_path())
    line = _line(row, outcome)
    follow(request, row.task.district_id)
    return render(request, "progress/write_report.html", _page(request, row, line, outcome, today))


def _line(row: TaskRow, outcome: Outcome | None) -> Any:
    (line,) = lines_of([row], outcome, short=False)
    return line


def _write(request: HttpRequest, row: TaskRow, today: datetime.date) -> Outcome:
    user: Any = request.user
    outcome = save_sheet([row], request.POST, user, today=today, short=False)
    if request.POST.get("action") == "keep" and not outcome.troubled:
        fresh = _row(request, row.period.pk, row.task.pk, row.department.pk)
        keep_last_words(fresh, user, today=today)
    return outcome


def _page(
    request: HttpRequest, row: TaskRow, line: Any, outcome: Outcome | None, today: datetime.date
) -> dict[str, Any]:
    task: Any = row.task  # carries its light
    show_light(task, rules_on(today).blue_lists if task.light == Light.DONE else ())
    back = reverse("progress_department", args=[row.department.pk])
    return {
        "row": row,
        "line": line,
        "outcome": outcome,
        "today": today,
        "evidence": list(row.report.evidence.all()) if row.report else [],
        "may_hand_in": allowed(request.user, Action.SUBMIT_TASK, Desk(row.department)),
        "back": back,
        "crumbs": [(_("进展填报"), back)],
        "draft_url": reverse("progress_department_draft", args=[row.department.pk]),
    }


@require_POST
def upload_evidence(request: HttpRequest, period_pk: int, task_pk: int, department_pk: int) -> HttpResponse:
    row = _row(request, period_pk, task_pk, department_pk)
    page = reverse("progress_write", args=[period_pk, task_pk, department_pk]) + "#evidence"
    for upload in request.FILES.getlist("files"):
        try:
            add_evidence(row, upload, request.user, today=timezone.localdate())  # type: ignore[arg-type]
            messages.success(request, _("已上传“%s”。") % upload.name)
        except (Refused, ValidationError) as refusal:
            why = refusal.message if isinstance(refusal, ValidationError) else str(refusal)
            messages.error(request, _("“%(name)s”没有上传：%(why)s") % {"name": upload.name, "why": why})
    return redirect(page)


@require_POST
def delete_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related("report__period", "report__task"), pk=pk
    )
    require(request.user, Action.REPORT_TASK, evidence)
    report = evidence.report
    try:
        remove_evidence(evidence, request.user, today=timezone.localdate())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已移除“%s”。") % evidence.name)
    page = reverse("progress_write", args=[report.period_id, report.task_id, report.department_id])
    return redirect(page + "#evidence")


@require_safe
def download_evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Always a download, never shown in the page: what people upload is not run in anybody's browser."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("文件已不在服务器上，请联系系统管理员。")) from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=evidence.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def show_report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as it was handed in: against last period, with evidence and every step."""
    report = get_object_or_404(
        ProgressReport.objects.visible_to(request.user)
        .select_related("task__task_list", "department", "period", "submitted_by", "decided_by")
        .prefetch_related("figures__indicator__quotas", "milestone_marks", "evidence"),
        pk=pk,
    )
    follow(request, report.district_id)
    comparison = compare(report)
    if asks_for_xlsx(request):
        table = report_table(report, comparison)
        return download(request, table.title, table)
    context = {
        "report": report,
        "comparison": comparison,
        "steps": AuditEntry.objects.about(report).select_related("who").order_by("id"),
        "edits": edits_of(report),
        "may_review": allowed(request.user, Action.REVIEW, report) and report.state == "submitted",
        "next": way_back(request, reverse("progress_review", args=[report.district_id])),
        "crumbs": [(report.task.task_list.title, reverse("list", args=[report.task.task_list_id]))],
    }
    return render(request, "progress/report.html", context)
