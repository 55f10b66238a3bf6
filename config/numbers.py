"""Numbers in an address that no row, page or year can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from districts.navigation import LARGEST

YEARS = range(2000, 2101)
WORDS = frozenset({"q"})  # what is searched for may well be digits


class NumbersWithinBounds:
    """An address with such a number is not found; such a number behind its question mark is not heard.
    Here once, because a number too large for the database is an error in every query that meets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(not _is_usable(value) for key in request.GET for value in _asked(request, key)):
            request.GET = _heard(request)  # type: ignore[misc,assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        year = kwargs.get("year")
        if isinstance(year, int) and year not in YEARS:
            raise Http404
        if not all(_is_usable(str(value)) for value in kwargs.values()):
            raise Http404


def _asked(request: HttpRequest, key: str) -> list[str]:
    return [] if key in WORDS else request.GET.getlist(key)


def _heard(request: HttpRequest) -> Any:
    heard = request.GET.copy()
    for key in set(heard) - WORDS:
        heard.setlist(key, [value for value in heard.getlist(key) if _is_usable(value)])
        if not heard.getlist(key):
            del heard[key]
    return heard


def _is_usable(value: str) -> bool:
    """False for digits that are no number ('²') or one beyond what the databases hold; longer text of
    digits than the interpreter would convert counts as too large."""
    digits = value.strip().removeprefix("-").removeprefix("+")
    if not digits.isdigit():
        return True
    return digits.isdecimal() and len(digits) < 20 and int(digits) <= LARGEST
