"""A month: the towns and the department report, the office returns one and approves the rest, and the
light turns from yellow to green and says why."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import AuditEntry, ProgressReport, QuotaReport
from progress.status import explain, with_lights
from progress.tests.rounds import JUNE_OPEN, make_period, sent
from tasklists.models import Assignment, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


@pytest.fixture
def task(cast, task_list, june):
    task = make_task(task_list, lead=cast.department, title="建设停车点")
    make_indicator(task, 10, {cast.town1: 4, cast.town2: 6}, name="停车点", unit="个")
    return task


def sheet_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return [line for _period, lines in response.context["groups"] for line in lines]


def report_as_town(client, town, value, **typed):
    url = reverse("progress_town", args=[town.pk])
    (line,) = sheet_of(client, url)
    data = sent(line, value=value, **typed)
    return client.post(url, data | {"action": "hand_in"}, follow=True)


def test_the_month_from_town_to_office(cast, task, june, sign_in, task_list):
    make_period(task_list, 5)  # closed without any report
    lit = with_lights(Task.objects.all(), JUNE_OPEN).get()
    assert lit.light == "red"

    response = report_as_town(sign_in(cast.town), cast.town1, "3")
    assert "已提交 1 项" in response.text
    report_as_town(sign_in(cast.town_west), cast.town2, "1")

    office = sign_in(cast.office)
    queue = reverse("progress_review", args=[cast.district.pk])
    page = office.get(queue)
    assert [line.report.value for line in page.context["quotas"]] == [3, 1]
    first, second = QuotaReport.objects.order_by("quota_id")
    office.post(queue, {"return": f"q{second.pk}", f"reason_q{second.pk}": "与现场不符"}, follow=True)
    office.post(queue, {"approve": f"q{first.pk}"})
    second.refresh_from_db()
    assert (second.state, second.return_reason) == ("returned", "与现场不符")
    assert "与现场不符" in sign_in(cast.town_west).get(reverse("progress_town", args=[cast.town2.pk])).text

    lit = with_lights(Task.objects.all(), JUNE_OPEN).get()
    assert (lit.light, lit.reported_bp) == ("yellow", 3000)
    assert explain(lit).startswith("按序时应达 46.7%，已报 30%，滞后 16.7 个百分点")

    report_as_town(sign_in(cast.town_west), cast.town2, "2")
    second.refresh_from_db()
    office.post(queue, {"row": [f"q{second.pk}"]})
    lead = sign_in(cast.lead)
    url = reverse("progress_department", args=[cast.department.pk])
    (line,) = sheet_of(lead, url)
    assert line.cells()[0].towns.value == 5
    lead.post(url, sent(line, progress_text="按计划推进") | {"action": "hand_in"})
    report = ProgressReport.objects.get()
    assert report.state == "submitted"
    office.post(queue, {"approve": f"r{report.pk}"})

    lit = with_lights(Task.objects.all(), datetime.date(2026, 6, 26)).get()
    assert (lit.light, lit.status, lit.reported_bp) == ("green", "on_schedule", 5000)
    assert explain(lit) == "按序时应达 48.35%，已报 50%，进度正常"
    verbs = [entry.verb for entry in AuditEntry.objects.about(second).order_by("id")]
    assert verbs == ["start", "submit", "return", "submit", "approve"]
    assert sign_in(cast.leader).get(reverse("progress_report", args=[report.pk])).status_code == 200


def test_staff_draft_and_the_lead_hands_in(cast, task, june, sign_in):
    url = reverse("progress_department", args=[cast.department.pk])
    staff = sign_in(cast.staff)
    (line,) = sheet_of(staff, url)
    key = task.indicators.get().pk
    staff.post(url, sent(line, progress_text="已开工", **{f"value_{key}": "5"}) | {"action": "save"})
    assert ProgressReport.objects.get().state == "draft"
    (line,) = sheet_of(staff, url)
    assert staff.post(url, sent(line) | {"action": "hand_in"}).status_code == 403
    assert "由本部门负责人提交" in staff.get(url).text
    lead = sign_in(cast.lead)
    (line,) = sheet_of(lead, url)
    assert line.form["progress_text"].value() == "已开工"
    lead.post(url, sent(line) | {"action": "hand_in"})
    assert ProgressReport.objects.get().submitted_by == cast.lead


def test_an_empty_cell_can_be_handed_in_with_a_reason_only(cast, task, june, sign_in):
    url = reverse("progress_department", args=[cast.department.pk])
    lead = sign_in(cast.lead)
    (line,) = sheet_of(lead, url)
    key = task.indicators.get().pk
    response = lead.post(url, sent(line, **{f"value_{key}": "5"}) | {"action": "hand_in"})
    assert "进展情况还没有填" in response.text
    assert ProgressReport.objects.get().state == "draft"
    (line,) = sheet_of(lead, url)
    lead.post(url, sent(line) | {"action": "hand_in", "anyway": "本月无变化"})
    report = ProgressReport.objects.get()
    assert (report.state, report.explanation) == ("submitted", "本月无变化")


def test_a_lower_or_far_higher_figure_asks_for_a_word(cast, task, june, sign_in, task_list):
    url = reverse("progress_town", args=[cast.town1.pk])
    town = sign_in(cast.town)
    (line,) = sheet_of(town, url)
    response = town.post(url, sent(line, value="9") | {"action": "hand_in"})
    assert "明显超出任务量 4个" in response.text
    (line,) = sheet_of(town, url)
    town.post(url, sent(line, note="含上年结转") | {"action": "hand_in"})
    assert QuotaReport.objects.get().state == "submitted"
    sign_in(cast.office).post(
        reverse("progress_review", args=[cast.district.pk]), {"approve": f"q{QuotaReport.objects.get().pk}"}
    )
    make_period(task_list, 7)
    with time_machine.travel(datetime.datetime(2026, 7, 20, 10), tick=False):
        town = sign_in(cast.town)
        (line,) = sheet_of(town, url)
        assert line.row.last.value == 9
        response = town.post(url, sent(line, value="3") | {"action": "hand_in"})
        assert "低于上期的 9个" in response.text


def test_a_town_sees_no_other_towns_draft_and_cannot_write_there(cast, task, june, sign_in):
    town = sign_in(cast.town)
    assert town.get(reverse("progress_town", args=[cast.town2.pk])).status_code == 403
    west = sign_in(cast.town_west)
    url = reverse("progress_town", args=[cast.town2.pk])
    (line,) = sheet_of(west, url)
    west.post(url, sent(line, value="2") | {"action": "save"})
    draft = QuotaReport.objects.get()
    assert not QuotaReport.objects.visible_to(cast.town).exists()
    assert not QuotaReport.objects.visible_to(cast.office).exists()
    assert QuotaReport.objects.visible_to(cast.town_west).get() == draft
    assert sign_in(cast.office2).get(url).status_code == 404


def test_a_locked_form_says_why_and_who_opens_it(cast, task, june, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 27, 9), tick=False):
        lead = sign_in(cast.lead)
        page = lead.get(reverse("progress_write", args=[june.pk, task.pk, cast.department.pk]))
        assert "已于 2026-06-25 截止并锁定；确需补报，请联系区乡村振兴办重新开放" in page.text
        assert sheet_of(lead, reverse("progress_department", args=[cast.department.pk])) == []
        office = sign_in(cast.office)
        reopening = {"body": f"d{cast.department.pk}", "until": "2026-06-29", "reason": "系统故障"}
        office.post(reverse("progress_reopen", args=[june.pk]), reopening)
        assert len(sheet_of(lead, reverse("progress_department", args=[cast.department.pk]))) == 1
        assert sheet_of(sign_in(cast.town), reverse("progress_town", args=[cast.town1.pk])) == []
    with time_machine.travel(datetime.datetime(2026, 6, 30, 9), tick=False):
        assert sheet_of(sign_in(cast.lead), reverse("progress_department", args=[cast.department.pk])) == []


def test_two_people_on_one_row_lose_nothing(cast, task, june, sign_in):
    url = reverse("progress_department", args=[cast.department.pk])
    staff, lead = sign_in(cast.staff), sign_in(cast.lead)
    (mine,) = sheet_of(staff, url)
    (theirs,) = sheet_of(lead, url)
    staff.post(url, sent(mine, progress_text="职员写的") | {"action": "save"})
    response = lead.post(url, sent(theirs, progress_text="负责人写的") | {"action": "save"})
    assert "刚刚修改了这一行" in response.text
    assert "职员写的" in response.text
    assert "负责人写的" in response.text
    assert ProgressReport.objects.get().progress_text == "职员写的"
    (line,) = [line for _period, lines in response.context["groups"] for line in lines]
    lead.post(url, {k: v for k, v in line.form.data.items() if k != "csrfmiddlewaretoken"})
    assert ProgressReport.objects.get().progress_text == "负责人写的"
    changes = [h.progress_text for h in ProgressReport.objects.get().history.order_by("history_id")]
    assert changes[-2:] == ["职员写的", "负责人写的"]


def test_a_row_that_was_not_touched_overwrites_nobody(cast, task, june, sign_in):
    url = reverse("progress_department", args=[cast.department.pk])
    staff, lead = sign_in(cast.staff), sign_in(cast.lead)
    (mine,) = sheet_of(staff, url)
    (theirs,) = sheet_of(lead, url)
    staff.post(url, sent(mine, progress_text="职员写的") | {"action": "save"})
    response = lead.post(url, sent(theirs) | {"action": "save"})
    assert response.status_code == 302
    assert ProgressReport.objects.get().progress_text == "职员写的"


def test_last_periods_words_are_kept_with_one_click(cast, task, june, sign_in, task_list):
    may = make_period(task_list, 5)
    ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=may,
        state="approved",
        approved_on="2026-05-26",
        progress_text="桩基完成",
        next_text="主体施工",
    )
    url = reverse("progress_department", args=[cast.department.pk])
    lead = sign_in(cast.lead)
    (line,) = sheet_of(lead, url)
    lead.post(url, sent(line) | {"keep": line.row.key})
    report = ProgressReport.objects.get(period=june)
    assert (report.progress_text, report.next_text) == ("桩基完成", "主体施工")


def test_the_round_page_says_who_has_not_reported_and_reminds(cast, task, june, sign_in):
    from districts.models import Notification

    report_as_town(sign_in(cast.town), cast.town1, "3")
    office = sign_in(cast.office)
    page = office.get(reverse("progress_period", args=[june.pk]))
    state = page.context["state"]
    assert {body.body.name: (body.owed, body.handed_in, body.missing) for body in state.bodies} == {
        "区农业农村委": (1, 0, 1),
        "西塘镇": (1, 0, 1),
        "东浦镇": (1, 1, 0),
    }
    office.post(reverse("progress_remind", args=[june.pk]), {"body": [f"t{cast.town2.pk}"]})
    told = Notification.objects.filter(kind="reminder")
    assert [n.user for n in told] == [cast.town_west]
    office.post(reverse("progress_remind", args=[june.pk]), {"all": "1"})
    assert {n.user.username for n in told.all()} == {"town_west", "lead", "staff"}
    assert AuditEntry.objects.filter(verb="remind").count() == 2


def test_a_total_that_is_not_the_towns_sum_is_flagged_and_its_changes_are_kept(cast, task, june, sign_in):
    report_as_town(sign_in(cast.town), cast.town1, "3")
    url = reverse("progress_department", args=[cast.department.pk])
    lead = sign_in(cast.lead)
    key = f"value_{task.indicators.get().pk}"
    for value in ("5", "6"):
        (line,) = sheet_of(lead, url)
        lead.post(url, sent(line, progress_text="推进", **{key: value}) | {"action": "save"})
    assert "与所填合计不一致" in lead.get(url).text
    (line,) = sheet_of(lead, url)
    lead.post(url, sent(line) | {"action": "hand_in"})
    page = sign_in(cast.office).get(reverse("progress_report", args=[ProgressReport.objects.get().pk]))
    changes = [(e.who, e.old, e.new) for e in page.context["edits"] if e.what == "停车点"]
    assert changes == [(cast.lead, "5", "6"), (cast.lead, "", "5")]
    assert "与部门所报不一致" in page.text


def test_a_figure_that_a_co_lead_handed_in_is_shown_and_not_asked_again(cast, task_list, june, sign_in):
    shared = make_task(task_list, lead=cast.department, title="推进综合管护")
    Assignment.objects.create(
        district=cast.district, task=shared, department=cast.department2, role="lead", printed="区水务局"
    )
    indicator = make_indicator(shared, 10, unit="公里", name="管护")
    first, second = sign_in(cast.lead), sign_in(cast.lead_water)
    url = reverse("progress_department", args=[cast.department.pk])
    (line,) = sheet_of(first, url)
    first.post(
        url, sent(line, progress_text="推进", **{f"value_{indicator.pk}": "5"}) | {"action": "hand_in"}
    )
    url = reverse("progress_department", args=[cast.department2.pk])
    assert "区农业农村委已报 5 公里，可不重复填" in " ".join(second.get(url).text.split())
    (line,) = sheet_of(second, url)
    second.post(url, sent(line, progress_text="配合推进") | {"action": "hand_in"})
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"submitted"}
    assert not ProgressReport.objects.get(department=cast.department2).figures.exists()
