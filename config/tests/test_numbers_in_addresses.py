"""A number that no row, page or year can have is no error in any address."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from config.tests.permission_table import ROWS
from config.tests.test_permissions_walk import url_of
from config.tests.world import World, client_of

HUGE = "99999999999999999999"
ASKED = [
    "page",
    "snapshot",
    "list",
    "town",
    "year",
    "quota",
    "department",
    "category",
    "light",
    "body",
    "turn",
]


def parts(world: World, name: str) -> dict[str, Any]:
    return {key: world.own[v].pk if v in world.own else v for key, v in ROWS[name].args.items()}


def test_an_address_with_a_number_too_large_is_not_found(world: World) -> None:
    office, wrong = client_of(world, "office"), []
    for name in sorted(ROWS):
        held = parts(world, name)
        for part in [part for part, value in held.items() if isinstance(value, int)]:
            url = reverse(name, kwargs=held | {part: int(HUGE)})
            got = office.get(url).status_code, office.post(url, dict(ROWS[name].data)).status_code
            if got != (404, 404):
                wrong.append((url, got))
    assert wrong == []


def test_a_number_too_large_behind_the_question_mark_is_ignored(world: World) -> None:
    office, wrong = client_of(world, "office"), []
    for name in sorted(set(ROWS) - {"logout"}):
        url = url_of(world, name, ROWS[name])
        for value in (HUGE, "²"):
            status = office.get(url, dict.fromkeys(ASKED, value)).status_code
            if status >= 500 or (status == 404 and ROWS[name].get["office"] != 404):
                wrong.append((url, value, status))
    assert wrong == []


def test_a_year_out_of_bounds_is_not_found(world: World) -> None:
    office = client_of(world, "office")
    for name in sorted(name for name in ROWS if "year" in ROWS[name].args):
        for year in (0, 1999, 2101, 9999, 99999999999):
            url = reverse(name, kwargs=parts(world, name) | {"year": year})
            assert office.get(url).status_code == 404, url


def test_digits_are_searched_for_as_they_are(world: World) -> None:
    assert HUGE in client_of(world, "office").get(reverse("search"), {"q": HUGE}).content.decode()
