"""批示 on the pages: from a task to the answer, the office's list, the desks, the file."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from conftest import TODAY, Cast, make_indicator, make_task
from reporting.tests.reading import tree, words
from supervision import instructing
from supervision.models import Instruction, give_instruction

DAY = datetime.timedelta(days=1)


@pytest.fixture
def task(cast: Cast, task_list: Any) -> Any:
    return make_task(task_list, lead=cast.department, title="修路", deadline=TODAY - 5 * DAY)


def kinds(page: Any) -> list[str]:
    return [" ".join(h.text_content().split()) for h in tree(page).xpath("//main//h2")]


def give(task: Any, cast: Cast, text: str = "请说明原因", **kwargs: Any) -> Instruction:
    return give_instruction(task, cast.leader, text, today=TODAY, **kwargs)


def address(instruction: Instruction, step: str = "") -> str:
    return reverse(f"instruction{step}", args=[instruction.pk])


# ---- the task's page ----


def test_a_leader_writes_on_the_page_of_the_task_and_lands_there_again(cast, task, sign_in) -> None:
    leader = sign_in(cast.leader)
    page = tree(leader.get(reverse("task", args=[task.pk])))
    (form,) = page.xpath("//form[@id='instruct']")
    assert [field.get("name") for field in form.xpath(".//textarea | .//select")] == ["instruct-text"]
    said = {"instruct-text": "请说明原因", "instruct-wanted_on": "2026-06-20", "next": form.fields["next"]}
    answer = leader.post(form.get("action"), said, follow=True)
    assert answer.redirect_chain == [(reverse("task", args=[task.pk]), 302)]
    shown = words(answer)
    assert "批示已发出，已通知区农业农村委、区乡村振兴办。" in shown
    assert "待答复 区农业农村委" in shown and "请于 2026-06-20 前答复" in shown
    assert "已过 5 天" in shown


def test_a_leader_who_came_from_elsewhere_goes_back_there(cast, task, sign_in) -> None:
    leader = sign_in(cast.leader)
    elsewhere = f"/dashboard/{cast.district.pk}/2026/"
    page = tree(leader.get(reverse("task", args=[task.pk]), {"next": elsewhere}))
    (form,) = page.xpath("//form[@id='instruct']")
    assert form.fields["next"] == elsewhere
    said = {"instruct-text": "请说明原因", "next": elsewhere}
    assert leader.post(form.get("action"), said).url == elsewhere
    bad = {"instruct-text": "又一件", "next": "https://example.com/"}
    assert leader.post(form.get("action"), bad).url == reverse("task", args=[task.pk])


def test_the_light_of_a_share_can_be_chosen_the_worst_first(cast, task, sign_in) -> None:
    indicator = make_indicator(task, 10, {cast.town1: 4, cast.town2: 6})
    quota = indicator.quotas.get(town=cast.town2)
    leader = sign_in(cast.leader)
    page = tree(leader.get(reverse("task", args=[task.pk]), {"quota": quota.pk}))
    (select,) = page.xpath("//select[@name='instruct-quota']")
    assert select.value == str(quota.pk)
    assert select.xpath("./option/text()")[0] == "整项任务"
    leader.post(
        reverse("instruct", args=[task.pk]), {"instruct-text": "差在哪里", "instruct-quota": quota.pk}
    )
    assert Instruction.objects.get().about == "西塘镇：道路（公里）"


def test_a_share_in_trouble_has_its_own_way_to_the_form(cast, task, sign_in) -> None:
    quota = make_indicator(task, 10, {cast.town1: 10}).quotas.get()
    url = reverse("task", args=[task.pk])
    (link,) = tree(sign_in(cast.leader).get(url)).xpath(f"//tr[@id='quota-{quota.pk}']//a/@href")
    page = tree(sign_in(cast.leader).get(link))
    assert page.xpath("//select[@name='instruct-quota']")[0].value == str(quota.pk)
    assert page.xpath("//form[@id='instruct']")[0].fields["next"] == url
    assert not tree(sign_in(cast.office).get(url)).xpath(f"//tr[@id='quota-{quota.pk}']//a")


def test_something_wrong_is_said_beside_what_was_written(cast, task, sign_in) -> None:
    leader = sign_in(cast.leader)
    url = reverse("instruct", args=[task.pk])
    answer = leader.post(
        url, {"instruct-text": "说明", "instruct-wanted_on": "2026-06-01", "next": "/lists/"}
    )
    assert answer.status_code == 422
    assert "不能早于今天" in words(answer) and "说明" in answer.text
    far = leader.post(url, {"instruct-text": "说明", "instruct-wanted_on": "2099-01-01"})
    assert "要求答复的日期不能晚于 2027-12-31" in words(far)
    assert tree(answer).xpath("//form[@id='instruct']")[0].fields["next"] == "/lists/"
    assert not Instruction.objects.exists()
    give(task, cast)
    assert "不必重复提交" in words(leader.post(url, {"instruct-text": "请说明原因"}))


def test_others_read_it_on_the_page_of_the_task_without_a_form(cast, task, sign_in) -> None:
    url = reverse("task", args=[task.pk])
    assert "part-instructions" not in sign_in(cast.office).get(url).text
    give(task, cast)
    for user in (cast.office, cast.lead, cast.staff):
        page = sign_in(user).get(url)
        assert "请说明原因" in words(page)
        assert not tree(page).xpath("//form[@id='instruct']")


def test_from_the_dashboard_a_leader_gets_a_short_page_with_what_was_said_before(cast, task, sign_in) -> None:
    give(task, cast, "第一件")
    leader = sign_in(cast.leader)
    dashboard = reverse("district_dashboard", args=[cast.district.pk, 2026])
    (link,) = tree(leader.get(dashboard)).xpath("//table[contains(@class,'worst')]//a[text()='批示']/@href")
    page = leader.get(link)
    shown = words(page)
    assert "1. 修路 亮灯逾期" in shown.replace("红灯 ", "") and "已有批示 1" in shown and "第一件" in shown
    assert "发给区农业农村委、区乡村振兴办。" in shown
    assert tree(page).xpath("//form[@id='instruct']")[0].fields["next"] == dashboard
    seen = sign_in(cast.office).get(dashboard)
    assert not tree(seen).xpath("//a[text()='批示'][contains(@href,'next')]")
    assert tree(seen).xpath("//table[contains(@class,'worst')]//span[@class='mark']/text()") == ["有批示"]


# ---- the page of an instruction ----


def test_lead_answers_office_sees_it_leader_closes(cast, task, sign_in) -> None:
    instruction = give(task, cast, wanted_on=TODAY + DAY)
    lead, leader, office = sign_in(cast.lead), sign_in(cast.leader), sign_in(cast.office)
    page = lead.get(address(instruction))
    assert "以区农业农村委的名义答复" in words(page)
    assert "逾期" in words(page)
    answer = lead.post(address(instruction, "_answer"), {"answer-text": "已进场施工"}, follow=True)
    assert "答复已提交，已通知批示的区领导。" in words(answer)
    assert "已答复" in words(office.get(address(instruction)))
    assert kinds(leader.get(reverse("home")))[0] == "批示有答复 1"
    answer = leader.post(
        address(instruction, "_close"), {"close-text": "", "next": reverse("home")}, follow=True
    )
    assert answer.redirect_chain == [("/", 302)]
    assert "批示已办结。" in words(answer)
    assert Instruction.objects.get().state == "closed"
    assert not tree(leader.get(address(instruction))).xpath("//main//form")


def test_a_leader_asks_on_and_the_lead_answers_again(cast, task, sign_in) -> None:
    instruction = give(task, cast)
    instructing.answer(instruction, cast.lead, "已进场", today=TODAY, addressee=None)
    leader = sign_in(cast.leader)
    said = {"again-text": "何时完工", "again-wanted_on": "2026-06-20"}
    answer = leader.post(address(instruction, "_again"), said, follow=True)
    assert "请有关部门再答复" in words(answer)
    assert kinds(sign_in(cast.lead).get(reverse("home")))[0] == "批示待答复 1"


def test_what_somebody_else_did_meanwhile_is_said_in_a_sentence(cast, task, sign_in) -> None:
    instruction = give(task, cast)
    office = sign_in(cast.office)
    refused = office.post(address(instruction, "_close"), {"close-text": ""})
    assert (refused.status_code, Instruction.objects.get().state) == (422, "open")
    assert "还待区农业农村委答复，答复后才能办结。" in words(refused)
    instruction.close(cast.leader, "已当面汇报", today=TODAY, as_leader=True)
    late = sign_in(cast.lead).post(address(instruction, "_answer"), {"answer-text": "迟到的答复"})
    assert "已办结，不能再答复" in words(late)
    empty = sign_in(cast.lead).post(address(instruction, "_answer"), {"answer-text": " "})
    assert empty.status_code == 422


def test_the_light_then_stands_beside_the_light_now(cast, task, sign_in) -> None:
    instruction = give(task, cast)
    task.deadline = TODAY + 90 * DAY
    task.save()
    (facts,) = tree(sign_in(cast.leader).get(address(instruction))).xpath("//dl[@class='facts']")
    said = " ".join(facts.text_content().split())
    assert "批示时红灯 逾期 时限6月10日已过 5 天" in said
    assert "现在绿灯 正常" in said


# ---- the list ----


def rows_of(page: Any) -> list[str]:
    return [
        " ".join(row.text_content().split()) for row in tree(page).xpath("//tr[starts-with(@id,'instr')]")
    ]


@pytest.fixture
def three(cast, task, task_list) -> list[Instruction]:
    """One that is overdue, one answered, one closed; the last two are 区水务局's."""
    other = make_task(task_list, "2", cast.department2, title="治水")
    late = give(task, cast, "第一件", wanted_on=TODAY)
    answered = give(other, cast, "第二件")
    answered.answer(cast.lead_water, "已办", today=TODAY, addressee=answered.addressees.get())
    closed = give(other, cast, "第三件")
    closed.close(cast.leader, "好", today=TODAY, as_leader=True)
    Instruction.objects.filter(pk=late.pk).update(wanted_on=TODAY - 3 * DAY)
    return [late, answered, closed]


