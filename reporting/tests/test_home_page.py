"""工作台: what waits for each person, most urgent first."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_task
from districts.models import Membership
from progress.models import ProgressReport, ReportingPeriod, claim
from reporting.tests.reading import tasks_shown, tree, words
from supervision.models import request_extension

DAY = datetime.timedelta(days=1)


def kinds(page: Any) -> list[str]:
    return [" ".join(h.text_content().split()) for h in tree(page).xpath("//main//h2")]


def home(client: Any) -> Any:
    return client.get(reverse("home"))


def test_nothing_waits_and_the_next_date_is_named(cast: Cast, task_list, sign_in) -> None:
    make_task(task_list, "1", cast.department, deadline=datetime.date(2026, 9, 30))
    said = words(home(sign_in(cast.lead)))
    assert "没有等您办理的事" in said
    assert "下一个时限是 9月30日" in said


def test_person_without_a_district_is_told_how_to_get_one(cast: Cast, sign_in) -> None:
    assert "邀请链接" in words(home(sign_in(cast.outsider)))


def test_lead_sees_own_tasks_overdue_first_then_due_soon(cast: Cast, task_list, sign_in) -> None:
    make_task(task_list, "1", cast.department, deadline=TODAY + 20 * DAY)
    make_task(task_list, "2", cast.department, deadline=TODAY - DAY)
    make_task(task_list, "3", cast.department2, deadline=TODAY - DAY)
    page = home(sign_in(cast.lead))
    assert kinds(page) == ["逾期 1", "进度正常、30 天内到期 1"]
    assert "任务3" not in words(page)


def test_office_sees_what_waits_for_its_decision_before_all_else(cast: Cast, task_list, sign_in) -> None:
    claim(make_task(task_list, "1", cast.department), cast.lead, today=TODAY)
    make_task(task_list, "2", cast.department, deadline=TODAY - DAY)
    make_list(cast.district, title="下半年清单", state="draft")
    page = home(sign_in(cast.office))
    assert kinds(page)[:3] == ["待办结 1", "尚未印发的清单 1", "逾期 1"]
    assert "lead于6月15日申请办结" in words(page)


def test_returned_completion_waits_for_its_lead_until_reported_again(cast: Cast, task_list, sign_in) -> None:
    task = make_task(task_list, "1", cast.department)
    claim(task, cast.lead, today=TODAY).return_with_reason(cast.office, "缺验收单", today=TODAY)
    assert kinds(home(sign_in(cast.lead))) == ["办结申请被退回 1"]
    assert "缺验收单" in words(home(sign_in(cast.lead)))
    assert kinds(home(sign_in(cast.lead_water))) == []
    claim(task, cast.lead, today=TODAY)
    assert kinds(home(sign_in(cast.lead))) == []


def test_town_sees_what_concerns_it(cast: Cast, task_list, sign_in) -> None:
    make_indicator(make_task(task_list, "1", deadline=TODAY - DAY), 3, {cast.town1: 3})
    make_task(task_list, "2", deadline=TODAY - DAY)
    page = home(sign_in(cast.town))
    assert kinds(page) == ["逾期 1"]
    assert "任务1" in words(page)


def test_more_than_a_screenful_leads_to_all_of_them(cast: Cast, task_list, sign_in) -> None:
    for number in range(1, 11):
        make_task(task_list, str(number), cast.department, deadline=TODAY - DAY)
    client = sign_in(cast.lead)
    page = home(client)
    assert kinds(page) == ["逾期 10"]
    link = tree(page).xpath("//section/header//a")[0]
    assert link.text == "全部 10 项"
    assert len(tasks_shown(client.get(link.get("href")))) == 10


def test_request_for_extension_waits_for_the_office_and_shows_on_the_task(
    cast: Cast, task_list, sign_in
) -> None:
    task = make_task(task_list, "1", cast.department, deadline=datetime.date(2026, 9, 30))
    asked = datetime.date(2026, 10, 31)
    extension = request_extension(task, cast.lead, until=asked, reason="汛期停工", today=TODAY)
    page = home(sign_in(cast.office))
    assert kinds(page) == ["延期申请 1"]
    assert reverse("extension", args=[extension.pk]) in page.content.decode()
    assert "汛期停工" in words(sign_in(cast.leader).get(reverse("task", args=[task.pk])))


def test_reports_wait_for_those_who_write_then_for_the_office(cast: Cast, task_list, sign_in) -> None:
    task = make_task(task_list, "1", cast.department)
    period = ReportingPeriod.objects.create(
        district=cast.district,
        task_list=task_list,
        code="M06",
        starts_on=datetime.date(2026, 6, 1),
        ends_on=datetime.date(2026, 6, 30),
        opens_on=datetime.date(2026, 6, 10),
        closes_on=datetime.date(2026, 6, 25),
    )
    page = home(sign_in(cast.lead))
    assert kinds(page) == ["待填报 1"]
    assert "2026年6月还有 1 项待填报" in words(page)
    assert "6月25日截止" in words(page)
    report = ProgressReport.objects.create(
        district=cast.district, task=task, department=cast.department, period=period, progress_text="铺路"
    )
    report.submit(cast.lead, today=TODAY)
    assert kinds(home(sign_in(cast.lead))) == []
    assert kinds(home(sign_in(cast.office))) == ["待审核 1"]
    report.return_for_correction(cast.office, "请补数据", today=TODAY)
    page = home(sign_in(cast.lead))
    assert kinds(page) == ["退回待修改 1"]
    assert "请补数据" in words(page)


def test_the_administrator_sees_which_districts_have_no_office(cast: Cast, sign_in) -> None:
    Membership.objects.filter(user=cast.office2).update(is_active=False)
    page = home(sign_in(cast.admin))
    assert kinds(page) == ["待配备人员的区（县） 1"]
    assert f"{cast.other_district}还没有区乡村振兴办工作人员" in words(page)
