"""Pages on which the office changes several tasks at once, each with a preview first."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasklists.arranging import numbered_anew, renumber, restarts
from tasklists.bulk import Changed, make, mark_of, preview, with_reason
from tasklists.bulk_forms import BulkForm
from tasklists.list_forms import RenumberForm
from tasklists.list_views import crumbs_to, list_of_office
from tasklists.models import Task, TaskList


@require_http_methods(["GET", "POST"])
def change_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """批量修改: choose tasks and what changes → before and after → make it."""
    task_list = list_of_office(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = BulkForm(posted, task_list=task_list, initial={"tasks": request.GET.getlist("tasks")})
    step = request.POST.get("step", "") if posted is not None else ""
    if step in ("preview", "apply") and form.is_valid():
        return _preview_or_make(request, task_list, form, apply=step == "apply")
    tasks = Task.objects.filter(task_list=task_list).with_bodies().in_printed_order()
    page = {"form": form, "task_list": task_list, "tasks": tasks, "ticked": form.ticked(), "step": step}
    page["crumbs"] = crumbs_to(task_list)
    refused = step in ("preview", "apply")
    return render(request, "tasklists/change_tasks.html", page, status=422 if refused else 200)


def _preview_or_make(
    request: HttpRequest, task_list: TaskList, form: BulkForm, *, apply: bool
) -> HttpResponse:
    tasks, refusal = list(form.cleaned_data["tasks"]), None
    rows: list[Changed] = []
    try:
        if apply:
            reason, seen = form.cleaned_data["reason"], request.POST.get("seen", "")
            made = make(tasks, form.change(), seen=seen, reason=reason, by=request.user)
            count = sum(bool(row.differences) for row in made)
            messages.success(request, _("已修改 %(count)s 项任务。") % {"count": count})
            return redirect("list_outline", task_list.pk)
        rows = preview(tasks, form.change())
    except ValidationError as error:
        refusal = error
    if apply:
        rows = preview(tasks, form.change())
    page = {
        "form": form,
        "task_list": task_list,
        "changed": [row for row in rows if row.differences],
        "untouched": [row for row in rows if not row.differences],
        "seen": mark_of(rows),
        "refusal": refusal.messages if refusal else [],
        "crumbs": crumbs_to(task_list),
    }
    return render(request, "tasklists/change_tasks_preview.html", page, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def renumber_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """重新编号: the new numbers beside the old, then given."""
    task_list = list_of_office(request, pk)
    asked = request.POST if request.method == "POST" else request.GET if "way" in request.GET else None
    form = RenumberForm(asked, initial={"way": "category" if restarts(task_list) else "whole"})
    way = form.cleaned_data["way"] if form.is_bound and form.is_valid() else form.initial["way"]
    rows = numbered_anew(task_list, way)
    seen = " ".join(f"{row.task.pk}:{row.old}" for row in rows)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen") != seen:
            form.add_error(
                None, _("您预览之后，清单的任务或序号已被其他人改动。请核对下面新的对照，再次确认。")
            )
        elif _renumbered(request, task_list, form):
            messages.success(request, _("已重新编号。"))
            return redirect("list_outline", task_list.pk)
    page = {
        "form": form,
        "task_list": task_list,
        "way": way,
        "rows": rows,
        "count": sum(row.differs for row in rows),
        "seen": seen,
        "crumbs": crumbs_to(task_list),
    }
    return render(request, "tasklists/renumber.html", page, status=422 if request.method == "POST" else 200)


def _renumbered(request: HttpRequest, task_list: TaskList, form: RenumberForm) -> bool:
    """Whether it was done; else the form says why not."""
    tasks = list(Task.objects.filter(task_list=task_list).select_related("task_list"))
    reason, way = form.cleaned_data["reason"], form.cleaned_data["way"]
    try:
        with_reason(tasks, lambda: renumber(task_list, way), reason=reason, by=request.user)
    except ValidationError as refusal:
        form.add_error("reason" if refusal.code == "reason" else None, refusal)
        return False
    return True
