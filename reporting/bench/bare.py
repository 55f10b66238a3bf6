"""The bare page: what a page is compared with, so that the figures mean the same on any machine.

The same middleware, session and sign-in; then one plain query of as many tasks as the page is about (and
one of as many towns' shares, where it is about those), all columns, as model objects; and the plainest
template: a line a row, as many bytes in all.
"""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tasklists.models import Quota, Task

LINE = 12  # bytes of a line beside its filler


def bare(request: HttpRequest, tasks: int, shares: int, size: int) -> HttpResponse:
    rows: list[Model] = list(Task.objects.order_by("id")[:tasks])
    if shares:
        rows += Quota.objects.order_by("id")[:shares]
    filler = "x" * max(size // max(len(rows), 1) - LINE, 0)
    return render(request, "reporting/bench/bare.html", {"rows": rows, "filler": filler})


urlpatterns = [
    path("bare/<int:tasks>/<int:shares>/<int:size>/", bare, name="bare"),
    path("", include("config.urls")),
]