@pytest.mark.parametrize(
    ("who", "query", "shown"),
    [
        ("office", "", ["第一件", "第二件"]),
        ("office", "all", ["第一件", "第二件", "第三件"]),
        ("lead", "mine", ["第一件"]),
        ("lead_water", "mine", ["第二件", "第三件"]),
        ("leader", "mine", ["第一件", "第二件", "第三件"]),
        ("office", "mine", ["第一件", "第二件"]),  # the office has no choice 'mine': all are its own
        ("town", "all", []),
        ("office2", "all", []),
    ],
)
def test_the_list_is_filtered_by_its_address(cast, three, sign_in, who, query, shown) -> None:
    page = sign_in(getattr(cast, who)).get(reverse("instructions"), {"show": query})
    assert [row[:3] for row in rows_of(page)] == shown


def test_the_list_says_who_must_answer_since_when_and_what_is_overdue(cast, three, sign_in) -> None:
    page = sign_in(cast.office).get(reverse("instructions"))
    late, answered = rows_of(page)
    assert "待答复 区农业农村委" in late and "2026-06-12 已超 3 天" in late
    assert "已答复" in answered and "已超" not in answered
    (nav,) = tree(page).xpath("//nav[@class='subnav no-print']")
    assert " ".join(nav.text_content().split()) == "延期申请 批示 2"


