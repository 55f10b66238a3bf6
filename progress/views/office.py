"""The office's side of a round: how it stands, reminders, days, opening again, review."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.joined import Below, read_with
from districts.models import District
from districts.navigation import row_number, way_back
from districts.permissions import Action, require
from districts.workbooks import asks_for_xlsx, download
from progress.announcing import desk_url
from progress.forms import PeriodDaysForm, ReopenForm, RoundPlanForm
from progress.models import AuditEntry, ProgressReport, QuotaReport, ReportingPeriod, RoundPlan
from progress.queue import quota_lines, report_lines, waiting_completions, waiting_in
from progress.refusals import Refused
from progress.reminders import remind_today, reminders_in
from progress.review import approve_many, send_back
from progress.round_page import state_of_round, states_of_rounds
from progress.rounds import create_periods
from progress.tables import queue_tables, round_tables, rounds_table
from tasklists.models import TaskList
from tasklists.scope import follow

LONGEST_REASON = 500  # characters of the reason for a return


@require_safe
def office(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """The lists of the year, each with the round that runs or ran last."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    require(request.user, Action.REVIEW, district)
    today = timezone.localdate()
    lists = TaskList.objects.visible_to(request.user).filter(district=district, year=year, state="issued")
    current = [(task_list, _current(task_list, today)) for task_list in read_with(lists, Below("periods"))]
    states = states_of_rounds((period for _list, period in current if period), today)
    by_list = {state.period.task_list_id: state for state in states}
    rounds = [(task_list, by_list.get(task_list.pk)) for task_list, _period in current]
    follow(request, district.pk, year)
    if asks_for_xlsx(request):
        title = _("%(year)s年%(district)s进展填报") % {"year": year, "district": district}
        return download(request, title, rounds_table(title, rounds))
    context = {
        "district": district,
        "year": year,
        "rounds": rounds,
        "today": today,
        "waiting": waiting_in(request.user, district.pk),
    }
    return render(request, "progress/office.html", context)


def _current(task_list: TaskList, today: datetime.date) -> ReportingPeriod | None:
    """The period that is open, else the one that closed last, else the first to come."""
    periods = sorted(task_list.periods.all(), key=lambda period: period.closes_on)
    begun = [period for period in periods if period.opens_on <= today]
    return begun[-1] if begun else (periods[0] if periods else None)


def rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """The list's periods and the plan they come from."""
    task_list = get_object_or_404(TaskList.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.EDIT, task_list)
    today = timezone.localdate()
    plan = RoundPlan.objects.filter(task_list=task_list).first()
    form = RoundPlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        made = create_periods(task_list, request.user, today=today, plan=form.save(commit=False))  # type: ignore[arg-type]
        done = _("填报安排已保存，新建 %d 个填报期。") % len(made) if made else _("填报安排已保存。")
        messages.success(request, done)
        return redirect("progress_rounds", pk)
    follow(request, task_list.district_id, task_list.year)
    context = {
        "task_list": task_list,
        "form": form,
        "plan": plan,
        "periods": task_list.periods.order_by("closes_on"),
        "today": today,
        "crumbs": [(task_list.title, reverse("list", args=[pk]))],
    }
    return render(request, "progress/rounds.html", context)


def _period(request: HttpRequest, pk: int) -> ReportingPeriod:
    periods = ReportingPeriod.objects.visible_to(request.user).select_related("task_list", "district")
    found = read_with(periods.filter(pk=pk), Below("reopenings"))
    if not found:
        raise Http404
    return found[0]


@require_safe
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """How the round stands; remind, open again, move its days."""
    held = _period(request, pk)
    require(request.user, Action.REVIEW, held)
    return _period_page(request, held)


