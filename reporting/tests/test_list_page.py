"""The register of a list (台账)."""

from __future__ import annotations

import datetime
import io
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from conftest import TODAY, Cast, make_indicator, make_list, make_task
from progress.models import claim
from reporting.tests.reading import strip, tasks_shown, tree, words
from tasklists.models import Assignment, Category, Task, TaskList, TaskTown

DAY = datetime.timedelta(days=1)


@pytest.fixture
def five(cast: Cast, task_list: TaskList) -> dict[str, Task]:
    """1 overdue, 2 due in a week, 3 done, 4 waiting for its closure, 5 due in December."""
    second = Category.objects.create(
        district=cast.district, task_list=task_list, label="二", title="第二类", position=2
    )
    made = {
        "1": make_task(task_list, "1", cast.department, title="修路", deadline=TODAY - DAY),
        "2": make_task(task_list, "2", cast.department2, title="治水", deadline=TODAY + 7 * DAY),
        "3": make_task(task_list, "3", cast.department, title="种树", category=second),
        "4": make_task(task_list, "4", cast.department2, title="建房", category=second, requirement="三百户"),
        "5": make_task(task_list, "5", title="培训", category=second),
    }
    claim(made["3"], cast.lead, today=TODAY).close(cast.office, today=TODAY)
    claim(made["4"], cast.lead_water, today=TODAY)
    return made


def show(client: Any, task_list: TaskList, query: str = "") -> Any:
    return client.get(reverse("list", args=[task_list.pk]) + query)


def test_shows_tasks_in_printed_order_under_their_headings(cast: Cast, task_list, five, sign_in) -> None:
    page = show(sign_in(cast.leader), task_list)
    assert tasks_shown(page) == ["1", "2", "3", "4", "5"]
    bands = [" ".join(b.text_content().split()) for b in tree(page).xpath("//tr[contains(@class,'band')]")]
    assert bands == ["一、第一类", "二、第二类"]
    assert "区农业农村委" in words(page)


def test_strip_counts_and_leads_to_the_counted_rows(cast: Cast, task_list, five, sign_in) -> None:
    client = sign_in(cast.leader)
    page = show(client, task_list)
    assert strip(page) == {"共": 5, "已完成": 1, "逾期": 1, "滞后": 0, "30 天内到期": 1, "待办结": 1}
    for link in tree(page).xpath("//ul[@class='strip']//a"):
        rows = show(client, task_list, link.get("href"))
        assert len(tasks_shown(rows)) == int(link.xpath("./b")[0].text_content()), link.get("href")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?light=red", ["1"]),
        ("?light=done", ["3"]),
        ("?group=claimed", ["4"]),
        ("?due=7", ["2"]),
        ("?q=三百", ["4"]),
        ("?q=2", ["2"]),
        ("?q=不存在", []),
        ("?category={second}", ["3", "4", "5"]),
        ("?lead={department}", ["1", "3"]),
        ("?lead=none", ["5"]),
        ("?lead={department}&light=red", ["1"]),
        ("?lead={department}&category={second}&light=red", []),
        ("?sort=deadline&lead={department}", ["1", "3"]),
        ("?sort=-title&category={second}", None),
        ("?light=purple&lead=x", ["1", "2", "3", "4", "5"]),
    ],
)
def test_filters_narrow_and_combine(cast: Cast, task_list, five, sign_in, query, expected) -> None:
    second = five["3"].category_id
    page = show(sign_in(cast.leader), task_list, query.format(second=second, department=cast.department.pk))
    assert page.status_code == 200
    if expected is not None:
        assert tasks_shown(page) == expected


def test_helping_departments_are_found_too(cast: Cast, task_list, five, sign_in) -> None:
    Assignment.objects.create(
        district=cast.district, task=five["5"], department=cast.department2, role="cooperating"
    )
    page = show(sign_in(cast.leader), task_list, f"?department={cast.department2.pk}")
    assert tasks_shown(page) == ["2", "4", "5"]


def test_town_finds_what_concerns_it_by_quota_scope_or_all(cast: Cast, task_list, five, sign_in) -> None:
    make_indicator(five["1"], 3, {cast.town1: 3})
    TaskTown.objects.create(district=cast.district, task=five["2"], town=cast.town1)
    Task.objects.filter(pk=five["3"].pk).update(scope_kind="all_towns")
    client = sign_in(cast.leader)
    assert tasks_shown(show(client, task_list, f"?town={cast.town1.pk}")) == ["1", "2", "3"]
    assert tasks_shown(show(client, task_list, f"?town={cast.town2.pk}")) == ["3"]


def test_town_staff_see_only_what_concerns_their_town(cast: Cast, task_list, five, sign_in) -> None:
    make_indicator(five["1"], 3, {cast.town1: 3})
    page = show(sign_in(cast.town), task_list)
    assert tasks_shown(page) == ["1"]
    assert strip(page)["共"] == 1


