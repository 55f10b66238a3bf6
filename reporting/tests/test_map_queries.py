"""The maps and the big screen ask the database as often for 60 tasks as for 3, and never more than twelve
times with all of the frame."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import Cast, make_indicator, make_list
from districts.models import Town
from reporting.tests.test_query_counts import asked, fill
from tasklists.models import QuotaPartner, Task

MOST = 12
PAGES = ("war_map", "war_map?view=indicators", "tile_map", "big_screen")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["leader", "town"])
def test_as_many_queries_for_60_tasks_and_12_towns_as_for_3_and_2(
    cast: Cast, sign_in, name: str, role: str
) -> None:
    task_list = make_list(cast.district)
    view, _, query = name.partition("?")
    address = f"{reverse(view, args=[cast.district.pk, 2026])}?{query}"
    client = sign_in(getattr(cast, role))
    fill(cast, task_list, 3)
    few = asked(client, address)
    Task.objects.filter(task_list=task_list).update(numbering_scope="x")
    fill(cast, task_list, 57)
    towns = [Town.objects.create(district=cast.district, name=f"第{n}镇", position=n) for n in range(3, 13)]
    shared = make_indicator(Task.objects.filter(task_list=task_list).first(), 3, {towns[0]: 3}, name="共同")
    QuotaPartner.objects.create(district=cast.district, quota=shared.quotas.get(), town=towns[1])
    assert asked(client, address) == few
    assert few <= MOST
