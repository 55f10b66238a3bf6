"""作战图: each cell is a town's share with its light; filters live in the address; it goes out as a file."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from conftest import TODAY, Cast, make_indicator, make_list, make_task
from districts.models import Town
from progress.tests.rounds import make_period
from reporting.snapshots import take
from reporting.tests.mapped import DAY, Mapped, approved
from reporting.tests.reading import tasks_shown, tree, words
from tasklists.models import TaskList


@pytest.fixture
def mapped(cast: Cast, task_list: TaskList) -> Mapped:
    make_task(make_list(cast.district, title="草稿", state="draft"), "9", cast.department)
    return Mapped(cast, task_list)


def at(cast: Cast, query: str = "") -> str:
    return reverse("war_map", args=[cast.district.pk, 2026]) + query


def rows(page: Any) -> dict[str, list[str]]:
    """Head of the row → what its cells show: the light and the figures."""
    found = {}
    for row in tree(page).xpath("//table[contains(@class,'map')]/tbody/tr[td]"):
        head = " ".join(row.xpath("string(./th)").split())
        found[head] = [_cell(cell) for cell in row.xpath("./td[not(contains(@class,'map-whole'))]")]
    return found


def _cell(cell: Any) -> str:
    held = cell.xpath("./*[contains(@class,'c l-')]")
    if not held:
        return ""
    light = re.search(r"l-(\w+)", held[0].get("class"))[1]
    of_task = [f"+{mark.get('class').partition(' l-')[2]}" for mark in held[0].xpath("./span")]
    return " ".join([light, *(part.text_content() for part in held[0].xpath("./b|./i")), *of_task])


def said(page: Any, town: str, task: str) -> str:
    """The accessible name of the only cell of the town and the task."""
    names = tree(page).xpath("//table//td/*/@aria-label")
    (name,) = [name for name in names if name.startswith(town) and task in name]
    return name


def test_each_cell_is_a_light_with_share_and_figure(cast: Cast, mapped, sign_in) -> None:
    shown = rows(sign_in(cast.leader).get(at(cast)))
    assert shown == {
        "1. 修路区农业农村委（公里）": ["green 75% 3/4 +red", "red —/6"],
        "2. 治水区水务局": ["red —/1座", ""],
        "3. 培训区农业农村委": ["red", "red"],
        "4. 规划区农业农村委": ["", ""],
        "5. 绿化区农业农村委": ["done", ""],
        "6. 垃圾站（座）": ["red —/1", "red —/1"],
    }


def test_by_indicator_each_has_its_row_under_the_task(cast: Cast, mapped, sign_in) -> None:
    shown = rows(sign_in(cast.leader).get(at(cast, "?view=indicators")))
    assert shown["2. 治水河道（公里）"] == ["done 100% 2/2 +red", ""]
    assert shown["2. 治水泵站（座）"] == ["red —/1", ""]
    assert shown["3. 培训区农业农村委"] == ["red", "red"]
    assert len(shown) == 7


def test_a_cell_names_both_heads_says_why_and_leads_to_its_share(cast: Cast, mapped, sign_in) -> None:
    client = sign_in(cast.leader)
    page = client.get(at(cast))
    quota = said(page, "东浦镇", "修路")
    assert "已报 3/4 公里" in quota
    assert "正常：按序时应达 45.32%，已报 75%" in quota
    assert "与西塘镇共同承担" in said(page, "东浦镇", "垃圾站")
    assert "逾期：时限6月14日已过 1 天" in said(page, "西塘镇", "培训")
    assert "未分解任务量，随任务亮灯" in said(page, "西塘镇", "培训")
    for link in tree(page).xpath("//table//td/a[contains(@class,'c ')]/@href"):
        path, _, anchor = link.partition("#")
        task = client.get(path)
        assert task.status_code == 200
        assert not anchor or tree(task).xpath(f"//*[@id='{anchor}']"), link


def test_whole_column_has_the_tasks_light_and_what_the_towns_add_up_to(cast: Cast, mapped, sign_in) -> None:
    page = sign_in(cast.leader).get(at(cast))
    whole = [
        " ".join(cell.text_content().split())
        for cell in tree(page).xpath("//tbody//td[contains(@class,'map-whole')]")
    ]
    assert whole[0] == "严重滞后3/10"
    assert whole[2] == "逾期"
    assert whole[4] == "已完成"


def foot_of(page: Any) -> dict[str, dict[str, int]]:
    """Town → the lights of its tasks as the foot counts them."""
    towns = tree(page).xpath("//thead//th/span/text()")
    feet = tree(page).xpath("//tfoot//td")[1:]
    found = {}
    for town, foot in zip(towns, feet, strict=True):
        marks = foot.xpath(".//*[starts-with(@class,'l-')]")
        found[town] = {mark.get("class")[2:]: int(mark.xpath("string()").split()[-1]) for mark in marks}
    return found


def test_foot_counts_the_tasks_of_each_town_and_leads_to_them(cast: Cast, mapped, sign_in) -> None:
    client = sign_in(cast.leader)
    for query, counts in {
        "": ["5", "3"],
        f"?lead={cast.department.pk}": ["3", "2"],
        "?light=done": ["1", "0"],
    }.items():
        feet = tree(client.get(at(cast, query))).xpath("//tfoot//td")[1:]
        numbers = ["".join(foot.xpath("./a/text()")) or foot.text.strip() for foot in feet]
        assert numbers == counts, query
        for foot in feet:
            for link in foot.xpath(".//a"):
                shown = len(tasks_shown(client.get(link.get("href"))))
                assert shown == int(link.xpath("string()").split()[-1]), (query, link.get("href"))


def test_foot_counts_by_the_tasks_lights_so_that_they_add_up_and_agree_with_the_dashboard(
    cast: Cast, task_list: TaskList, mapped, sign_in
) -> None:
    _overdue_though_the_town_is_done(cast, task_list)
    client = sign_in(cast.leader)
    feet = foot_of(client.get(at(cast)))
    assert feet == {"东浦镇": {"red": 5, "done": 1}, "西塘镇": {"red": 3}}
    page = tree(client.get(reverse("district_dashboard", args=[cast.district.pk, 2026])))
    for town, lights in feet.items():
        (row,) = page.xpath(f"//tr[@data-red][normalize-space(string(./th))='{town}']")
        said = {light: int(row.get(f"data-{light}")) for light in ("red", "yellow", "green", "grey", "done")}
        assert {light: number for light, number in said.items() if number} == lights


def _overdue_though_the_town_is_done(cast: Cast, task_list: TaskList) -> None:
    gone = make_task(task_list, "7", cast.department, title="晚了", deadline=TODAY - DAY)
    approved(make_indicator(gone, 2, {cast.town1: 2}, unit="座").quotas.get(), 2)


def test_a_share_that_is_reached_of_a_task_that_is_not_shows_both(
    cast: Cast, task_list: TaskList, mapped, sign_in
) -> None:
    _overdue_though_the_town_is_done(cast, task_list)
    client = sign_in(cast.leader)
    page = client.get(at(cast))
    assert rows(page)["7. 晚了区农业农村委（座）"] == ["done 100% 2/2 +red", ""]
    told = said(page, "东浦镇", "晚了")
    assert "已完成：已报完成任务量的 100%" in told
    assert "任务整体逾期：时限6月14日已过 1 天" in told
    sheet = load_workbook(io.BytesIO(client.get(at(cast, "?as=xlsx")).content)).active
    body = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert body["晚了"][0] == 7, "a number that a spreadsheet sorts as one"
    assert body["晚了"][-2] == "✓ 已完成 2/2 100%；任务● 红 逾期"
    assert [body[word][-2:] for word in ("红灯", "黄灯", "绿灯", "未启动", "已完成")] == [
        (5, 3), (0, 0), (0, 0), (0, 0), (1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?q=治", ["2"]),
        ("?q=3", ["3"]),
        ("?light=red&q=培训", ["3"]),
        ("?light=done", ["5"]),
        ("?lead=none", ["6"]),
        ("?category=none", []),
        ("?light=nonsense&town=x&lead=999", ["1", "2", "3", "4", "5", "6"]),
    ],
)
def test_filters_of_the_address(cast: Cast, mapped, sign_in, query: str, numbers: list[str]) -> None:
    page = sign_in(cast.leader).get(at(cast, query))
    assert [head.partition(".")[0] for head in rows(page)] == numbers


def test_filter_by_town_leaves_its_column_and_its_tasks(cast: Cast, mapped, sign_in) -> None:
    page = sign_in(cast.leader).get(at(cast, f"?town={cast.town2.pk}"))
    assert [head.partition(".")[0] for head in rows(page)] == ["1", "3", "6"]
    assert tree(page).xpath("//thead//th/span/text()") == ["西塘镇"]
    assert "街镇：西塘镇" in words(page)


def test_only_cells_in_trouble(cast: Cast, mapped, sign_in) -> None:
    client = sign_in(cast.leader)
    shown = rows(client.get(at(cast, "?trouble=on")))
    assert shown["1. 修路区农业农村委（公里）"] == ["green 75% 3/4 +red", "red —/6"]
    assert [head.partition(".")[0] for head in shown] == ["1", "2", "3", "6"]
    by_indicator = rows(client.get(at(cast, "?trouble=on&view=indicators")))
    assert by_indicator["2. 治水河道（公里）"] == ["done 100% 2/2 +red", ""]
    assert "5. 绿化区农业农村委" not in by_indicator


def test_foot_counts_no_cell_that_is_not_shown(cast: Cast, mapped, sign_in) -> None:
    page = sign_in(cast.leader).get(at(cast, "?trouble=on"))
    feet = [foot.xpath("string()").strip() for foot in tree(page).xpath("//tfoot//td")[1:]]
    assert [foot[0] for foot in feet] == ["4", "3"], "without the done one"


def test_a_long_map_stands_on_pages_and_its_foot_counts_them_all(
    cast: Cast, mapped, sign_in, monkeypatch
) -> None:
    monkeypatch.setattr("reporting.war_map.PAGE", 4)
    client = sign_in(cast.leader)
    first, second = client.get(at(cast)), client.get(at(cast, "?page=2"))
    assert [len(rows(page)) for page in (first, second)] == [4, 2]
    for page in (first, second):
        assert "任务（6 项）" in words(page)
        assert tree(page).xpath("//tfoot//td/a/text()") == ["5", "3"]
    exported = load_workbook(io.BytesIO(client.get(at(cast, "?as=xlsx&page=2")).content)).active
    assert {row[1] for row in exported.iter_rows(values_only=True)} >= {"修路", "垃圾站"}


def test_two_lists_stand_under_their_names(cast: Cast, mapped, sign_in) -> None:
    other = make_list(cast.district, title="第二张清单")
    make_task(other, "1", cast.department, title="另一项", scope_kind="all_towns")
    client = sign_in(cast.leader)
    page = client.get(at(cast))
    bands = [band.strip() for band in tree(page).xpath("//tr[contains(@class,'band')]/th/span/text()")]
    assert bands == ["2026年重点任务清单", "一、第一类", "第二张清单", "一、第一类"]
    page = client.get(at(cast, f"?list={other.pk}"))
    assert list(rows(page)) == ["1. 另一项区农业农村委"]


def test_goes_out_as_a_file_with_the_same_filters(cast: Cast, mapped, sign_in) -> None:
    answer = sign_in(cast.leader).get(at(cast, f"?as=xlsx&lead={cast.department.pk}"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    table = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert "牵头部门：区农业农村委" in str(table[2][0])
    assert table[3][-2:] == ["东浦镇", "西塘镇"]
    body = {row[1]: row for row in table[5:]}
    assert body["修路"][3] == "公里"
    assert body["修路"][7] == "3/10"
    assert body["修路"][-2:] == ["■ 绿 正常 3/4 75%；任务● 红 严重滞后", "● 红 严重滞后 —/6"]
    assert body["培训"][-2:] == ["● 红 逾期", "● 红 逾期"]
    assert body["绿化"][-2:] == ["✓ 已完成", ""]
    assert body["涉及任务"][-2:] == [3, 2]
    assert "治水" not in body
    filled = {cell.value: cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row}
    assert filled["● 红 逾期"] != filled["✓ 已完成"] != "00000000"
    assert sheet.page_setup.paperSize == 8
    assert sheet.print_title_rows


def test_town_staff_see_the_rows_that_concern_their_town(cast: Cast, mapped, sign_in) -> None:
    page = sign_in(cast.town_west).get(at(cast))
    assert [head.partition(".")[0] for head in rows(page)] == ["1", "3", "6"]
    assert "只列出涉及本街镇的任务" in words(page)


def test_people_of_another_district_get_404(cast: Cast, mapped, sign_in) -> None:
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert sign_in(person).get(at(cast)).status_code == 404


def test_a_year_without_lists_says_so(cast: Cast, sign_in) -> None:
    page = sign_in(cast.leader).get(reverse("war_map", args=[cast.district.pk, 2031]))
    assert "这一年还没有印发的任务清单" in words(page)


def test_a_town_out_of_use_is_nowhere_but_where_it_has_a_share(cast: Cast, task_list, sign_in) -> None:
    merged = Town.objects.create(district=cast.district, name="撤并镇", position=9, is_active=False)
    whole = make_task(task_list, "1", cast.department, scope_kind="all_towns")
    pages = [at(cast), reverse("tile_map", args=[cast.district.pk, 2026])]
    pages += [reverse(name, args=[cast.district.pk, 2026]) for name in ("district_dashboard", "big_screen")]
    client = sign_in(cast.office)
    assert not [page for page in pages if "撤并镇" in client.get(page).content.decode()]
    make_indicator(whole, 10, {cast.town1: 4, merged: 6})
    assert "撤并镇" in client.get(at(cast)).content.decode()


def test_a_snapshot_calls_the_towns_by_their_names_of_that_day(
    cast: Cast, task_list, mapped, sign_in
) -> None:
    period = make_period(
        task_list, 4, opens_on=TODAY.replace(month=4, day=15), closes_on=TODAY.replace(day=14)
    )
    snapshot = take(period, TODAY)
    cast.town1.name = "东浦街道"
    cast.town1.save()
    page = sign_in(cast.leader).get(at(cast, f"?snapshot={snapshot.pk}"))
    heads = "".join(tree(page).xpath("//table[contains(@class,'map')]/thead")[0].itertext())
    assert "东浦镇" in heads and "东浦街道" not in heads
    own = [cell for cell in tree(page).xpath("//td/*/@aria-label") if cell.startswith("东浦镇")]
    assert own and not [cell for cell in own if "与东浦镇共同承担" in cell]


def test_a_snapshot_opens_as_the_map_of_its_day(cast: Cast, task_list, mapped, sign_in) -> None:
    period = make_period(
        task_list, 4, opens_on=TODAY.replace(month=4, day=15), closes_on=TODAY.replace(day=14)
    )
    snapshot = take(period, TODAY)
    mapped.road.title = "改了名称"
    mapped.road.save()
    client = sign_in(cast.leader)
    page = client.get(at(cast, f"?snapshot={snapshot.pk}"))
    shown = rows(page)
    assert shown["1. 修路区农业农村委（公里）"] == ["green 75% 3/4 +red", "red —/6"]
    assert "数据截至 2026-06-14" in words(page)
    assert not tree(page).xpath("//table[contains(@class,'map')]//a")
    assert client.get(at(cast, "?snapshot=999999")).status_code == 404
    assert client.get(at(cast, "?snapshot=x")).status_code == 404