@pytest.mark.parametrize("name", ["title", "lead", "deadline", "light", "progress"])
def test_every_column_sorts_both_ways(cast: Cast, task_list, five, sign_in, name: str) -> None:
    client = sign_in(cast.leader)
    up = tasks_shown(show(client, task_list, f"?sort={name}"))
    down = tasks_shown(show(client, task_list, f"?sort=-{name}"))
    assert sorted(up) == sorted(down) == ["1", "2", "3", "4", "5"]
    head = tree(show(client, task_list, f"?sort={name}")).xpath(f"//th[@class='col-{name}']")[0]
    assert head.get("aria-sort") == "ascending"
    assert head.xpath("./a")[0].get("href") == f"?sort=-{name}"


def test_light_sorts_worst_first(cast: Cast, task_list, five, sign_in) -> None:
    assert tasks_shown(show(sign_in(cast.leader), task_list, "?sort=light"))[0] == "1"


def test_set_filters_are_words_that_can_be_taken_away(cast: Cast, task_list, five, sign_in) -> None:
    page = show(sign_in(cast.leader), task_list, f"?lead={cast.department.pk}&light=red&sort=title")
    found = {
        " ".join(w.text_content().split()): w.get("href") for w in tree(page).xpath("//a[@class='word']")
    }
    assert found == {
        "取消牵头部门：区农业农村委": "?light=red&sort=title",
        "取消亮灯：● 红灯": f"?lead={cast.department.pk}&sort=title",
    }
    assert "全部清除" in words(page)


def test_a_filter_without_rows_says_what_to_do(cast: Cast, task_list, five, sign_in) -> None:
    assert "没有符合这些条件的任务" in words(show(sign_in(cast.leader), task_list, "?q=不存在"))


def test_an_empty_list_says_how_tasks_get_here(cast: Cast, task_list, sign_in) -> None:
    assert "清单里还没有任务" in words(show(sign_in(cast.office), task_list))


def test_draft_is_found_by_the_office_alone(cast: Cast, sign_in) -> None:
    draft = make_list(cast.district, title="草稿清单", state="draft")
    assert show(sign_in(cast.office), draft).status_code == 200
    for person in (cast.lead, cast.town, cast.leader):
        assert show(sign_in(person), draft).status_code == 404


def test_people_of_another_district_get_404(cast: Cast, task_list, sign_in) -> None:
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert show(sign_in(person), task_list).status_code == 404


def test_full_view_has_the_printed_columns_in_their_order(cast: Cast, task_list, five, sign_in) -> None:
    task_list.columns = [
        ["序号", "number"],
        ["任务要求", "requirement"],
        ["牵头单位", "lead"],
        ["备注", "备注"],
    ]
    task_list.save()
    Task.objects.filter(pk=five["4"].pk).update(other_fields={"备注": "分两年"})
    page = show(sign_in(cast.leader), task_list, "?view=full")
    heads = [h.text_content() for h in tree(page).xpath("//th[@class='col-printed']")]
    assert heads == ["任务要求", "牵头单位", "备注"]
    assert "三百户" in words(page)
    assert "分两年" in words(page)


def test_lights_carry_word_and_reason(cast: Cast, task_list, five, sign_in) -> None:
    light = tree(show(sign_in(cast.leader), task_list, "?light=red")).xpath(
        "//td[contains(@class,'col-light')]/span"
    )[0]
    assert "逾期" in light.text_content()
    assert "已过 1 天" in light.xpath(".//span[@class='why']")[0].text_content()
    assert light.get("tabindex") == "0"


def test_way_back_from_a_task_keeps_filters_and_row(cast: Cast, task_list, five, sign_in) -> None:
    client = sign_in(cast.leader)
    show(client, task_list, "?light=red&sort=title")
    page = client.get(reverse("task", args=[five["1"].pk]))
    back = tree(page).xpath("//nav[@class='crumbs']//a/@href")[-1]
    assert back == f"{reverse('list', args=[task_list.pk])}?light=red&sort=title#task-{five['1'].pk}"


def test_office_edits_from_the_row_and_returns_to_it(cast: Cast, task_list, five, sign_in) -> None:
    page = show(sign_in(cast.office), task_list, "?light=red")
    link = tree(page).xpath("//td[contains(@class,'col-edit')]/a/@href")[0]
    here = f"{reverse('list', args=[task_list.pk])}?light=red#task-{five['1'].pk}"
    assert unquote(link) == f"{reverse('task_edit', args=[five['1'].pk])}?next={here}"
    assert not tree(show(sign_in(cast.lead), task_list)).xpath("//td[contains(@class,'col-edit')]")


@pytest.mark.parametrize(("query", "filtered"), [("?as=xlsx", False), ("?as=xlsx&light=red", True)])
def test_the_file_says_of_which_day_it_is(
    cast: Cast, task_list, five, sign_in, query: str, filtered: bool
) -> None:
    answer = show(sign_in(cast.leader), task_list, query)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    below = " ".join(str(sheet.cell(line, 1).value) for line in (2, 3))
    assert "数据截至 2026-06-15" in below
    assert ("筛选：" in below) is filtered
