"""Dashboards of a list and of a district's year: every number leads to exactly the rows it counts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_task
from progress.models import claim
from reporting.tests.reading import tasks_shown, tree, words
from supervision.models import give_instruction
from tasklists.models import Assignment, Category, QuotaPartner, Task, TaskList

DAY = datetime.timedelta(days=1)


@pytest.fixture
def year(cast: Cast, task_list: TaskList) -> TaskList:
    """Two lists of one year, two levels of headings, joint leads, shared quotas, none of either."""
    top = Category.objects.create(district=cast.district, task_list=task_list, label="三", title="上级")
    below = Category.objects.create(
        district=cast.district, task_list=task_list, label="(一)", title="下级", parent=top
    )
    one = make_task(task_list, "1", cast.department, deadline=TODAY - DAY, scope_kind="all_towns")
    Assignment.objects.create(district=cast.district, task=one, department=cast.department2, role="lead")
    two = make_task(task_list, "2", cast.department2, deadline=TODAY + DAY, category=below)
    indicator = make_indicator(two, 9, {cast.town1: 9})
    QuotaPartner.objects.create(district=cast.district, quota=indicator.quotas.get(), town=cast.town2)
    done = make_task(task_list, "3", cast.department, category=top)
    claim(done, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    Task.objects.create(district=cast.district, task_list=task_list, number="4", title="无类别", position=4)
    other = make_list(cast.district, title="另一张清单")
    make_task(other, "1", cast.department, deadline=TODAY - 3 * DAY)
    make_task(make_list(cast.district, title="草稿", state="draft"), "1", cast.department)
    make_task(make_list(cast.other_district), "1", cast.other_department)
    return task_list


def pages(cast: Cast, year: TaskList) -> dict[str, str]:
    return {
        "list": reverse("list_dashboard", args=[year.pk]),
        "district": reverse("district_dashboard", args=[cast.district.pk, 2026]),
    }


def counted_links(page: Any) -> list[tuple[int, str]]:
    """Every number of the page that is a link, with its address."""
    found = []
    for link in tree(page).xpath("//main//a[@href]"):
        number = "".join(link.xpath("./b/text()")) or link.text_content().strip()
        if number.isdigit():
            found.append((int(number), link.get("href")))
    return found


@pytest.mark.parametrize("which", ["list", "district"])
@pytest.mark.parametrize("role", ["office", "lead", "leader"])
def test_every_number_leads_to_the_rows_it_counts(cast: Cast, year, sign_in, which: str, role: str) -> None:
    client = sign_in(getattr(cast, role))
    links = counted_links(client.get(pages(cast, year)[which]))
    assert len(links) > 20
    for number, address in links:
        assert len(tasks_shown(client.get(address))) == number, address


@pytest.mark.parametrize("which", ["list", "district"])
def test_figures_against_a_count_by_hand(cast: Cast, year, sign_in, which: str) -> None:
    page = sign_in(cast.leader).get(pages(cast, year)[which])
    big = [int(b.text) for b in tree(page).xpath("//ul[@class='totals-big']//b")]
    assert big == ([4, 1, 1, 0, 1] if which == "list" else [5, 1, 2, 0, 1])
    assert small_figures(page) == {"按期完成": 1, "逾期办结": 0, "需关注": 1, "正常": 0, "未启动": 1}
    departments = _table(page, "departments")
    agriculture = ["2", "1", "50%", "1"] if which == "list" else ["3", "1", "33%", "2"]
    assert departments["区农业农村委"][:4] == agriculture
    assert departments["区水务局"][:4] == ["2", "0", "0%", "1"]
    assert departments["无牵头部门"][0] == "1"
    towns = _table(page, "towns")
    assert (towns["东浦镇"][0], towns["西塘镇"][0]) == ("2", "2")
    categories = _table(page, "categories")
    assert categories["三、上级"][0] == "2"
    assert categories["未分类"][0] == "1"


def small_figures(page: Any) -> dict[str, int]:
    """Word → number of the smaller numbers of the top line."""
    rows = tree(page).xpath("//ul[@class='totals-small']/li/*[1]")
    return {row.text.strip(): int(row.xpath("string(./b)")) for row in rows}


def _table(page: Any, name: str) -> dict[str, list[str]]:
    rows = tree(page).xpath(f"//section[@aria-labelledby='part-{name}']//tbody/tr")
    return {
        row.xpath("./th")[0].text_content().strip(): [c.text_content().strip() for c in row.xpath("./td")]
        for row in rows
    }


def test_worst_is_the_longest_overdue_with_owner_and_reason(cast: Cast, year, sign_in) -> None:
    page = sign_in(cast.leader).get(pages(cast, year)["district"])
    rows = tree(page).xpath("//section[@aria-labelledby='part-worst']//tbody/tr")
    said = [" ".join(row.text_content().split()) for row in rows]
    assert "已过 3 天" in said[0]
    assert "区农业农村委" in said[0]
    assert "已过 1 天" in said[1]


def test_town_staff_read_the_figures_but_only_their_own_rows(cast: Cast, year, sign_in) -> None:
    page = sign_in(cast.town).get(pages(cast, year)["district"])
    assert tree(page).xpath("string(//section[contains(@class,'totals')]//b)") == "5"
    assert counted_links(page) == []
    titles = [a.text for a in tree(page).xpath("//section[@aria-labelledby='part-worst']//a")]
    assert titles == ["1. 任务1", "2. 任务2"]


def test_a_year_without_lists_says_so(cast: Cast, sign_in) -> None:
    page = sign_in(cast.leader).get(reverse("district_dashboard", args=[cast.district.pk, 2031]))
    assert "这一年还没有印发的任务清单" in words(page)


def test_a_list_without_tasks_says_so(cast: Cast, task_list, sign_in) -> None:
    page = sign_in(cast.leader).get(reverse("list_dashboard", args=[task_list.pk]))
    assert "清单里还没有任务" in words(page)


def test_tab_leads_to_the_district_and_year_of_the_top_bar(cast: Cast, year, sign_in) -> None:
    answer = sign_in(cast.leader).get(reverse("dashboard"))
    assert answer.url == reverse("district_dashboard", args=[cast.district.pk, 2026])


def test_person_without_a_district_is_told_how_to_get_one(cast: Cast, sign_in) -> None:
    assert "邀请链接" in words(sign_in(cast.outsider).get(reverse("dashboard")))


@pytest.mark.parametrize("which", ["list", "district"])
def test_people_of_another_district_get_404(cast: Cast, year, sign_in, which: str) -> None:
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert sign_in(person).get(pages(cast, year)[which]).status_code == 404
    address = reverse("district_tasks", args=[cast.district.pk, 2026])
    assert sign_in(cast.office2).get(address).status_code == 404


def test_office_sees_the_figures_of_a_draft(cast: Cast, sign_in) -> None:
    draft = make_list(cast.district, title="草稿", state="draft")
    make_task(draft, "1", cast.department)
    address = reverse("list_dashboard", args=[draft.pk])
    assert "区农业农村委" in words(sign_in(cast.office).get(address))
    assert sign_in(cast.leader).get(address).status_code == 404


def test_instructions_stand_on_the_dashboard_of_their_year(cast: Cast, year, sign_in) -> None:
    give_instruction(year.tasks.get(number="1"), cast.leader, "请说明原因", today=TODAY)
    make_task(make_list(cast.district, year=2025, title="上年清单"), "1", cast.department)
    client = sign_in(cast.leader)
    assert "请说明原因" in words(client.get(pages(cast, year)["district"]))
    before = reverse("district_dashboard", args=[cast.district.pk, 2025])
    assert "请说明原因" not in words(client.get(before))
