"""Every address of the application with every role of two districts; fails on an address that the
table does not know. How to add yours: see permission_table.py (a row an address, a line an admin model)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.tests import permission_table as table
from config.tests.permission_table import MAY, SIGN_IN, Row
from config.tests.world import MARK, World, client_of


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(namespace:name, route) of every address; the name is "" where it has none."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else ""), str(entry.pattern)


@cache
def own_addresses() -> list[str]:
    return sorted({name for name, _route in addresses() if name and not name.startswith("admin:")})


def answer(client: Client, method: str, url: str, data: Any = None) -> str | int:
    """MAY, SIGN_IN or the status; whatever the request wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url, data or {})
        transaction.set_rollback(True)
    if response.status_code in (301, 302) and response.url.split("?")[0] == reverse("login"):
        return SIGN_IN
    if response.status_code in (403, 404, 405):
        return response.status_code
    assert response.status_code < 500, f"{method} {url} → {response.status_code}"
    return MAY


def differences(got: dict[str, Any], wanted: dict[str, Any]) -> str:
    lines = [
        f"{what}: got {got[what]}, wanted {wanted[what]}" for what in wanted if got[what] != wanted[what]
    ]
    return "\n".join(lines)


def url_of(world: World, name: str, row: Row) -> str:
    values = {
        part: world.own[value].pk if isinstance(value, str) and value in world.own else value
        for part, value in row.args.items()
    }
    return reverse(name, kwargs=values)


def test_table_knows_every_address():
    unknown = [name for name in own_addresses() if name not in table.ROWS]
    assert unknown == [], "addresses without a row in permission_table.py"
    gone = [name for name in table.ROWS if name not in own_addresses()]
    assert gone == [], "rows for addresses that are no more"


def test_only_the_admin_has_addresses_without_a_name():
    nameless = {route for name, route in addresses() if not name}
    assert nameless == {"(?P<url>.*)$", "<path:object_id>/"}  # unknown pages; an old form of a row's page


@pytest.mark.parametrize("name", own_addresses())
def test_address_answers_each_role_as_the_table_says(world, name):
    if name not in table.ROWS:
        pytest.skip("no row; reported by test_table_knows_every_address")
    row = table.ROWS[name]
    url = url_of(world, name, row)
    numbers = {key: held.pk for key, held in world.own.items()}
    data = {key: value.format(**numbers) for key, value in row.data.items()}
    got, wanted = {}, {}
    for role in table.ROLES:
        for method, expected, sent in (("get", row.get, {}), ("post", row.post, data)):
            wanted[f"{method} {role}"] = expected[role]
            got[f"{method} {role}"] = answer(client_of(world, role), method, url, sent)
            if role == "anonymous" and got[f"{method} {role}"] == SIGN_IN and expected[role] == 405:
                got[f"{method} {role}"] = 405  # asked to sign in before anything else is looked at
    assert differences(got, wanted) == "", url


# ---- the admin ----


@cache
def admin_addresses() -> list[str]:
    return sorted({name.removeprefix("admin:") for name, _r in addresses() if name.startswith("admin:")})


def test_table_knows_every_admin_model():
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered == set(table.ADMIN_MODELS)


SITE_PAGES = {
    "index": table.OFFICE_PAGES,
    "app_list": table.OFFICE_PAGES,
    "jsi18n": table.OFFICE_PAGES,
    "autocomplete": table.kind(403),  # without naming a field; with one, see test_admin_access.py
    "view_on_site": table.kind(404)
    | dict.fromkeys(("lead", "lead_water", "staff", "town", "town_west", "leader", "lead2", "outsider"), 403),
    "login": table.OFFICE_PAGES,
    "logout": table.OFFICE_PAGES,
    "password_change": table.OFFICE_PAGES,
    "password_change_done": table.OFFICE_PAGES,
}
PAGES_OF_MODEL = (
    "changelist",
    "add",
    "history",
    "simple_history",
    "delete",
    "change",
    "import",
    "process_import",
    "export",
)
OFFICES = {"office", "office2", "admin"}


