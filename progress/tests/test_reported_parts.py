"""On the page of a task nothing can be taken out on which somebody has reported."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from conftest import Cast, make_indicator, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period
from tasklists.models import Indicator, Quota, Task, TaskList
from tasklists.tests.editor.asking import posted_from, said


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    """An indicator that a department reported on, one with a share that a town reported on, and one
    that nobody did."""
    made = make_task(task_list, "1", cast.department)
    period = make_period(task_list, 6)
    led = make_indicator(made, 10, name="房屋")
    shared = make_indicator(made, 5, {cast.town1: 2, cast.town2: 3}, position=1)
    make_indicator(made, 7, name="绿地", position=2)
    own = {"district": cast.district, "period": period}
    report = ProgressReport.objects.create(**own, task=made, department=cast.department)
    report.figures.create(district=cast.district, indicator=led, value=5)
    QuotaReport.objects.create(**own, quota=shared.quotas.get(town=cast.town1), town=cast.town1, value=1)
    return made


@pytest.fixture
def save(cast: Cast, task: Task, sign_in) -> Any:
    client, address = sign_in(cast.office), reverse("task_edit", args=[task.pk])

    def posting(**changes: str) -> Any:
        typed = {"reason": "计划调整", "scale": "刚刚写的一段话"}
        return client.post(address, posted_from(client.get(address)) | typed | changes)

    return posting


def kept(page: Any) -> dict[str, Any]:
    """What the refused page would send again."""
    assert page.status_code == 422
    assert "尚未保存" in said(page)
    form = posted_from(page)
    assert form["scale"] == "刚刚写的一段话"
    return form


@pytest.mark.parametrize("row", [0, 1])
def test_a_reported_indicator_stays(save, task, row: int) -> None:
    page = save(**{f"indicators-{row}-DELETE": "on"})
    assert said(page).count("这项指标已有填报，不能删除；要调整目标，请直接改目标值。") == 1
    assert kept(page)[f"indicators-{row}-DELETE"] == "on"
    assert Indicator.objects.filter(task=task).count() == 3


def test_a_reported_share_stays(cast: Cast, save, task) -> None:
    shared = task.indicators.get(name="道路")
    field = f"quota-{shared.pk}-{cast.town1.pk}"
    page = save(**{field: ""})
    assert "东浦镇已有填报，不能清空；不再承担的，请填 0。" in said(page)
    assert field not in kept(page)  # an empty field sends nothing here
    assert Quota.objects.filter(indicator=shared).count() == 2
    assert save(**{field: "0"}).status_code == 302
    assert Quota.objects.get(indicator=shared, town=cast.town1).value == 0


def test_everything_that_stays_is_named_at_once(cast: Cast, save, task) -> None:
    shared = task.indicators.get(name="道路")
    page = said(save(**{"indicators-0-DELETE": "on", f"quota-{shared.pk}-{cast.town1.pk}": ""}))
    assert "这项指标已有填报" in page
    assert "东浦镇已有填报" in page


def test_what_nobody_reported_on_can_go(cast: Cast, save, task) -> None:
    shared = task.indicators.get(name="道路")
    going = {"indicators-2-DELETE": "on", f"quota-{shared.pk}-{cast.town2.pk}": ""}
    assert save(**going).status_code == 302
    assert [row.name for row in task.indicators.all()] == ["房屋", "道路"]
    assert [quota.town for quota in shared.quotas.all()] == [cast.town1]
