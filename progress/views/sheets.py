"""The grid of a department or a town: everything it reports now, on one page."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import Department, Town, User
from districts.permissions import Action, allowed, require
from districts.workbooks import as_download
from progress.announcing import tell_office
from progress.drafts import Locked, Stale
from progress.entry import (
    Desk,
    Line,
    Outcome,
    Row,
    form_of,
    hand_in_sheet,
    keep_last_words,
    lines_of,
    save_row,
    save_sheet,
    theirs,
)
from progress.handing_in import problems_of
from progress.lit import show_light
from progress.models import Reopening, ReportingPeriod
from progress.refusals import Refused
from progress.sheets import QuotaRow, TaskRow, periods_to_fill, quota_rows, task_rows
from progress.templatetags.marks import bar_mark
from progress.workbook import LARGEST, read_workbook, write_workbook
from tasklists.scope import follow

Body = Department | Town


class Group(NamedTuple):
    """The lines of a period, as the grid shows them under one head."""

    period: ReportingPeriod
    lines: list[Line]

    @property
    def reopening(self) -> Reopening | None:
        return self.lines[0].row.reopening


def department_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_TASK, Desk(department))
    return _sheet(
        request, department, may_hand_in=allowed(request.user, Action.SUBMIT_TASK, Desk(department))
    )


def town_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    town = get_object_or_404(Town.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_QUOTA, Desk(town))
    return _sheet(request, town, may_hand_in=True)


def rows_of(body: Body, today: datetime.date, *, whole: bool = False) -> list[Row]:
    periods = periods_to_fill(body, today)
    if isinstance(body, Town):
        return list(quota_rows(body, periods, today))
    return list(task_rows(body, periods, today, whole=whole))


def _sheet(request: HttpRequest, body: Body, *, may_hand_in: bool) -> HttpResponse:
    """Show the grid; save it, hand it in, or take over last period's words."""
    today = timezone.localdate()
    outcome = None
    if request.method == "POST":
        user: Any = request.user
        outcome = save_sheet(rows_of(body, today), request.POST, user, today=today)
        if kept := request.POST.get("keep"):
            _keep_words(body, kept, user, today)
        if request.POST.get("action") == "hand_in":
            require(request.user, Action.SUBMIT_TASK, Desk(body)) if isinstance(body, Department) else None
            anyway = request.POST.get("anyway", "").strip()
            hand_in_sheet(rows_of(body, today), outcome, user, today=today, anyway=anyway)
            tell_office(body, outcome.handed_in)
        _say(request, outcome)
        if not outcome.troubled and not outcome.incomplete:
            return redirect(request.path)
    follow(request, body.district_id)
    return render(request, "progress/sheet.html", _page(body, today, outcome, may_hand_in=may_hand_in))


def _page(body: Body, today: datetime.date, outcome: Outcome | None, *, may_hand_in: bool) -> dict[str, Any]:
    rows = rows_of(body, today)
    lines = lines_of(rows, outcome)
    for line in lines:
        if isinstance(line.row, TaskRow):
            show_light(line.row.task)
    kind = "department" if isinstance(body, Department) else "town"
    return {
        "body": body,
        "is_town": kind == "town",
        "groups": [Group(p, list(held)) for p, held in groupby(lines, key=lambda line: line.row.period)],
        "outcome": outcome,
        "due": sum(row.is_due for row in rows),
        "empty": sum(row.is_due and row.report is None for row in rows),
        "may_hand_in": may_hand_in,
        "today": today,
        "page_url": reverse(f"progress_{kind}", args=[body.pk]),
        "draft_url": reverse(f"progress_{kind}_draft", args=[body.pk]),
        "xlsx_url": reverse(f"progress_{kind}_xlsx", args=[body.pk]),
        "upload_url": reverse(f"progress_{kind}_upload", args=[body.pk]),
        "next_period": None if rows else _next_period(body, today),
    }


def _next_period(body: Body, today: datetime.date) -> ReportingPeriod | None:
    periods = ReportingPeriod.objects.filter(
        district=body.district_id, task_list__state="issued", opens_on__gt=today
    )
    return periods.order_by("opens_on").first()


def _keep_words(body: Body, key: str, user: User, today: datetime.date) -> None:
    row = next((r for r in rows_of(body, today) if r.key == key), None)
    if isinstance(row, TaskRow):
        keep_last_words(row, user, today=today)


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.handed_in:
        messages.success(request, _("已提交 %d 项，等待区乡村振兴办审核。") % len(outcome.handed_in))
    elif outcome.saved:
        messages.success(request, _("已保存 %d 项。") % outcome.saved)
    if outcome.troubled:
        messages.error(
            request, _("%d 项未能保存，原因写在那一格下面，已填的内容仍在。") % len(outcome.troubled)
        )
    if outcome.incomplete:
        messages.warning(request, _("%d 项还不能提交，缺什么写在那一格下面。") % len(outcome.incomplete))
    if outcome.empty:
        messages.warning(request, _("尚有 %d 项未填，没有提交。") % outcome.empty)


