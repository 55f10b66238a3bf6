"""Back from a task to its row in the register, with the filters that were set there."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from tasklists.models import Task, TaskList

SESSION_KEY = "register"


def remember_filters(request: HttpRequest, task_list: TaskList) -> None:
    """Of the list that was opened last."""
    opened = [task_list.pk, request.GET.urlencode()]
    if request.session.get(SESSION_KEY) != opened:
        request.session[SESSION_KEY] = opened


def row_in_register(request: HttpRequest, task: Task) -> str:
    """The address of the task's row."""
    opened, query = request.session.get(SESSION_KEY, [None, ""])
    asked = f"?{query}" if query and opened == task.task_list_id else ""
    return f"{reverse('list', args=[task.task_list_id])}{asked}#task-{task.pk}"