def test_the_list_can_be_taken_out_with_its_filter(cast, three, sign_in) -> None:
    answer = sign_in(cast.office).get(reverse("instructions"), {"show": "all", "as": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[0] == "序号")
    assert [row[3] for row in rows[head + 1 :]] == ["第一件", "第二件", "第三件"]
    second = dict(zip(rows[head], rows[head + 2], strict=True))
    assert (second["状态"], second["最近答复"], second["答复单位"]) == ("已答复", "已办", "区水务局")
    assert rows[head + 1][rows[head].index("已过天数")] == 3


def test_as_many_queries_for_many_instructions_as_for_few(
    cast, task, sign_in, django_assert_max_num_queries
) -> None:
    office = sign_in(cast.office)
    for number in range(12):
        give(task, cast, f"第{number}件")
    with django_assert_max_num_queries(12):
        assert len(rows_of(office.get(reverse("instructions")))) == 12


# ---- the desks ----


def test_each_desk_has_its_own_part(cast, three, sign_in) -> None:
    assert kinds(sign_in(cast.lead).get(reverse("home")))[0] == "批示待答复 1"
    assert kinds(sign_in(cast.office).get(reverse("home")))[:2] == ["批示待答复 1", "批示已答复，待办结 1"]
    assert kinds(sign_in(cast.leader).get(reverse("home")))[0] == "批示有答复 1"
    said = words(sign_in(cast.lead).get(reverse("home")))
    assert "1. 修路，待区农业农村委答复，请于 2026-06-12 前答复，已超 3 天" in said
    (link, *_) = tree(sign_in(cast.lead).get(reverse("home"))).xpath("//ul[@class='waiting']//a/@href")
    (form,) = tree(sign_in(cast.lead).get(link)).xpath("//form[@id='answer']")
    assert form.fields["next"] == reverse("home")
    for user in (cast.lead_water, cast.staff, cast.town):
        assert not any("批示" in kind for kind in kinds(sign_in(user).get(reverse("home"))))


def test_the_tab_opens_on_the_instructions_for_leaders(cast, sign_in):
    def led_to(person):
        page = tree(sign_in(person).get(reverse("home")))
        return page.xpath("//nav//a[contains(., '督查督办')]/@href")[0]

    assert led_to(cast.leader) == reverse("instructions")
    assert led_to(cast.office) == reverse("supervision")
