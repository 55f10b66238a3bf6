"""延期申请: asked by the department's lead, decided by the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.navigation import way_back
from districts.permissions import Action, allowed, require
from districts.workbooks import asks_for_xlsx, download
from progress.deadlines import last_day
from progress.refusals import Refused
from supervision import extending
from supervision.forms import DecisionForm, ExtensionForm
from supervision.instructions import room_of
from supervision.models import Extension
from supervision.tables import extension_tables
from tasklists.models import Task
from tasklists.scope import follow, scope_of


@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    """Requests of the district one looks at: those that wait first."""
    here = scope_of(request).here
    district_id = here.district_id if here else None
    held = (
        Extension.objects.visible_to(request.user)
        .filter(district=district_id)
        .select_related("task__task_list", "requested_by", "decided_by")
        .order_by("-requested_on", "-id")
    )
    waiting = [e for e in held if e.state == Extension.State.REQUESTED]
    decided = [e for e in held if e.state != Extension.State.REQUESTED]
    if asks_for_xlsx(request):
        title = _("%(district)s延期申请") % {"district": here.district_name if here else ""}
        return download(request, title, *extension_tables(waiting, decided))
    context = {
        "waiting": waiting,
        "decided": decided,
        "room": room_of(request.user, district_id),  # type: ignore[arg-type]
    }
    return render(request, "supervision/extensions.html", context)


def ask_extension(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(
        Task.objects.visible_to(request.user).select_related("task_list", "district"), pk=pk
    )
    require(request.user, Action.SUBMIT_TASK, task)
    today = timezone.localdate()
    form = ExtensionForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            extending.ask(
                task,
                request.user,  # type: ignore[arg-type]
                until=said["until"],
                reason=said["reason"],
                today=today,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已提交延期申请，等待区乡村振兴办审批。"))
            return redirect("task", pk)
    follow(request, task.district_id, task.task_list.year)
    context = {
        "task": task,
        "form": form,
        "held": last_day(task),
        "is_past": (last_day(task) or today) < today,
        "history": Extension.objects.of_task(task),
        "crumbs": [(task.title, reverse("task", args=[pk]))],
    }
    return render(request, "supervision/ask_extension.html", context)


def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; the office decides here."""
    held = get_object_or_404(
        Extension.objects.visible_to(request.user).select_related(
            "task__task_list", "requested_by", "decided_by", "district"
        ),
        pk=pk,
    )
    form = DecisionForm(request.POST or None, initial={"until": held.to_deadline})
    if request.method == "POST":
        require(request.user, Action.REVIEW, held)
        if form.is_valid() and _decide(request, held, form):
            return redirect(way_back(request, reverse("supervision")))
    follow(request, held.district_id, held.task.task_list.year)
    context = {
        "extension": held,
        "form": form,
        "held_now": last_day(held.task),
        "may_decide": held.state == Extension.State.REQUESTED and allowed(request.user, Action.REVIEW, held),
        "history": Extension.objects.of_task(held.task).exclude(pk=pk),
        "next": way_back(request, reverse("supervision")),
        "crumbs": [(_("延期申请"), reverse("supervision"))],
    }
    return render(request, "supervision/extension.html", context)


def _decide(request: HttpRequest, held: Extension, form: DecisionForm) -> bool:
    said: dict[str, Any] = form.cleaned_data
    user: Any = request.user
    today = timezone.localdate()
    try:
        if said["decision"] == "grant":
            extending.grant(held, user, today=today, until=said["until"], answer=said["answer"])
        else:
            extending.refuse(held, user, said["answer"], today=today)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已办理。"))
    return True
