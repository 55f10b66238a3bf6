"""Search over the tasks a person may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    return render(request, "reporting/search.html", {"search_text": request.GET.get("q", "").strip()})
