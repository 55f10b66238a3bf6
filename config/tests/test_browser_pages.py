"""Every page, in a browser, as each role that has pages of its own: no grave accessibility violation,
no breach of the content security policy, no sideways scrolling on any width. The pages are those of
permission_table.py, so that a new address is looked at as soon as it is in the table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.tests.permission_table import MAY, ROWS
from config.tests.world import World


def pages_of(world: World, role: str) -> list[str]:
    """Addresses whose GET answers this role with a page."""
    client = Client()
    client.force_login(world.person(role))
    found = []
    for name, row in ROWS.items():
        if row.get.get(role) != MAY:
            continue
        kwargs = {
            key: world.own[value].pk if value in world.own else value for key, value in row.args.items()
        }
        response = client.get(reverse(name, kwargs=kwargs))
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found.append(response.request["PATH_INFO"])
    return found


def shortcomings(visitor: Any, path: str) -> list[str]:
    visitor.complaints.clear()
    visitor.open(path)
    found = []
    for look in (visitor.axe, visitor.assert_no_sideways_scroll):
        try:
            look()
        except AssertionError as error:
            found.append(f"{path}: {error}")
    found += [f"{path}: {complaint}" for complaint in visitor.complaints]
    visitor.complaints.clear()
    return found


@pytest.mark.parametrize("role", ["office", "lead", "town", "leader", "admin"])
def test_every_page_is_accessible_and_fits(visitor: Any, cast: Any, role: str) -> None:
    world = World(cast)
    paths = pages_of(world, role)
    assert reverse("home") in paths
    visitor.sign_in(world.person(role))
    found = [line for path in paths for line in shortcomings(visitor, path)]
    assert not found, "\n".join(found)