@require_POST
def department_draft(request: HttpRequest, pk: int) -> JsonResponse:
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_TASK, Desk(department))
    return _autosave(request, department)


@require_POST
def town_draft(request: HttpRequest, pk: int) -> JsonResponse:
    town = get_object_or_404(Town.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_QUOTA, Desk(town))
    return _autosave(request, town)


def _autosave(request: HttpRequest, body: Body) -> JsonResponse:
    """Save one row while it is typed (`row` names it). 200 with the new version, 409 with what
    somebody else saved meanwhile, 422 with what is wrong, 423 with why the form is locked."""
    today = timezone.localdate()
    user: Any = request.user
    short = request.POST.get("full") != "1"
    rows = rows_of(body, today, whole=not short)
    row = next((r for r in rows if r.key == request.POST.get("row")), None)
    if row is None:
        return JsonResponse({"message": _("填报期已截止，或这一行已不由本单位填报。")}, status=423)
    form = form_of(row, request.POST, short=short)
    if not form.is_valid():
        errors = {form.add_prefix(name): list(found) for name, found in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422)
    try:
        report = save_row(row, form, user, today=today, silently=True)
    except Stale as stale:
        found = theirs(row, form, stale.current)
        return JsonResponse({"message": str(stale), "theirs": found}, status=409)
    except Locked as locked:
        return JsonResponse({"message": str(locked)}, status=423)
    row.report = report
    fresh = form_of(row, short=short)
    return JsonResponse(
        {
            "version": report.version,
            "seen": fresh.fields["seen"].initial,
            "saved_at": timezone.localtime().strftime("%H:%M"),
        }
        | _beside(Line(row, fresh))
    )


def _beside(line: Line) -> dict[str, Any]:
    """What the grid shows beside the saved figures: the bars, in their order, and by field what asks for
    a word. What is still empty is left to 提交."""
    row = line.row
    shares = [(cell.share_bp, cell.indicator) for cell in line.cells()]
    if isinstance(row, QuotaRow):
        shares = [(line.quota_share_bp, row.quota.indicator)]
    bars = [bar_mark(bp, None, "plain", indicator.name if indicator else "") for bp, indicator in shares]
    warnings: dict[str, list[str]] = {}
    for problem in problems_of(row):
        if not problem.is_empty:
            warnings.setdefault(line.form.add_prefix(problem.field), []).append(problem.text)
    return {"bars": bars, "warnings": warnings}


@require_safe
def department_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_TASK, Desk(department))
    return _download(department)


@require_safe
def town_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    town = get_object_or_404(Town.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_QUOTA, Desk(town))
    return _download(town)


def _download(body: Body) -> HttpResponse:
    today = timezone.localdate()
    title = _("%(body)s进展填报表") % {"body": body}
    content = write_workbook(title, lines_of(rows_of(body, today)))
    return as_download(f"{title}{today}", content)


@require_POST
def department_upload(request: HttpRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_TASK, Desk(department))
    return _upload(
        request, department, may_hand_in=allowed(request.user, Action.SUBMIT_TASK, Desk(department))
    )


@require_POST
def town_upload(request: HttpRequest, pk: int) -> HttpResponse:
    town = get_object_or_404(Town.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.REPORT_QUOTA, Desk(town))
    return _upload(request, town, may_hand_in=True)


def _upload(request: HttpRequest, body: Body, *, may_hand_in: bool) -> HttpResponse:
    """Save what was filled in as drafts; a row that cannot be saved says why in its place."""
    today = timezone.localdate()
    user: Any = request.user
    sheet = request.FILES.get("sheet")
    page = reverse("progress_town" if isinstance(body, Town) else "progress_department", args=[body.pk])
    try:
        if sheet is None:
            raise Refused(_("请选择要上传的文件。"))
        sent = read_workbook(sheet.read(LARGEST + 1))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(page)
    data = QueryDict(mutable=True)
    data.update(sent)
    rows = rows_of(body, today)
    outcome = save_sheet(rows, data, user, today=today)
    strange = {key.split("-")[0] for key in sent} - {row.key for row in rows}
    if strange:
        messages.warning(
            request,
            _("表中有 %d 行已不在当期填报范围内（已截止、已提交或已调整），没有保存。") % len(strange),
        )
    _say(request, outcome)
    if not outcome.troubled:
        return redirect(page)
    return render(request, "progress/sheet.html", _page(body, today, outcome, may_hand_in=may_hand_in))
