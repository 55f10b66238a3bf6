"""Pages with which the office corrects a list."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.navigation import way_back
from districts.permissions import Action, require
from tasklists.editing import TaskEditing
from tasklists.models import Task
from tasklists.scope import follow


@transaction.atomic
def edit_task(request: HttpRequest, pk: int) -> HttpResponse:
    tasks = Task.objects.visible_to(request.user).select_related("task_list")
    if request.method == "POST":
        tasks = tasks.select_for_update(of=("self",))
    task = get_object_or_404(tasks, pk=pk)
    require(request.user, Action.EDIT, task)
    follow(request, task.district_id, task.task_list.year)
    editing = TaskEditing(task, request.POST if request.method == "POST" else None)
    back = way_back(request, reverse("task", args=[task.pk]))
    ready = request.method == "POST" and not editing.was_changed_meanwhile and editing.is_valid()
    if ready and editing.save(request.user):
        messages.success(request, _("任务 %(number)s 已保存。") % {"number": task.number})
        if "stay" in request.POST:
            return redirect(f"{reverse('task_edit', args=[task.pk])}?next={quote(back)}")
        return redirect(back)
    page = {
        "editing": editing,
        "task": task,
        "next": back,
        "crumbs": [
            (_("任务清单"), reverse("lists")),
            (str(task.task_list), reverse("list", args=[task.task_list_id])),
            (str(task), reverse("task", args=[task.pk])),
        ],
    }
    return render(request, "tasklists/edit_task.html", page, status=422 if request.method == "POST" else 200)
