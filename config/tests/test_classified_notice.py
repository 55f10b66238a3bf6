"""Every page on which text is entered says that classified matters must not be."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from config.tests import permission_table as table
from config.tests.test_permissions_walk import url_of
from config.tests.world import client_of

NOTICE = "涉密"
# passwords alone are no text that could be classified
EXEMPT = {"login", "password_change", "password_reset_confirm"}

FORM = re.compile(r"<form\b[^>]*method=\"?post\"?[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)
TEXT_ENTRY = re.compile(r"<textarea|<input[^>]*type=\"(text|file)\"", re.IGNORECASE)
READ_ONLY = re.compile(r"<input[^>]*readonly[^>]*>", re.IGNORECASE)


def has_text_entry(page: str) -> bool:
    return any(TEXT_ENTRY.search(READ_ONLY.sub("", form)) for form in FORM.findall(page))


def opened(client: Client, url: str) -> str:
    response = client.get(url)
    is_page = response.status_code == 200 and "html" in response["Content-Type"]
    return response.content.decode() if is_page else ""


def test_the_test_knows_a_form_when_it_sees_one(world):
    invite = reverse("member_invite", args=[world.cast.district.pk])
    assert has_text_entry(opened(client_of(world, "office"), invite))
    assert not has_text_entry(opened(client_of(world, "office"), "/notifications/"))


@pytest.mark.parametrize("role", ["office", "lead", "staff", "town", "leader", "admin"])
def test_every_page_with_text_to_enter_carries_the_line(world, role):
    silent = []
    for name, row in table.ROWS.items():
        if name in EXEMPT or row.get[role] != table.MAY:
            continue
        page = opened(client_of(world, role), url_of(world, name, row))
        if has_text_entry(page) and NOTICE not in page:
            silent.append(name)
    assert silent == []


@pytest.mark.parametrize("page", ["add", "import"])
def test_admin_pages_carry_the_line(world, page):
    client = client_of(world, "office")
    assert NOTICE in client.get(f"/admin/districts/town/{page}/").content.decode()
    assert NOTICE in client.get(f"/admin/tasklists/task/{world.own['task'].pk}/change/").content.decode()
