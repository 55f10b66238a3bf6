"""What no row can hold of what is sent: numbers beyond any row, page or year, and the character NUL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from districts.navigation import LARGEST

YEARS = range(2000, 2101)
WORDS = frozenset({"q"})  # what is searched for may well be digits
NUL = "\0"  # no text of PostgreSQL holds it, and nobody types it


class NumbersWithinBounds:
    """An address with such a number is not found; such a number behind its question mark is not heard;
    NUL is left out of whatever was sent. Here once, because a number too large for the database, and NUL,
    are an error in every query that meets them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _holds_nul(request.GET):
            request.GET = _without_nul(request.GET)  # type: ignore[misc,assignment]
        if any(not _is_usable(value) for key in request.GET for value in _asked(request, key)):
            request.GET = _heard(request)  # type: ignore[misc,assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        year = kwargs.get("year")
        if isinstance(year, int) and year not in YEARS:
            raise Http404
        if not all(_is_usable(str(value)) and NUL not in str(value) for value in kwargs.values()):
            raise Http404
        try:
            if _holds_nul(request.POST):
                request.POST = _without_nul(request.POST)  # type: ignore[misc,assignment]
        except UnreadablePostError:
            return  # a broken line: left to who reads it next


def _asked(request: HttpRequest, key: str) -> list[str]:
    return [] if key in WORDS else request.GET.getlist(key)


def _heard(request: HttpRequest) -> Any:
    heard = request.GET.copy()
    for key in set(heard) - WORDS:
        heard.setlist(key, [value for value in heard.getlist(key) if _is_usable(value)])
        if not heard.getlist(key):
            del heard[key]
    return heard


def _holds_nul(sent: QueryDict) -> bool:
    return any(NUL in word for key, values in sent.lists() for word in (key, *values))


def _without_nul(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for key, values in sent.lists():
        for value in values:
            kept.appendlist(key.replace(NUL, ""), value.replace(NUL, ""))
    kept._mutable = False  # type: ignore[attr-defined]
    return kept


def _is_usable(value: str) -> bool:
    """False for digits that are no number ('²') or one beyond what the databases hold; longer text of
    digits than the interpreter would convert counts as too large."""
    digits = value.strip().removeprefix("-").removeprefix("+")
    if not digits.isdigit():
        return True
    return digits.isdecimal() and len(digits) < 20 and int(digits) <= LARGEST
