"""The figures on the page of a task: its indicators, the towns' shares, its milestones on the year."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_milestone, make_task
from progress.models import ProgressReport, QuotaReport, ReportFigure, Standing
from progress.tests.rounds import make_period
from reporting.tests.reading import tree
from supervision.models import give_instruction
from tasklists.models import Task, TaskList


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    made = make_task(task_list, "9", cast.department, deadline=datetime.date(2026, 10, 31))
    make_indicator(made, "54.4", {cast.town1: 2, cast.town2: "58.54"})
    make_milestone(made, "Q1", datetime.date(2026, 3, 31), text="完成立项")
    make_milestone(made, "H1", datetime.date(2026, 6, 30), text="完成过半", percent=50)
    return made


def show(client: Any, task: Task) -> Any:
    return client.get(reverse("task", args=[task.pk]))


def approved_figures(task: Task, department: Any, month: int, values: dict[Any, Any]) -> ProgressReport:
    report = ProgressReport.objects.create(
        district=task.district,
        task=task,
        department=department,
        period=make_period(task.task_list, month),
        state="approved",
        approved_on=TODAY,
    )
    for indicator, value in values.items():
        ReportFigure.objects.create(district=task.district, report=report, indicator=indicator, value=value)
    return report


def cells_of(page: Any, section: str, part: str = "tbody") -> list[list[str]]:
    rows = tree(page).xpath(f"//section[@aria-labelledby='{section}']//{part}/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]


def test_indicators_without_shares_stand_in_one_table_with_what_was_reported(
    cast, task_list, sign_in
) -> None:
    task = make_task(task_list, "33", cast.department, title="建设设施片区")
    area = make_indicator(task, 50, name="项目面积", unit="亩", position=1)
    shed = make_indicator(task, 2, name="生产菇房", unit="座", position=2)
    make_indicator(task, None, position=3)
    approved_figures(task, cast.department, 4, {area: 10, shed: 1})
    approved_figures(task, cast.department, 5, {area: 20})
    Standing.objects.create(
        district=cast.district, task=task, day=TODAY, share_bp=4000, slowest=area, cause="department"
    )
    rows = cells_of(show(sign_in(cast.leader), task), "part-indicators")
    assert rows[0] == ["项目面积 进度按此项计", "50 亩", "20 亩", "40%"]
    assert rows[1] == ["生产菇房", "2 座", "1 座", "50%"]
    assert rows[2][2:] == ["—", "—"]


def test_the_sum_of_shares_says_what_the_towns_reported_together(cast: Cast, task, sign_in) -> None:
    indicator = task.indicators.get()
    approved: dict[str, Any] = {"district": cast.district, "state": "approved", "approved_on": TODAY}
    period = make_period(task.task_list, 5)
    for quota, value in zip(indicator.quotas.order_by("town__position"), (1, 20), strict=True):
        QuotaReport.objects.create(quota=quota, town=quota.town, period=period, value=value, **approved)
    client, section = sign_in(cast.leader), f"indicator-{indicator.pk}"
    assert cells_of(show(client, task), section, "tfoot") == [
        ["合计", "60.54", "21", "34.68%", "与文件所写 54.4 不符"]
    ]
    approved_figures(task, cast.department, 4, {indicator: 25})
    assert "部门填报 25" in cells_of(show(client, task), section, "tfoot")[0][-1]


def test_a_milestone_says_each_number_once_and_how_far_the_task_is(cast: Cast, task, sign_in) -> None:
    make_milestone(task, "Q3", datetime.date(2026, 9, 30), text="80%", percent=80)
    Standing.objects.create(district=cast.district, task=task, day=TODAY, share_bp=4000, cause="department")
    rows = cells_of(show(sign_in(cast.leader), task), "part-milestones")
    assert [row[2:4] for row in rows] == [["完成立项", "—"], ["完成过半 50%", "40%"], ["80%", "40%"]]


def test_the_line_of_the_year_says_where_the_deadline_is(cast: Cast, task, sign_in) -> None:
    def word() -> list[str]:
        return tree(show(client, task)).xpath("//text[@class='year-deadline-word']/text()")

    client = sign_in(cast.leader)
    assert word() == ["时限"]
    Task.objects.filter(pk=task.pk).update(deadline=datetime.date(2025, 11, 30))
    assert word() == ["◀ 时限 2025-11-30"]


def test_the_first_button_of_a_lead_is_what_waits(cast: Cast, task, sign_in) -> None:
    def buttons() -> list[tuple[str, bool]]:
        found = tree(show(client, task)).xpath(
            "//div[contains(@class,'completion-steps')]//*[self::a or self::summary]"
        )
        return [(one.text_content(), "btn-primary" in one.get("class")) for one in found]

    client = sign_in(cast.lead)
    assert buttons() == [("申请办结", True), ("申请延期", False)]
    period = make_period(task.task_list, TODAY.month)
    assert period.is_open(TODAY)
    assert buttons()[0] == ("填报本期进展", True)
    Standing.objects.create(district=cast.district, task=task, day=TODAY, share_bp=10_000, cause="department")
    assert [word for word, is_first in buttons() if is_first] == ["申请办结"]
    give_instruction(task, cast.leader, "请说明", today=TODAY)
    assert buttons()[0] == ("答复批示", True)
    assert [is_first for _, is_first in buttons()].count(True) == 1
