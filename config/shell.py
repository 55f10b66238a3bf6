"""What every page's frame needs: the district and year, the tabs, the notices, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from districts.permissions import LEAD, LEADER, OFFICE, STAFF, TOWN, reach
from districts.unread import unread_count
from reporting.views.frame import THEMES
from tasklists.scope import Scope, scope_of

ADMIN = "admin"
EVERYBODY: frozenset[str] = frozenset()

# (word, name of the address, roles that see the tab, beginnings of the addresses that belong to it).
# A tab shows only when its address exists; a room registers by its line here. ADMIN stands for the
# platform administrator, EVERYBODY for all who are signed in.
TABS: tuple[tuple[Any, str, frozenset[str], tuple[str, ...]], ...] = (
    (_("工作台"), "home", EVERYBODY, ()),
    (_("任务清单"), "lists", EVERYBODY, ("/lists/", "/imports/", "/tasks/", "/search/", "/districts/")),
    (_("进展填报"), "progress", frozenset({OFFICE, LEAD, STAFF, TOWN}), ("/progress/",)),
    (_("督查督办"), "supervision", EVERYBODY, ("/supervision/",)),
    (_("统计分析"), "dashboard", EVERYBODY, ("/dashboard/",)),
    (_("设置"), "settings", frozenset({OFFICE, ADMIN}), ("/settings/",)),
)


@dataclass(frozen=True, slots=True)
class Tab:
    word: Any
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get("theme", "auto")
    frame: dict[str, Any] = {
        "theme": theme if theme in THEMES else "auto",
        "dense": request.COOKIES.get("rows") == "dense",
    }
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        frame["session_seconds"] = int(settings.SESSION_IDLE.total_seconds())
        frame["scope"] = SimpleLazyObject(lambda: scope_of(request))
        frame["memberships"] = reach(request.user).memberships
        frame["unread_count"] = SimpleLazyObject(lambda: unread_count(request.user))
        frame["may_administer"] = admin.site.has_permission(request)
        frame["tabs"] = SimpleLazyObject(lambda: tabs(request, scope_of(request)))
    return frame


def tabs(request: HttpRequest, scope: Scope) -> list[Tab]:
    """The tabs of this person in the district they look at."""
    held = reach(request.user)
    roles = held.roles_in(scope.district_id) if scope.district_id else frozenset()
    if held.everything:
        roles |= {ADMIN}
    shown = []
    for word, name, wanted, beginnings in TABS:
        if wanted and not wanted & roles:
            continue
        if name == "supervision" and LEADER in roles:
            name = "instructions"  # what leadership comes here for
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url or request.path.startswith(beginnings)
        shown.append(Tab(word, url, current))
    return shown