def _period_page(request: HttpRequest, held: ReportingPeriod, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    follow(request, held.district_id, held.task_list.year)
    soon = today + datetime.timedelta(days=3)
    state = state_of_round(held, today)
    sides = [(_("部门"), state.departments), (_("街镇"), state.towns)]
    steps = list(AuditEntry.objects.about(held).select_related("who"))
    reminded = reminders_in(steps)
    for body in state.bodies:
        body.reminded_on = reminded.get(str(body.body))
    if asks_for_xlsx(request):
        title = f"{held.task_list}　{held.label}{_('填报情况')}"
        return download(request, title, *round_tables(title, sides, is_over=held.is_over(today)))
    context = {
        "period": held,
        "state": state,
        "sides": sides,
        "periods": held.task_list.periods.order_by("closes_on"),
        "today": today,
        "is_open": held.is_open(today),
        "is_over": held.is_over(today),
        "milestones": held.milestones().select_related("task"),
        "steps": steps,
        "days_form": forms.get("days_form") or PeriodDaysForm(period=held, reports=state.begun),
        "reopen_form": forms.get("reopen_form")
        or ReopenForm(period=held, bodies=state.owing, initial={"until": min(soon, held.last_day)}),
        "crumbs": [(_("进展填报"), reverse("progress_office", args=[held.district_id, held.task_list.year]))],
    }
    return render(request, "progress/period.html", context)


@require_POST
def remind_bodies(request: HttpRequest, pk: int) -> HttpResponse:
    """催办: all who have not finished, or those that were ticked."""
    held = _period(request, pk)
    require(request.user, Action.REVIEW, held)
    today = timezone.localdate()
    open_bodies = [b for b in state_of_round(held, today).bodies if not b.is_complete]
    chosen = set(request.POST.getlist("body"))
    wanted = [b.body for b in open_bodies if request.POST.get("all") or b.key in chosen]
    told, before = remind_today(held, wanted, request.user, today=today)  # type: ignore[arg-type]
    if told:
        messages.success(request, _("已催办 %d 家单位。") % len(told))
    if before:
        names = "、".join(str(body) for body in before)
        messages.warning(request, _("%s今天已经催办过，没有再发。") % names)
    if not told and not before:
        messages.warning(request, _("没有选中尚未填报完的单位。"))
    return redirect("progress_period", pk)


@require_POST
def change_days(request: HttpRequest, pk: int) -> HttpResponse:
    held = _period(request, pk)
    require(request.user, Action.EDIT, held)
    state = state_of_round(held, timezone.localdate())
    form = PeriodDaysForm(request.POST, period=held, reports=state.begun)
    if not form.is_valid():
        return _period_page(request, held, days_form=form)
    days = form.cleaned_data
    held.change_days(request.user, days["opens_on"], days["closes_on"], today=timezone.localdate())  # type: ignore[arg-type]
    messages.success(request, _("已调整开放和截止日期。"))
    return redirect("progress_period", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed period for one department or town, with a reason."""
    held = _period(request, pk)
    require(request.user, Action.REVIEW, held)
    today = timezone.localdate()
    form = ReopenForm(request.POST, period=held, bodies=state_of_round(held, today).owing)
    if not form.is_valid():
        return _period_page(request, held, reopen_form=form)
    said = form.cleaned_data
    try:
        held.reopen(
            request.user,  # type: ignore[arg-type]
            said["body"],
            said["reason"],
            until=said["until"],
            today=today,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已为%(body)s重新开放至 %(until)s。") % said)
    return redirect("progress_period", pk)


def review(request: HttpRequest, district_id: int) -> HttpResponse:
    """The queue: what waits, against last period; approve one or many, return with a reason."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    require(request.user, Action.REVIEW, district)
    wrong, why = _wrong_reason(request)
    if request.method == "POST" and not wrong:
        _decide(request, district)
        return redirect(way_back(request, reverse("progress_review", args=[district_id])))
    reports = ProgressReport.objects.visible_to(request.user).filter(district=district).to_review()
    quotas = QuotaReport.objects.visible_to(request.user).filter(district=district).to_review()
    follow(request, district.pk)
    if asks_for_xlsx(request):
        tables = queue_tables(report_lines(reports), quota_lines(quotas))
        return download(request, _("%(district)s待审核的填报") % {"district": district}, *tables)
    context = {
        "district": district,
        "reports": report_lines(reports),
        "quotas": quota_lines(quotas),
        "completions": waiting_completions(request.user, district.pk),
        "wrong_reason": wrong,
        "wrong_why": why,
        "ticked": request.POST.getlist("row"),
        "crumbs": [(_("进展填报"), reverse("progress"))],
    }
    return render(request, "progress/review.html", context, status=422 if request.method == "POST" else 200)


def _wrong_reason(request: HttpRequest) -> tuple[str, str]:
    """The key of the row that cannot be returned with what was typed, and why not; "" where it can."""
    back = request.POST.get("return", "")
    reason = request.POST.get(f"reason_{back}", "").strip()
    if back and not reason:
        return back, _("请写明退回理由，填报单位会看到。")
    if back and len(reason) > LONGEST_REASON:
        words = {"longest": LONGEST_REASON, "length": len(reason)}
        return back, _("退回理由最多 %(longest)d 字，现有 %(length)d 字，请缩短。") % words
    return "", ""


def _decide(request: HttpRequest, district: District) -> None:
    """What the queue's one form asks for: `return` names a row, `approve` a row or the ticked ones."""
    back = request.POST.get("return")
    keys = [back] if back else request.POST.getlist("approve") or request.POST.getlist("row")
    chosen = _chosen(request, district, keys)
    today = timezone.localdate()
    user: Any = request.user
    if back:
        reason = request.POST[f"reason_{back}"].strip()
        for report in chosen:
            try:
                send_back(report, user, reason, url=desk_url(report.body()), today=today)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("已退回%s。") % report.body())
        return
    approved, refused = approve_many(chosen, user, today=today)
    if approved:
        messages.success(request, _("已核定 %d 项。") % len(approved))
    for said_no in refused:
        messages.error(request, str(said_no))
    if not approved and not refused:
        messages.warning(request, _("没有选中要核定的填报，或已有人办理。"))


def _chosen(request: HttpRequest, district: District, keys: list[str]) -> list[ProgressReport | QuotaReport]:
    """Rows by their keys (r12 a report, q7 a quota's), of what this person may see in the district."""
    ids = {kind: [row_number(key[1:]) or 0 for key in keys if key[:1] == kind] for kind in "rq"}
    reports = ProgressReport.objects.visible_to(request.user).filter(district=district, pk__in=ids["r"])
    quotas = QuotaReport.objects.visible_to(request.user).filter(district=district, pk__in=ids["q"])
    chosen: list[ProgressReport | QuotaReport] = [
        *reports.select_related("task", "department", "period", "district"),
        *quotas.select_related("quota__indicator__task", "town", "period", "district"),
    ]
    for report in chosen:
        kind = "r" if isinstance(report, ProgressReport) else "q"
        report.seen_version = row_number(request.POST.get(f"version_{kind}{report.pk}"))
    return chosen
