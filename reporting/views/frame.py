"""What the frame of every page can do: change the district and year, choose light or dark, find a task."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from districts.navigation import way_back
from tasklists.scope import Place, choose, scope_of

YEAR_OF_SECONDS = 365 * 24 * 3600
THEMES = ("auto", "light", "dark")
ROWS = ("wide", "dense")


@require_POST
def choose_scope(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("place", "")
    place = next((p for p in scope_of(request).places if p.key == wanted), None)
    if place is None:
        raise Http404
    choose(request, place)
    return redirect(_same_page_for(place, request.POST.get("from", "")))


def _same_page_for(place: Place, path: str) -> str:
    """The page the person stood on, about the other place; a page about one thing has no such twin,
    and gives way to the lists."""
    try:
        page = resolve(path)
    except Resolver404:
        return reverse("lists")
    if {"district_id", "year"} == set(page.kwargs):
        return reverse(page.view_name, args=[place.district_id, place.year])
    return path if not page.kwargs and not page.args else reverse("lists")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, and wide or dense rows; kept in the browser."""
    response = redirect(way_back(request, reverse("home")))
    for name, known in (("theme", THEMES), ("rows", ROWS)):
        if (chosen := request.POST.get(name)) in known:
            response.set_cookie(
                name,
                chosen,
                max_age=YEAR_OF_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response
