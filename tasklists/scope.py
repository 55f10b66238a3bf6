"""The district and year a person is looking at: what the switch in the top bar shows, and what pages
without a district of their own are about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import PositiveSmallIntegerField, Value
from django.http import HttpRequest
from django.utils import timezone

from districts.models import District
from tasklists.models import TaskList

SESSION_KEY = "scope"


@dataclass(frozen=True, slots=True)
class Place:
    """A district in a year, one line of the switch."""

    district_id: int
    district_name: str
    year: int
    is_demo: bool = False

    @property
    def key(self) -> str:
        return f"{self.district_id}-{self.year}"


@dataclass(frozen=True, slots=True)
class Scope:
    """`here` is None for a person who may see no district at all."""

    here: Place | None
    places: tuple[Place, ...]

    @property
    def district_id(self) -> int | None:
        return self.here.district_id if self.here else None

    @property
    def year(self) -> int | None:
        return self.here.year if self.here else None


def scope_of(request: HttpRequest) -> Scope:
    """The scope of this request; one query, then remembered on the request."""
    known: Scope | None = getattr(request, "_scope", None)
    if known is None:
        places = _places(request)
        wanted = request.session.get(SESSION_KEY)
        here = next((p for p in places if p.key == wanted), places[0] if places else None)
        known = request._scope = Scope(here, places)  # type: ignore[attr-defined]
    return known


def _places(request: HttpRequest) -> tuple[Place, ...]:
    """A place for each visible list's year, and this year where a district has no list yet. Districts
    and lists come as one union: every page asks for them."""
    none = Value(None, PositiveSmallIntegerField(null=True))
    districts = District.objects.visible_to(request.user).order_by().annotate(listed=none)
    lists = TaskList.objects.visible_to(request.user).order_by()
    rows = districts.values_list("id", "name", "is_demo", "listed").union(
        lists.values_list("district_id", "district__name", "district__is_demo", "year")
    )
    this_year = timezone.localdate().year
    found: dict[tuple[int, str, bool], set[int]] = {}
    for district_id, name, is_demo, year in rows:
        years = found.setdefault((district_id, name, bool(is_demo)), set())
        if year is not None:
            years.add(year)
    return tuple(
        Place(district_id, name, year, is_demo)
        for (district_id, name, is_demo), years in sorted(found.items())
        for year in sorted(years or {this_year}, reverse=True)
    )


def follow(request: HttpRequest, district_id: int, year: int | None = None) -> None:
    """Let the top bar show the district (and year) of the page that is opened now."""
    places = scope_of(request).places
    fits = (p for p in places if p.district_id == district_id and year in (None, p.year))
    if place := next(fits, None):
        choose(request, place)


def choose(request: HttpRequest, place: Place) -> None:
    if request.session.get(SESSION_KEY) != place.key:
        request.session[SESSION_KEY] = place.key
    request._scope = Scope(place, scope_of(request).places)  # type: ignore[attr-defined]
