"""统计分析: the war map, the map of the towns, and the big screen of a district's year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from districts.models import Town
from districts.permissions import reach
from districts.sessions import BACKGROUND, hang_on_the_wall, on_the_wall_until
from progress.rulebook import rules_on
from reporting.big_screen import BigScreen, big_screen
from reporting.dashboards import past_of
from reporting.exports import asks_for_xlsx, download
from reporting.map_filters import MapFilter
from reporting.map_sheet import as_table
from reporting.map_states import states_with_quotas
from reporting.models import Snapshot
from reporting.states import Body, TaskState
from reporting.tile_map import MEASURES, tile_map, tiles_of
from reporting.tile_map import as_table as tile_table
from reporting.war_map import concerned_towns, war_map
from tasklists.models import Task
from tasklists.scope import Place, follow, scope_of

TURN = 20  # seconds that a view of the big screen stands


@require_safe
def show_war_map(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    place = place_of(request, district_id, year)
    counted = _counted(request, place)
    states = counted.readable
    towns = concerned_towns(states, Town.objects.filter(district=place.district_id))
    filters = MapFilter(request.GET, states, towns)
    by_indicator = request.GET.get("view") == "indicators"
    shown = war_map(
        filters.narrow(states),
        [town for town in towns if filters.town_key in (None, town.pk)],
        by_indicator=by_indicator,
        only_trouble=filters.only_trouble,
        linked=counted.snapshot is None,
        rows_at=reverse("district_tasks", args=[place.district_id, place.year]),
        queries=_in_register(counted, filters, towns),
        number=None if asks_for_xlsx(request) else request.GET.get("page", ""),
    )
    page = counted.page | {"map": shown, "filters": filters, "by_indicator": by_indicator}
    if asks_for_xlsx(request):
        return download(request, counted.title(_("作战图")), as_table(counted.title(_("作战图")), page))
    return render(request, "reporting/maps/war_map.html", page)


@require_safe
def show_tile_map(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    place = place_of(request, district_id, year)
    counted = _counted(request, place)
    towns = list(Town.objects.filter(district=place.district_id))
    tiles = tiles_of(counted.states, towns, counted.day, _rows_of_towns(request, counted, towns))
    shown = tile_map(tiles, request.GET.get("measure", ""))
    if asks_for_xlsx(request):
        title = counted.title(_("街镇完成情况"))
        note = _("数据截至 %(day)s；办结率为涉及该街镇的任务中已办结的比例。") % {"day": counted.day}
        return download(request, title, tile_table(title, shown, note))
    held = reach(request.user)
    page = counted.page | {
        "map": shown,
        "measures": MEASURES.items(),
        "may_place": held.everything or place.district_id in held.office_districts,
    }
    return render(request, "reporting/maps/tile_map.html", page)


@never_cache
@require_safe
def show_big_screen(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """Opened by a person it hangs on the wall from then on (`hang_on_the_wall`); its own refreshes
    only read."""
    place = place_of(request, district_id, year)
    if not request.headers.get(BACKGROUND):
        hang_on_the_wall(request)
    counted = _counted(request, place)
    until = on_the_wall_until(request)
    now = timezone.localtime()
    page = {
        "screen": _screen(request, counted) if counted.states else None,
        "now": now,
        "until": until and datetime.datetime.fromtimestamp(until, now.tzinfo),
        "turn": _seconds(request.GET.get("turn", "")),
    }
    return render(request, "reporting/maps/big_screen.html", counted.page | page)


def _screen(request: HttpRequest, counted: Counted) -> BigScreen:
    district_id, year = counted.place.district_id, counted.place.year
    towns = Town.objects.filter(district=district_id)
    lists = {state.list_pk for state in counted.states}
    return big_screen(
        counted.states,
        counted.day,
        tiles_of(counted.states, towns, counted.day),
        readable=counted.readable,
        year=year,
        past=past_of(lists, district_id, year, request.user, counted.day),
    )


def _seconds(asked: str) -> int:
    """How long each view stands: what the address asks for (?turn=30), within reason."""
    return min(max(int(asked), 3), 600) if asked.isdigit() and len(asked) < 5 else TURN


def _rows_of_towns(request: HttpRequest, counted: Counted, towns: list[Town]) -> dict[int, str]:
    """The register, for the towns all of whose rows the person may open."""
    if counted.snapshot is not None:
        return {}
    rows_at = reverse("district_tasks", args=[counted.place.district_id, counted.place.year])
    own = reach(request.user).towns
    return {town.pk: rows_at for town in towns if counted.reads_all or town.pk in own}


def _in_register(counted: Counted, filters: MapFilter, towns: list[Body]) -> dict[int, dict[str, str]]:
    """What the register is asked for the tasks under each town, with the same filters."""
    if counted.snapshot is not None:
        return {}
    ways = {town.pk: filters.in_register(town.pk) for town in towns}
    return {town: way for town, way in ways.items() if way}


@dataclass(frozen=True, slots=True)
class Counted:
    """The tasks of a district's year on a day. `states` are all that count, `readable` those that the
    person may open one by one: town staff read what concerns their town."""

    place: Place
    day: datetime.date
    states: list[TaskState]
    readable: list[TaskState]
    reads_all: bool
    snapshot: Snapshot | None

    @property
    def page(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "day": self.day,
            "snapshot": self.snapshot,
            "reads_all": self.reads_all,
            "has_tasks": bool(self.states),
        }

    def title(self, what: str) -> str:
        words = {"district": self.place.district_name, "year": self.place.year, "what": what}
        return _("%(district)s%(year)s年重点任务%(what)s") % words


def place_of(request: HttpRequest, district_id: int, year: int) -> Place:
    """The district in the year, for those who may see it; the top bar then shows it. No query beyond
    those of the top bar."""
    seen = [place for place in scope_of(request).places if place.district_id == district_id]
    if not seen:
        raise Http404
    follow(request, district_id, year)
    return Place(district_id, seen[0].district_name, year, seen[0].is_demo)


def _counted(request: HttpRequest, place: Place) -> Counted:
    """Of today, or of the snapshot that the address names."""
    snapshot = _snapshot(request, place)
    day = snapshot.day if snapshot else timezone.localdate()
    if snapshot:
        states = snapshot.states()
    else:
        tasks = Task.objects.counted_for(request.user).filter(
            district=place.district_id, task_list__year=place.year
        )
        rules = rules_on(day, [place.district_id])
        states = states_with_quotas(tasks, day, rules)
    held = reach(request.user)
    reads_all = held.everything or place.district_id in held.whole_districts
    return Counted(
        place=place,
        day=day,
        states=states,
        readable=states if reads_all else [state for state in states if _concerns(state, held.towns)],
        reads_all=reads_all,
        snapshot=snapshot,
    )


def _concerns(state: TaskState, towns: frozenset[int]) -> bool:
    return any(town.pk in towns for town in state.towns)


def _snapshot(request: HttpRequest, place: Place) -> Snapshot | None:
    asked = request.GET.get("snapshot", "")
    if not asked:
        return None
    shown = Snapshot.objects.visible_to(request.user).filter(
        district=place.district_id, task_list__year=place.year
    )
    return get_object_or_404(shown, pk=int(asked) if asked.isdigit() else 0)