def site_args(name: str, world: World) -> dict[str, Any]:
    if name == "app_list":
        return {"app_label": "districts"}
    if name == "view_on_site":
        return {"content_type_id": 1, "object_id": world.own["task"].pk}
    return {}


@pytest.mark.parametrize("name", sorted(SITE_PAGES))
def test_page_of_the_admin_site_answers_each_role(world, name):
    url = reverse(f"admin:{name}", kwargs=site_args(name, world))
    got = {role: answer(client_of(world, role), "get", url) for role in table.ROLES}
    assert differences(got, SITE_PAGES[name]) == ""


def test_every_admin_address_is_a_page_of_the_site_or_of_a_model():
    models = {label.replace(".", "_") for label in table.ADMIN_MODELS}
    known = set(SITE_PAGES) | {f"{model}_{page}" for model in models for page in PAGES_OF_MODEL}
    unknown = [name for name in admin_addresses() if name not in known]
    assert unknown == []


def expected_in_admin(label: str, page: str, method: str, role: str) -> str | int:
    """What a role gets at a page of a model for a row of 清河区."""
    whose, _row = table.ADMIN_MODELS[label]
    if role == "anonymous":
        return SIGN_IN
    if role not in OFFICES:
        return 403
    with_row = page in ("change", "delete", "history", "simple_history")
    if page == "process_import" and method == "get":
        return 405
    if whose == table.BY_PLATFORM and role != "admin":
        return 404 if with_row else 403
    if with_row and role == "office2":
        return 404
    if page == "history":
        return MAY
    if page == "simple_history":
        return 403 if method == "post" else MAY
    writes = page in ("add", "delete", "import", "process_import") or (page == "change" and method == "post")
    if whose == table.READ_ONLY and writes:
        return 403
    if page == "delete" and label in table.NEVER_DELETED:
        return 403
    if label in table.NEVER_ADDED and writes:
        return 403
    return MAY


@pytest.mark.parametrize("label", sorted(table.ADMIN_MODELS))
def test_admin_pages_of_a_model_answer_each_role(world, label):
    app, model = label.split(".")
    row = world.own[table.ADMIN_MODELS[label][1]]
    got, wanted = {}, {}
    for page in PAGES_OF_MODEL:
        if f"{app}_{model}_{page}" not in admin_addresses():
            continue
        args = [row.pk] if page in ("change", "delete", "history") else []
        if page == "simple_history":
            if not hasattr(type(row), "history"):
                continue
            args = [row.pk, row.history.first().pk]
        url = reverse(f"admin:{app}_{model}_{page}", args=args)
        for role in table.ROLES:
            for method in ("get", "post"):
                what = f"{page} {method} {role}"
                wanted[what] = expected_in_admin(label, page, method, role)
                got[what] = answer(client_of(world, role), method, url)
    assert differences(got, wanted) == "", label


# ---- what pages show ----


def plain_addresses() -> list[str]:
    """Addresses without a row in them: lists, searches, choices, counts."""
    plain = [name for name, row in table.ROWS.items() if not row.args and row.get["office"] == MAY]
    models = [label.replace(".", "_") for label in table.ADMIN_MODELS]
    pages = [
        f"admin:{model}_{page}" for model in models for page in ("changelist", "add", "import", "export")
    ]
    known = {name for name, _route in addresses()}
    return [name for name in [*plain, *pages] if name in known]


@pytest.mark.parametrize("role", ["office", "lead", "town", "leader"])
def test_no_page_shows_anything_of_the_other_district(world, role):
    telling = []
    for name in plain_addresses():
        response = client_of(world, role).get(reverse(name), {"q": MARK})
        body = response.content.decode(errors="replace")
        if MARK in body.replace(f'value="{MARK}"', "").replace(f"“{MARK}”", ""):
            telling.append(name)
    assert telling == []


def test_rows_of_the_world_are_in_both_districts(world):
    assert set(world.own) == set(world.other)
