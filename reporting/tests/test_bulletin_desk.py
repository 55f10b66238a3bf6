"""工作台 of the office: the newest snapshot has no bulletin yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from conftest import Cast
from reporting.tests.drafting import drafted, frozen_june, july
from reporting.tests.reading import tree
from reporting.tests.snapping import June
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> June:
    return frozen_june(cast, task_list)


def about_bulletins(client: Any) -> list[str]:
    """What the desk says of them, each with where it leads."""
    path = "//main//section[.//h2[contains(., '通报')]]//li"
    rows = tree(client.get(reverse("home"))).xpath(path)
    return [" ".join(row.xpath("./div")[0].text_content().split()) for row in rows]


def test_the_newest_snapshots_wait_for_their_bulletin_until_it_is_drafted(june: June, sign_in) -> None:
    client = sign_in(june.cast.office)
    (said,) = about_bulletins(client)
    assert said.startswith("2026年6月通报") and "数据截至 2026-06-25" in said
    drafted(june)
    assert about_bulletins(client) == []


def test_only_the_newest_month_is_spoken_of(june: June, sign_in) -> None:
    july(june)
    client = sign_in(june.cast.office)
    (said,) = about_bulletins(client)
    assert said.startswith("2026年7月通报")
    drafted(june)  # of July; June stays without one
    assert about_bulletins(client) == []


@pytest.mark.parametrize("role", ["lead", "staff", "town", "leader"])
def test_others_are_not_asked_for_a_bulletin(june: June, sign_in, role: str) -> None:
    assert about_bulletins(sign_in(getattr(june.cast, role))) == []


def test_the_line_leads_to_where_it_is_drafted(june: June, sign_in) -> None:
    client = sign_in(june.cast.office)
    page = tree(client.get(reverse("home")))
    address = reverse("bulletins", args=[june.cast.district.pk, 2026])
    assert page.xpath(f"//main//a[contains(@class, 'btn')][@href='{address}']")
