"""The bare page: what a page is compared with, so that the figures mean the same on any machine.

The same middleware, session and sign-in; then one plain query of as many rows as the page is about, all
columns, as model objects, and the plainest template: a line a row, as many bytes in all.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as real
from tasklists.models import Task

LINE = 12  # bytes of a line beside its filler


def bare(request: HttpRequest, rows: int, size: int) -> HttpResponse:
    tasks = Task.objects.order_by("task_list_id", "position", "id")[:rows]
    filler = "x" * max(size // max(rows, 1) - LINE, 0)
    return render(request, "reporting/bench/bare.html", {"tasks": tasks, "filler": filler})


urlpatterns = [path("bare/<int:rows>/<int:size>/", bare, name="bare"), *real]
