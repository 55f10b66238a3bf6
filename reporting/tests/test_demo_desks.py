"""The first thing that each demo account sees has something to do in it."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.urls import reverse

from districts.models import User
from reporting.demo import PARTS, USERNAMES
from reporting.tests.reading import tree
from tasklists.fixture_loading import load_fixtures

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2026, 11, 22, 10)


def test_every_account_finds_something_to_do(client) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        load_fixtures()
        for part in PARTS[:3]:  # districts, accounts, the year
            part("a-password-of-no-meaning", NOVEMBER.date())
        for name in USERNAMES:
            client.force_login(User.objects.get(username=name))
            page = tree(client.get(reverse("home")))
            assert page.xpath("//ul[@class='waiting']/li//a[contains(@class, 'btn')]"), name
