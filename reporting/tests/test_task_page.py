"""The page of a task, and reporting it completed, closing it, returning it, taking a closure back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_milestone, make_task
from districts.models import Notification
from progress.drafts import QuotaEntry, ReportEntry, save_quota_report, save_report
from progress.models import (
    AuditEntry,
    Completion,
    ProgressReport,
    QuotaReport,
    ReportFigure,
    Standing,
    Verb,
    claim,
    record,
)
from progress.tests.rounds import make_period
from reporting.tests.reading import tree, words
from tasklists.models import Assignment, DocumentImport, ImportIssue, ListChange, PlanItem, Task, TaskList


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    made = make_task(
        task_list,
        "9",
        cast.department,
        title="推进村内道路建设",
        deadline=datetime.date(2026, 10, 31),
        deadline_text="10月底",
        requirement="铺设路面",
        investment_wan="68916",
        investment_text="约68916",
        investment_approximate=True,
        upper_number="12",
        other_fields={"备注": "分两年"},
        source={"line": 118},
        scope_kind="all_towns",
        scope_text="11个街镇",
    )
    Assignment.objects.create(
        district=cast.district, task=made, printed="各街镇", role="cooperating", position=2
    )
    make_indicator(made, "54.4", {cast.town1: 2, cast.town2: "58.54"})
    make_milestone(made, "Q1", datetime.date(2026, 3, 31), text="完成立项")
    make_milestone(made, "H1", datetime.date(2026, 6, 30), text="完成过半", percent=50)
    return made


def show(client: Any, task: Task) -> Any:
    return client.get(reverse("task", args=[task.pk]))


def post(client: Any, name: str, task: Task, **fields: str) -> Any:
    """From a page that shows the latest claim, unless `completion` says another."""
    latest = task.completions.first()
    fields = {"completion": str(latest.pk)} | fields if latest else fields
    return client.post(reverse(name, args=[task.pk]), fields, follow=True)


CLAIM = {"claim-completed_on": "2026-06-14", "claim-word": "全线通车"}


def test_shows_everything_that_was_promised(cast: Cast, task, sign_in) -> None:
    said = words(show(sign_in(cast.leader), task))
    for expected in (
        "9. 推进村内道路建设",
        "2026-10-31",
        "原文：10月底",
        "区农业农村委",
        "各街镇",
        "铺设路面",
        "分两年",
        "约68,916 万元",
        "11个街镇",
        "第 118 行",
        "东浦镇",
        "58.54",
        "60.54",
        "与文件所写 54.4 不符",
        "第一季度",
        "完成立项",
        "上半年",
        "50%",
    ):
        assert expected in said, expected


def test_milestones_say_whether_they_are_reached(cast: Cast, task, sign_in) -> None:
    page = show(sign_in(cast.leader), task)
    rows = tree(page).xpath("//section[@aria-labelledby='part-milestones']//tbody/tr")
    assert [row.xpath("./td")[-1].text_content() for row in rows] == ["未达到", "未到期"]
    assert tree(page).xpath("//line[@class='year-today']/@x1") == ["45.52%"]


def test_issues_of_the_import_are_the_offices_alone(cast: Cast, task, sign_in) -> None:
    record = DocumentImport.objects.create(
        district=cast.district, task_list=task.task_list, file_name="a.txt", sha256="0" * 64, size=1
    )
    ImportIssue.objects.create(
        district=cast.district,
        document_import=record,
        task=task,
        level="warning",
        code="quota_sum_mismatch",
        message="合计 60.54，文件写 54.4",
    )
    assert "合计 60.54，文件写 54.4" in words(show(sign_in(cast.office), task))
    assert "合计 60.54，文件写 54.4" not in words(show(sign_in(cast.lead), task))


def test_plan_item_of_its_heading_and_changes_are_shown(cast: Cast, task, sign_in) -> None:
    PlanItem.objects.create(
        district=cast.district,
        task_list=task.task_list,
        category=task.category,
        number="3",
        title="补短板",
        text="方案原文",
    )
    ListChange.objects.create(
        district=cast.district,
        task_list=task.task_list,
        task=task,
        fact="完成时限",
        old="2026-09-30",
        new="2026-10-31",
        reason="市级计划调整",
        user=cast.office,
    )
    said = words(show(sign_in(cast.leader), task))
    assert "方案：3. 补短板" in said
    assert "2026-09-30 → 2026-10-31" in said
    assert "市级计划调整" in said


def test_sub_items_and_their_parent_lead_to_each_other(cast: Cast, task, sign_in) -> None:
    below = make_task(task.task_list, "1", parent=task, numbering_scope="9", title="子项")
    client = sign_in(cast.leader)
    assert reverse("task", args=[below.pk]) in show(client, task).content.decode()
    assert reverse("task", args=[task.pk]) in show(client, below).content.decode()


def test_who_may_not_see_it_gets_404(cast: Cast, task, sign_in) -> None:
    Task.objects.filter(pk=task.pk).update(scope_kind="named")
    task.indicators.get().quotas.filter(town=cast.town2).delete()
    for person in (cast.office2, cast.lead2, cast.outsider, cast.town_west):
        assert show(sign_in(person), task).status_code == 404
    assert show(sign_in(cast.town), task).status_code == 200


def test_buttons_are_shown_to_those_who_may(cast: Cast, task, sign_in) -> None:
    def buttons(person: Any) -> set[str]:
        page = tree(show(sign_in(person), task))
        said = {b.text_content().strip() for b in page.xpath("//main//*[contains(@class,'btn')]")}
        return said & {"编辑", "申请办结", "申请延期", "办结", "退回", "撤销办结…"}

    assert buttons(cast.office) == {"编辑"}
    assert buttons(cast.lead) == {"申请办结", "申请延期"}
    assert (
        buttons(cast.lead_water) == buttons(cast.staff) == buttons(cast.town) == buttons(cast.leader) == set()
    )
    claim(task, cast.lead, today=TODAY)
    assert buttons(cast.lead) == set()
    assert buttons(cast.office) == {"编辑", "办结", "退回"}


def test_lead_reports_completed_and_office_closes(cast: Cast, task, sign_in) -> None:
    page = post(sign_in(cast.lead), "task_claim", task, **CLAIM)
    assert "已申请办结" in words(page)
    completion = task.completions.get()
    assert (completion.state, completion.completed_on) == ("claimed", datetime.date(2026, 6, 14))
    assert "全线通车" in words(page)
    assert Notification.objects.get(user=cast.office).text == "lead申请办结“推进村内道路建设”，请审核。"
    page = post(sign_in(cast.office), "task_close", task)
    assert "任务 9 已办结" in words(page)
    assert tree(page).xpath("//span[contains(@class,'light-done')]")
    assert Notification.objects.get(user=cast.lead).text == "“推进村内道路建设”已办结。"
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["close", "claim"]


def test_office_returns_with_a_reason_and_the_lead_reads_it(cast: Cast, task, sign_in) -> None:
    claim(task, cast.lead, today=TODAY)
    office = sign_in(cast.office)
    assert post(office, "task_return", task).status_code == 422
    assert task.completions.get().state == "claimed"
    post(office, "task_return", task, **{"return-reason": "缺验收单"})
    assert "缺验收单" in words(show(sign_in(cast.lead), task))
    assert "申请办结" in words(show(sign_in(cast.lead), task))


def test_office_takes_a_closure_back(cast: Cast, task, sign_in) -> None:
    claim(task, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    post(sign_in(cast.office), "task_revoke", task, **{"revoke-reason": "路面返工"})
    assert task.completions.get().state == "revoked"
    assert not tree(show(sign_in(cast.leader), task)).xpath("//span[contains(@class,'light-done')]")


@pytest.mark.parametrize("name", ["task_claim", "task_close", "task_return", "task_revoke"])
def test_only_posts_act(cast: Cast, task, sign_in, name: str) -> None:
    assert sign_in(cast.office).get(reverse(name, args=[task.pk])).status_code == 405


def test_a_claim_short_of_the_whole_asks_for_a_word(cast: Cast, task, sign_in) -> None:
    Standing.objects.create(district=cast.district, task=task, day=TODAY, share_bp=6250, cause="department")
    lead, address = sign_in(cast.lead), reverse("task_claim", args=[task.pk])
    page = lead.post(address, {"claim-completed_on": "2026-06-14", "claim-word": " "})
    assert page.status_code == 422
    assert "已核定的进度是 62.5%，不到 100%，请说明为何可以办结。" in words(page)
    assert not task.completions.exists()
    lead.post(address, {"claim-completed_on": "2026-06-14", "claim-word": "其余两处已并入上年项目"})
    assert task.completions.get().word == "其余两处已并入上年项目"


@pytest.mark.parametrize("person", ["office", "lead_water", "staff", "town", "leader"])
def test_completion_is_reported_by_the_lead_of_the_task_alone(cast: Cast, task, sign_in, person: str) -> None:
    assert post(sign_in(getattr(cast, person)), "task_claim", task, **CLAIM).status_code == 403
    assert not Completion.objects.exists()


@pytest.mark.parametrize("person", ["lead", "staff", "town", "leader"])
def test_closing_is_the_offices_alone(cast: Cast, task, sign_in, person: str) -> None:
    claim(task, cast.lead, today=TODAY)
    assert post(sign_in(getattr(cast, person)), "task_close", task).status_code == 403
    assert task.completions.get().state == "claimed"


def test_a_day_that_has_not_come_is_refused_and_what_was_typed_stays(cast: Cast, task, sign_in) -> None:
    page = post(sign_in(cast.lead), "task_claim", task, **(CLAIM | {"claim-completed_on": "2026-07-01"}))
    assert page.status_code == 422
    assert "完成日期不能晚于今天" in words(page)
    assert "全线通车" in page.content.decode()
    assert tree(page).xpath("//details[@class='ask' and @open]")


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({}, "2026-01-01"),
        ({"starts_on": datetime.date(2026, 4, 1)}, "2026-04-01"),
        ({"starts_on": datetime.date(2026, 9, 1)}, "2026-06-15"),
        ({"deadline": datetime.date(2025, 11, 30)}, "2025-01-01"),
    ],
)
def test_a_day_before_the_work_began_is_refused(cast: Cast, task, sign_in, given, first: str) -> None:
    Task.objects.filter(pk=task.pk).update(**given)
    too_early = datetime.date.fromisoformat(first) - datetime.timedelta(days=1)
    lead = sign_in(cast.lead)
    for day in ("0001-01-01", too_early.isoformat()):
        page = post(lead, "task_claim", task, **(CLAIM | {"claim-completed_on": day}))
        assert page.status_code == 422
        assert f"完成日期不能早于 {first}，请核对。" in words(page)
    assert not Completion.objects.exists()
    post(lead, "task_claim", task, **(CLAIM | {"claim-completed_on": first}))
    assert Completion.objects.get().completed_on.isoformat() == first


def test_the_office_sees_the_stated_day_beside_the_deadline_and_corrects_it_with_a_word(
    cast: Cast, task, sign_in
) -> None:
    """Stated as of April, done in June, due in May: late, though the lead says otherwise."""
    Task.objects.filter(pk=task.pk).update(deadline=datetime.date(2026, 5, 31))
    claim(task, cast.lead, today=TODAY, completed_on=datetime.date(2026, 4, 30))
    office = sign_in(cast.office)
    stated = "时限 2026-05-31，申报的完成日期 2026-04-30 未超过时限，办结后记为按期办结。"
    assert stated in words(show(office, task))
    page = post(office, "task_close", task, **{"close-completed_on": "2026-06-10"})
    assert page.status_code == 422
    assert "更正完成日期请写明理由" in words(page)
    assert tree(page).xpath("//details[@open]//input[@name='close-completed_on' and @value='2026-06-10']")
    early = {"close-completed_on": "2019-01-01", "close-word": "现场核实"}
    assert "完成日期不能早于 2026-01-01" in words(post(office, "task_close", task, **early))
    assert task.completions.get().state == "claimed"
    page = post(office, "task_close", task, **{"close-completed_on": "2026-06-10", "close-word": "现场核实"})
    assert "6月10日完成，比时限5月31日晚 10 天" in words(page)
    step = AuditEntry.objects.get(verb="close")
    assert (step.before, step.after, step.reason) == (
        "已申请办结，完成日期 2026-04-30",
        "逾期办结，完成日期 2026-06-10",
        "现场核实",
    )
    told = "“推进村内道路建设”已办结，完成日期由 2026-04-30 更正为 2026-06-10：现场核实"
    assert Notification.objects.get(user=cast.lead).text == told


def test_a_second_click_is_answered_in_one_sentence(cast: Cast, task, sign_in) -> None:
    client = sign_in(cast.lead)
    post(client, "task_claim", task, **CLAIM)
    assert "无需再次申请" in words(post(client, "task_claim", task, **CLAIM))
    assert task.completions.count() == 1


def test_what_a_colleague_has_decided_meanwhile_is_said(cast: Cast, task, sign_in) -> None:
    claim(task, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    page = post(sign_in(cast.office), "task_return", task, **{"return-reason": "缺验收单"})
    assert "现在是“已办结”" in words(page)
    assert task.completions.get().state == "closed"


def test_the_same_work_of_other_years_is_linked(cast: Cast, task, sign_in) -> None:
    last_year = make_list(cast.district, year=2025, title="2025年清单")
    before = make_task(last_year, "7", cast.department, title="去年的道路")
    Task.objects.filter(pk=task.pk).update(predecessor=before)
    assert "上年任务7. 去年的道路 2025年清单" in words(show(sign_in(cast.leader), task))
    assert "下年任务9. 推进村内道路建设" in words(show(sign_in(cast.leader), before))


def test_closing_short_of_the_target_is_shown_and_asks_for_a_word_on_record(
    cast: Cast, task, sign_in
) -> None:
    Standing.objects.create(district=cast.district, task=task, day=TODAY, share_bp=8000, cause="department")
    claim(task, cast.lead, today=TODAY)
    office = sign_in(cast.office)
    assert "已报 80%，低于目标" in words(show(office, task))
    report = ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=make_period(task.task_list, 5),
        state="approved",
        approved_on=TODAY,
    )
    figure = {"district": cast.district, "report": report, "indicator": task.indicators.get()}
    ReportFigure.objects.create(value=40, **figure)
    assert "（40/54.4），低于目标" in words(show(office, task))
    page = post(office, "task_close", task)
    assert page.status_code == 422
    assert task.completions.get().state == "claimed"
    page = post(office, "task_close", task, **{"close-word": "其余并入明年项目"})
    assert task.completions.get().state == "closed"
    assert "其余并入明年项目" in words(page)
    assert AuditEntry.objects.get(verb="close").reason == "其余并入明年项目"


def test_each_step_says_whose_report_it_was_about(cast: Cast, task, sign_in) -> None:
    period = make_period(task.task_list, 5)
    quota = task.indicators.get().quotas.get(town=cast.town2)
    approved: dict[str, Any] = {"district": cast.district, "state": "approved", "approved_on": TODAY}
    of_town = QuotaReport.objects.create(quota=quota, town=cast.town2, period=period, value=1, **approved)
    of_department = ProgressReport.objects.create(
        task=task, department=cast.department, period=period, **approved
    )
    for report in (of_town, of_department):
        record(report, Verb.APPROVE, who=cast.office, today=TODAY, task=task)
    said = words(show(sign_in(cast.office), task))
    assert "西塘镇 2026年5月" in said
    assert "区农业农村委 2026年5月" in said


def test_steps_of_a_report_are_told_to_those_who_may_read_it(cast: Cast, task, sign_in) -> None:
    """西塘镇's draft is its own, what came back to it is between it and the district; the others' clerks
    learn that it was approved, and nothing of what was said before."""
    period = make_period(task.task_list, 6)
    quota = task.indicators.get().quotas.get(town=cast.town2)

    def told() -> dict[str, frozenset[str]]:
        verbs = ("开始填报", "提交", "退回", "核定")
        found = {}
        for who in ("office", "lead", "staff", "leader", "town", "town_west"):
            steps = tree(show(sign_in(getattr(cast, who)), task)).xpath(
                "//section[@aria-labelledby='part-audit']//b"
            )
            found[who] = frozenset(v for v in verbs if any(v in step.text_content() for step in steps))
        return found

    report = save_quota_report(
        quota, cast.town2, period, QuotaEntry(value=Decimal(3)), cast.town_west, version=0, today=TODAY
    )
    everybody, nothing = told().keys(), frozenset[str]()
    assert told() == dict.fromkeys(everybody, nothing) | {"town_west": {"开始填报"}}
    report.submit(cast.town_west, today=TODAY)
    report.return_for_correction(cast.office, "数字虚报", today=TODAY)
    returned = frozenset(("开始填报", "提交", "退回"))
    assert told() == dict.fromkeys(everybody, returned) | {"town": nothing}
    report.submit(cast.town_west, today=TODAY)
    report.approve(cast.office, today=TODAY)
    assert told() == dict.fromkeys(everybody, returned | {"核定"}) | {"town": {"核定"}}
    assert "数字虚报" in words(show(sign_in(cast.lead), task))
    assert "数字虚报" not in words(show(sign_in(cast.town), task))


def test_steps_of_another_departments_draft_are_not_told(cast: Cast, task, sign_in) -> None:
    entry = ReportEntry(texts={"progress_text": "推进中"})
    period = make_period(task.task_list, 6)
    report = save_report(task, cast.department, period, entry, cast.lead, version=0, today=TODAY)
    assert "开始填报" in words(show(sign_in(cast.staff), task))
    for who in (cast.lead_water, cast.office, cast.town):
        assert "开始填报" not in words(show(sign_in(who), task))
    report.submit(cast.lead, today=TODAY)
    assert "开始填报" in words(show(sign_in(cast.lead_water), task))
    assert "开始填报" not in words(show(sign_in(cast.town), task))
