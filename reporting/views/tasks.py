"""The page of a task, and what a lead and the office do there about its completion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import User
from districts.navigation import way_back
from districts.permissions import Action, allowed, require
from progress.explanations import percent
from progress.facts import ACTING
from progress.models import Completion
from progress.refusals import Refused
from progress.shares import ALL
from reporting import completing
from reporting.exports import asks_for_xlsx, download
from reporting.forms import ClosingForm, CompletionForm, ReasonForm
from reporting.tables import task_tables
from reporting.task_page import Family, family_of, task_page
from reporting.way_back import row_in_register
from supervision.instructions import departments_led, task_panel, to_answer
from tasklists.models import Task
from tasklists.scope import follow


@require_safe
def show_task(request: HttpRequest, pk: int) -> HttpResponse:
    family = _family(request, pk)
    if asks_for_xlsx(request):
        parts = task_tables(task_page(family, request.user, timezone.localdate()))
        return download(request, f"{family.task.number}. {family.task.title}", *parts)
    return _page(request, family)


@require_POST
def claim_task(request: HttpRequest, pk: int) -> HttpResponse:
    """申请办结: the lead says that the work is done and asks the office to close it."""
    family = _family(request, pk)
    task = family.task
    require(request.user, Action.SUBMIT_TASK, task)
    today = timezone.localdate()
    form = CompletionForm(request.POST, prefix="claim", today=today, task=task)
    if not form.is_valid():
        return _page(request, family, claim_form=form)
    said = form.cleaned_data
    return _do(
        request,
        task,
        lambda: completing.report_completed(
            task, request.user, today=today, completed_on=said["completed_on"], word=said["word"]
        ),
        _("已申请办结，等待区乡村振兴办审核。"),
    )


@require_POST
def close_task(request: HttpRequest, pk: int) -> HttpResponse:
    """办结: the office accepts what the lead reported."""
    family = _family(request, pk)
    task = family.task
    require(request.user, Action.REVIEW, task)
    completion = _completion(task)
    today = timezone.localdate()
    form = ClosingForm(request.POST, prefix="close", today=today, task=task, stated=completion.completed_on)
    typed = {"close_form": form} if request.POST.get("close-word") else {}
    if unseen := _unseen(request, family, completion, **typed):
        return unseen
    if completion.state == Completion.State.CLAIMED and not form.is_valid():
        return _page(request, family, close_form=form)
    said = form.cleaned_data if form.is_valid() else {"completed_on": None, "word": ""}
    return _do(
        request,
        task,
        lambda: completing.close(completion, request.user, today=today, **said),
        _("任务 %(number)s 已办结。") % {"number": task.number},
    )


@require_POST
def return_task(request: HttpRequest, pk: int) -> HttpResponse:
    """退回: the office does not accept it, and says why."""
    family = _family(request, pk)
    task = family.task
    require(request.user, Action.REVIEW, task)
    completion = _completion(task)
    form = ReasonForm(request.POST, prefix="return")
    if unseen := _unseen(request, family, completion, return_form=form):
        return unseen
    if not form.is_valid():
        return _page(request, family, return_form=form)
    return _do(
        request,
        task,
        lambda: completing.send_back(
            completion, request.user, form.cleaned_data["reason"], today=timezone.localdate()
        ),
        _("已退回，牵头部门会看到理由。"),
    )


@require_POST
def revoke_task(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销办结: the office takes a closure back."""
    family = _family(request, pk)
    task = family.task
    require(request.user, Action.REVIEW, task)
    completion = _completion(task)
    form = ReasonForm(request.POST, prefix="revoke")
    if unseen := _unseen(request, family, completion, revoke_form=form):
        return unseen
    if not form.is_valid():
        return _page(request, family, revoke_form=form)
    return _do(
        request,
        task,
        lambda: completing.revoke(
            completion, request.user, form.cleaned_data["reason"], today=timezone.localdate()
        ),
        _("办结已撤销，任务重新按进度亮灯。"),
    )


def _family(request: HttpRequest, pk: int) -> Family:
    """The task with what is shown of its kin; not found where the person may not see it."""
    family = family_of(pk, request.user, timezone.localdate())
    if family is None:
        raise Http404
    return family


def _completion(task: Task) -> Completion:
    """The latest; what its state does not allow any more is refused by the step itself."""
    latest = task.completions.first()
    if latest is None:
        raise Http404
    return latest


def _unseen(
    request: HttpRequest, family: Family, completion: Completion, **typed: Any
) -> HttpResponse | None:
    """The page as it is now, with what was `typed`, where the form was about another claim than the latest:
    the lead may have asked anew, for another day, since it was opened."""
    if request.POST.get("completion") == str(completion.pk):
        return None
    messages.error(request, _("办结申请在您打开页面之后有变化，请看过现在的内容再办理。"))
    return _page(request, family, **typed) if typed else redirect("task", pk=family.task.pk)


def _do(request: HttpRequest, task: Task, step: Any, said: str) -> HttpResponse:
    """One named step; a refusal is shown on the page it came from."""
    try:
        step()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("task", pk=task.pk)


def _reports_in(task: Task, user: User) -> int | None:
    """The department in whose grid the person reports on the task now; None where there is none."""
    if not task.takes_reports or task.closed_on is not None or task.task_list.state != "issued":
        return None
    led = departments_led(user, task.district_id)
    return next(
        (
            row.department_id
            for row in task.assignments.all()
            if row.role in ACTING and row.department_id in led
        ),
        None,
    )


def _first_step(task: Task, is_asked: bool, takes_reports: bool) -> str:
    """What a lead most likely came for: answer, report, claim, "" where nothing presses."""
    if is_asked:
        return "answer"
    if task.reported_bp is not None and task.reported_bp < ALL:
        return "report" if takes_reports else ""
    return "claim" if task.reported_bp is not None or not takes_reports else "report"


def _page(request: HttpRequest, family: Family, **forms: Any) -> HttpResponse:
    task = family.task
    follow(request, task.district_id, task.task_list.year)
    today = timezone.localdate()
    page = task_page(family, request.user, today)
    about = request.GET.get("quota", "")
    stated = page.completion.completed_on if page.completion else None
    panel = task_panel(task, request.user, today, shares=page.shares(), share=about)
    awaited, grid = to_answer(panel.lines, request.user), _reports_in(task, request.user)
    context = {
        "page": page,
        "panel": panel,
        "to_answer": awaited,
        "report_in": grid,
        "first_step": _first_step(task, awaited is not None, grid is not None),
        "next": way_back(request, reverse("task", args=[task.pk])),
        "task": task,
        "may_edit": allowed(request.user, Action.EDIT, task),
        "may_claim": allowed(request.user, Action.SUBMIT_TASK, task),
        "may_ask_extension": task.due_on is not None and task.due_on >= today,
        "may_review": allowed(request.user, Action.REVIEW, task),
        "claim_form": CompletionForm(prefix="claim", today=today, task=task),
        "reported": percent(task.reported_bp or 0),
        "reached": f"（{reached}）" if (reached := page.reached()) else "",
        "close_form": ClosingForm(prefix="close", today=today, task=task, stated=stated),
        "return_form": ReasonForm(prefix="return"),
        "revoke_form": ReasonForm(prefix="revoke"),
        "crumbs": [
            (_("任务清单"), reverse("lists")),
            (str(task.task_list), row_in_register(request, task)),
        ],
    }
    return render(request, "reporting/task.html", context | forms, status=422 if forms else 200)
