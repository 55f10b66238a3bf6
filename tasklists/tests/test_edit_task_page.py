"""The page on which the office corrects a task."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from conftest import Cast, make_indicator, make_list, make_milestone, make_task
from districts.models import Town
from tasklists.models import Assignment, Category, Indicator, ListChange, Milestone, Quota, Task, TaskList


@pytest.fixture
def task(cast: Cast) -> Task:
    """A task of a draft, with one of every part."""
    draft = make_list(cast.district, state="draft")
    made = make_task(draft, "1", cast.department, title="修路", other_fields={"备注": "分两年"})
    make_indicator(made, "54.4", {cast.town1: 2, cast.town2: None})
    make_milestone(made, "H1", datetime.date(2026, 6, 30), text="过半", percent=50)
    return made


def address(task: Task) -> str:
    return reverse("task_edit", args=[task.pk])


def filled(client: Any, task: Task) -> dict[str, str]:
    """What the browser would post if nothing was touched."""
    page = html.fromstring(client.get(address(task)).content.decode())
    form = page.xpath("//form[@class='edit']")[0]
    return {name: value.removeprefix("\n") for name, value in form.form_values() if value is not None}


def save(client: Any, task: Task, **changes: str) -> Any:
    return client.post(address(task), filled(client, task) | changes)


def said(page: Any) -> str:
    return " ".join(html.fromstring(page.content.decode()).xpath("//main")[0].text_content().split())


def test_saving_untouched_changes_nothing(cast: Cast, task, sign_in) -> None:
    before = _everything(task)
    answer = save(sign_in(cast.office), task)
    assert answer.status_code == 302
    assert _everything(task) == before


def _everything(task: Task) -> list[Any]:
    rows = [Task.objects.filter(pk=task.pk), task.assignments, task.indicators, task.milestones]
    quotas = Quota.objects.filter(indicator__task=task)
    return [list(r.order_by("pk").values()) for r in (*rows, quotas)]


def test_fields_departments_quotas_and_milestones_are_saved(cast: Cast, task, sign_in) -> None:
    indicator = task.indicators.get()
    client = sign_in(cast.office)
    answer = save(
        client,
        task,
        title="修路和桥",
        deadline="2026-09-30",
        investment_wan="68,916",
        other_0="分三年",
        **{
            "assignments-1-role": "cooperating",
            "assignments-1-department": str(cast.department2.pk),
            f"quota-{indicator.pk}-{cast.town1.pk}": "３.５",
            f"quota-{indicator.pk}-{cast.town2.pk}": "",
            "indicators-0-target": "60",
            "milestones-1-period": "Q3",
            "milestones-1-text": "完成七成",
            "milestones-1-percent": "70",
        },
    )
    assert answer.status_code == 302, said(answer)
    task.refresh_from_db()
    assert (task.title, task.deadline) == ("修路和桥", datetime.date(2026, 9, 30))
    assert task.investment_wan == Decimal(68916)
    assert task.other_fields == {"备注": "分三年"}
    helper = task.assignments.get(role="cooperating")
    assert (helper.department, helper.printed, helper.district_id) == (
        cast.department2,
        "区水务局",
        cast.district.pk,
    )
    assert [(q.town, q.value) for q in indicator.quotas.all()] == [(cast.town1, Decimal("3.5"))]
    assert Indicator.objects.get(task=task).target == Decimal(60)
    assert task.milestones.get(period="Q3").due == datetime.date(2026, 9, 30)


def test_town_may_be_named_without_a_figure(cast: Cast, task, sign_in) -> None:
    indicator = task.indicators.get()
    save(sign_in(cast.office), task, **{f"quota-{indicator.pk}-{cast.town1.pk}": "涉及"})
    assert indicator.quotas.get(town=cast.town1).value is None


def test_rows_can_be_taken_out(cast: Cast, task, sign_in) -> None:
    save(
        sign_in(cast.office),
        task,
        **{"assignments-0-DELETE": "on", "indicators-0-DELETE": "on", "milestones-0-DELETE": "on"},
    )
    assert not task.assignments.exists()
    assert not task.indicators.exists()
    assert not task.milestones.exists()


def test_scope_names_towns(cast: Cast, task, sign_in) -> None:
    client = sign_in(cast.office)
    form = filled(client, task) | {"scope_kind": "named", "towns": [str(cast.town1.pk), str(cast.town2.pk)]}
    client.post(address(task), form)
    assert {row.town for row in task.scope_towns.all()} == {cast.town1, cast.town2}
    client.post(address(task), filled(client, task) | {"towns": [str(cast.town2.pk)]})
    assert {row.town for row in task.scope_towns.all()} == {cast.town2}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "请填写这一项"),
        ({"investment_wan": "-3"}, "请填不小于 0 的数"),
        ({"investment_wan": "一百"}, "请填数字，如 1200 或 54.4"),
        ({"indicators-0-target": "x"}, "请填数字，如 1200 或 54.4"),
        ({"indicators-0-comparator": "range"}, "区间要填下限和上限"),
        ({"milestones-1-period": "day", "milestones-1-text": "x"}, "请填写截止日期"),
        ({"milestones-1-period": "H1", "milestones-1-text": "x"}, "重复"),
        ({"assignments-1-role": "guiding", "assignments-1-printed": ""}, "请选择部门或街镇"),
        ({"deadline": "13月"}, "请填日期，如 2026-10-31"),
        ({"deadline": "2019-12-30"}, "2019-12-30 早于清单年度 2026 年，请核对年份"),
        ({"deadline": "2062-12-31"}, "2062-12-31 比清单年度 2026 年晚十年以上"),
        ({"milestones-0-percent": "150"}, "百分比不能超过 100"),
        ({"milestones-0-due": "2027-06-30"}, "应在 2026-01-01 至 2026-06-30 之间，或留空"),
        ({"milestones-0-period": "Q3"}, "应在 2026-07-01 至 2026-09-30 之间，或留空"),
        ({"starts_on": "2026-11-01", "deadline": "2026-10-31"}, "开始日期不能晚于完成时限 2026-10-31"),
        ({"indicators-0-unit": "个", "indicators-0-target": "2.5"}, "只能数整的"),
    ],
)
def test_an_error_stands_in_its_place_and_keeps_what_was_typed(
    cast: Cast, task, sign_in, changes, sentence
) -> None:
    page = save(sign_in(cast.office), task, requirement="刚刚写的一段话", **changes)
    assert page.status_code == 422
    assert sentence in said(page)
    assert "尚未保存" in said(page)
    assert "刚刚写的一段话" in page.content.decode()
    task.refresh_from_db()
    assert task.requirement == ""


def test_a_number_that_exists_is_refused_in_its_place(cast: Cast, task, sign_in) -> None:
    make_task(task.task_list, "2")
    page = save(sign_in(cast.office), task, number="2")
    assert "本清单中已有这个序号" in said(page)


def test_a_department_with_one_role_twice_is_refused(cast: Cast, task, sign_in) -> None:
    same = {"assignments-1-role": "lead", "assignments-1-department": str(cast.department.pk)}
    page = save(sign_in(cast.office), task, **same)
    assert page.status_code == 422
    assert "该部门在本任务中已有同样的分工" in said(page)


def test_choices_are_those_of_the_district(cast: Cast, task, sign_in) -> None:
    page = sign_in(cast.office).get(address(task)).content.decode()
    assert "区水务局" in page
    assert cast.other_department.name not in page
    assert cast.other_town.name not in page
    foreign = {"assignments-1-role": "lead", "assignments-1-department": str(cast.other_department.pk)}
    assert save(sign_in(cast.office), task, **foreign).status_code == 422
    assert Assignment.objects.filter(task=task).count() == 1


def test_the_second_of_two_people_is_shown_the_first_ones_change(cast: Cast, task, sign_in) -> None:
    client = sign_in(cast.office)
    form = filled(client, task) | {"requirement": "我写的"}
    Milestone.objects.filter(task=task).update(text="别人改的")
    page = client.post(address(task), form)
    assert page.status_code == 422
    assert "已有其他人改动了这项任务（节点目标）" in said(page)
    assert "我写的" in page.content.decode()
    task.refresh_from_db()
    assert task.requirement == ""
    again = html.fromstring(page.content.decode()).xpath("//form[@class='edit']")[0]
    client.post(address(task), {n: v.removeprefix("\n") for n, v in again.form_values() if v is not None})
    task.refresh_from_db()
    assert task.requirement == "我写的"


def test_after_issue_a_change_needs_its_reason(cast: Cast, task, sign_in) -> None:
    task.task_list.state = "issued"
    task.task_list.save()
    client = sign_in(cast.office)
    page = save(client, task, deadline="2026-09-30")
    assert page.status_code == 422
    assert "须填写变更原因" in said(page)
    assert not ListChange.objects.exists()
    assert Task.objects.get(pk=task.pk).deadline == datetime.date(2026, 12, 31)
    assert save(client, task, deadline="2026-09-30", reason="市级计划调整").status_code == 302
    change = ListChange.objects.get()
    assert (change.fact, change.reason, change.user) == ("完成时限", "市级计划调整", cast.office)


def test_the_second_person_sees_old_and_new_of_an_issued_task(cast: Cast, task, sign_in) -> None:
    task.task_list.state = "issued"
    task.task_list.save()
    client = sign_in(cast.office)
    form = filled(client, task)
    save(client, task, title="修桥", reason="更正")
    assert "任务名称：修路 → 修桥" in said(client.post(address(task), form))


@pytest.mark.parametrize("version", ["a.²", "a." + "9" * 31, "a." + "9" * 5000, "a.b", ""])
def test_a_version_that_no_page_gave_is_a_page_changed_meanwhile(cast: Cast, task, sign_in, version) -> None:
    answer = sign_in(cast.office).post(address(task), {"version": version})
    assert answer.status_code == 422
    assert "已有其他人改动了这项任务" in said(answer)


def test_what_was_refused_for_want_of_a_reason_is_done_with_it(cast: Cast, task, sign_in) -> None:
    TaskList.objects.update(state="issued")
    client = sign_in(cast.office)
    indicator = task.indicators.get()
    refused = save(
        client,
        task,
        **{
            "assignments-0-DELETE": "on",
            "milestones-0-DELETE": "on",
            "milestones-1-period": "Q3",
            f"quota-{indicator.pk}-{cast.town1.pk}": "",
        },
    )
    assert refused.status_code == 422
    assert "须填写变更原因" in said(refused)
    assert (task.assignments.count(), task.milestones.get().period, indicator.quotas.count()) == (1, "H1", 2)
    again = html.fromstring(refused.content.decode()).xpath("//form[@class='edit']")[0]
    form = {n: v.removeprefix("\n") for n, v in again.form_values() if v is not None}
    assert client.post(address(task), form | {"reason": "计划调整"}).status_code == 302
    assert not task.assignments.exists()
    assert task.milestones.get().period == "Q3"
    assert [quota.town for quota in indicator.quotas.all()] == [cast.town2]


def test_what_stands_outside_the_year_already_may_stay(cast: Cast, task, sign_in) -> None:
    Task.objects.filter(pk=task.pk).update(deadline="2025-11-30")
    task.milestones.update(percent=120, due="2027-06-30")
    assert save(sign_in(cast.office), task, scale="大").status_code == 302


def test_person_returns_to_the_same_row_with_the_same_filters(cast: Cast, task, sign_in) -> None:
    back = f"/lists/{task.task_list_id}/?light=red#task-{task.pk}"
    assert save(sign_in(cast.office), task, next=back).url == back
    assert save(sign_in(cast.office), task, next="https://example.org/").url == reverse(
        "task", args=[task.pk]
    )


def test_only_the_office_may_edit(cast: Cast, task, sign_in) -> None:
    task.task_list.state = "issued"
    task.task_list.save()
    for person in (cast.lead, cast.staff, cast.leader):
        assert sign_in(person).get(address(task)).status_code == 403
        assert sign_in(person).post(address(task), {"title": "x"}).status_code == 403
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert sign_in(person).get(address(task)).status_code == 404
    assert sign_in(cast.admin).get(address(task)).status_code == 200


def test_a_town_out_of_use_keeps_the_share_that_it_has(cast: Cast, task, sign_in) -> None:
    Town.objects.filter(pk=cast.town1.pk).update(is_active=False)
    save(sign_in(cast.office), task)
    assert task.indicators.get().quotas.filter(town=cast.town1).exists()


def test_shares_stand_in_a_grid_with_their_sum_beside_the_total(cast: Cast, task, sign_in) -> None:
    make_indicator(task, None, {cast.town2: 3}, name="示范点", unit="个", position=2)
    page = said(sign_in(cast.office).get(address(task)))
    assert "街镇 道路（公里） 示范点（个）" in page or "街镇道路（公里）示范点（个）" in page
    grid = html.fromstring(sign_in(cast.office).get(address(task)).content.decode()).xpath(
        "//table[@data-grid]"
    )[0]
    feet = [[cell.text_content().strip() for cell in row] for row in grid.xpath("tfoot/tr")]
    assert feet == [
        ["合计", "2", "3", ""],
        ["目标", "等于 54.4公里", "—", ""],
        ["还差", "52.4", "—", ""],
    ]


def test_a_share_that_is_no_figure_is_marked_in_its_cell(cast: Cast, task, sign_in) -> None:
    indicator = task.indicators.get()
    page = save(sign_in(cast.office), task, **{f"quota-{indicator.pk}-{cast.town1.pk}": "很多"})
    cell = html.fromstring(page.content.decode()).xpath("//td[contains(@class, 'wrong')]")[0]
    assert "请填数字，如 1200 或 54.4" in cell.text_content()
    assert cell.xpath("input/@value") == ["很多"]


def test_a_person_can_save_and_stay(cast: Cast, task, sign_in) -> None:
    answer = save(sign_in(cast.office), task, next="/lists/", stay="1")
    assert answer.url == f"{address(task)}?next=/lists/"


def test_another_category_takes_the_task_to_its_place(cast: Cast, task, sign_in) -> None:
    other = Category.objects.create(
        district=cast.district, task_list=task.task_list, label="二", title="第二类", position=5
    )
    make_task(task.task_list, "2", category=other)
    save(sign_in(cast.office), task, category=str(other.pk))
    assert [t.number for t in task.task_list.tasks.in_printed_order()] == ["2", "1"]


def test_sub_items_follow_the_number_that_is_typed(cast: Cast, task, sign_in) -> None:
    below = make_task(task.task_list, "1.1", parent=task, numbering_scope="1")
    own = make_task(task.task_list, "其他", parent=task, numbering_scope="1")
    TaskList.objects.update(state="issued")
    save(sign_in(cast.office), task, number="12", reason="重新排序")
    held = {row.pk: (row.numbering_scope, row.number) for row in task.task_list.tasks.all()}
    assert held == {task.pk: ("", "12"), below.pk: ("12", "12.1"), own.pk: ("12", "其他")}
    changes = {(c.task_id, c.old, c.new) for c in ListChange.objects.filter(fact="序号")}
    assert changes == {(task.pk, "1", "12"), (below.pk, "1.1", "12.1")}


def test_new_indicators_stand_behind_the_others(cast: Cast, task_list, sign_in) -> None:
    task = make_task(task_list, "7", cast.department)
    for position, name in enumerate(("甲", "乙"), start=1):
        make_indicator(task, 5, name=name, unit="个", position=position)
    client = sign_in(cast.office)
    for name in ("丙", "丁"):
        free = len(task.indicators.all())
        row = {"name": name, "unit": "个", "comparator": "=", "target": "3"}
        typed = {f"indicators-{free}-{field}": value for field, value in row.items()}
        assert save(client, task, **typed, reason="补充指标").status_code == 302
    assert [row.name for row in task.indicators.all()] == ["甲", "乙", "丙", "丁"]
