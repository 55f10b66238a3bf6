"""街镇地图: every town at its place, by its own share; the table behind says the same."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from conftest import TODAY, Cast, make_list
from districts.models import District, Town
from reporting.tests.mapped import Mapped
from reporting.tests.reading import tasks_shown, tree, words
from reporting.tile_map import tile_map, tiles_of
from tasklists.models import TaskList

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "districts.json"


@pytest.fixture
def mapped(cast: Cast, task_list: TaskList) -> Mapped:
    place(cast.town1, 2, 3)
    place(cast.town2, 3, 3)
    return Mapped(cast, task_list)


def place(town: Town, row: int | None, column: int | None) -> None:
    town.tile_row, town.tile_column = row, column
    town.save()


def at(cast: Cast, query: str = "") -> str:
    return reverse("tile_map", args=[cast.district.pk, 2026]) + query


def tiles(page: Any) -> dict[str, tuple[str, list[str]]]:
    """Town → (classes of its place and shade, what it says)."""
    return {
        tile.xpath("string(.//*[@class='tile-name'])"): (
            tile.get("class").removeprefix("tile "),
            [" ".join(part.split()) for part in tile.xpath("./*/*[position()>1]//text()") if part.strip()],
        )
        for tile in tree(page).xpath("//ul[@class='tiles']/li")
    }


@pytest.mark.parametrize(
    ("measure", "east", "west"),
    [
        # 东浦镇: five tasks, one done, one overdue, three far behind; 西塘镇: three tasks
        (
            "?measure=done",
            ("r1 c1 s2", ["20%", "1/5", "逾期 1", "滞后 3"]),
            ("r2 c1 s1", ["0%", "0/3", "逾期 1", "滞后 2"]),
        ),
        # shares with a number: 4 km, 2 km, a pump and the one they have together; the 2 km are reached
        ("?measure=reached", ("r1 c1 s2", ["25%", "1/4"]), ("r2 c1 s1", ["0%", "0/2"])),
        ("?measure=overdue", ("r1 c1 s2", ["1", "1/5"]), ("r2 c1 s2", ["1", "1/3"])),
        ("", ("r1 c1 s2", ["25%", "1/4"]), ("r2 c1 s1", ["0%", "0/2"])),
        ("?measure=nonsense", ("r1 c1 s2", ["25%", "1/4"]), ("r2 c1 s1", ["0%", "0/2"])),
    ],
)
def test_each_town_stands_at_its_place_with_its_own_share(
    cast: Cast, mapped, sign_in, measure: str, east: Any, west: Any
) -> None:
    shown = tiles(sign_in(cast.leader).get(at(cast, measure)))
    assert list(shown) == ["东浦镇", "西塘镇"]
    for town, (classes, said) in (("东浦镇", east), ("西塘镇", west)):
        assert shown[town][0] == classes
        assert shown[town][1][: len(said)] == said


def test_table_behind_ranks_the_towns_and_every_number_leads_to_its_rows(cast: Cast, mapped, sign_in) -> None:
    client = sign_in(cast.leader)
    page = tree(client.get(at(cast)))
    table = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in page.xpath("//table[contains(@class,'tile-table')]/tbody/tr")
    ]
    assert table == [
        ["东浦镇", "5", "1", "20%", "1", "3", "1/4 25%"],
        ["西塘镇", "3", "0", "0%", "1", "2", "0/2 0%"],
    ]
    links = page.xpath("//table//tbody//a")
    assert len(links) == 7
    for link in links:
        assert len(tasks_shown(client.get(link.get("href")))) == int(link.text), link.get("href")
    for link in page.xpath("//ul[@class='tiles']//a"):
        assert tasks_shown(client.get(link.get("href")))


def test_opens_with_the_closed_tasks_where_most_towns_have_no_share(
    cast: Cast, task_list: TaskList, sign_in
) -> None:
    from conftest import make_indicator, make_task

    place(cast.town1, 1, 1)
    task = make_task(task_list, "1", cast.department, scope_kind="all_towns")
    Town.objects.create(district=cast.district, name="南村镇", position=9)
    client = sign_in(cast.leader)
    assert "区乡村振兴办已办结的比例" in words(client.get(at(cast))), "nothing is shared out"
    make_indicator(task, 10, {cast.town1: 10})
    assert "区乡村振兴办已办结的比例" in words(client.get(at(cast))), "one of three towns"
    make_indicator(task, 5, {cast.town2: 5}, name="二")
    assert "核定完成 100% 的比例" in words(client.get(at(cast)))


def test_a_town_with_something_overdue_is_marked(cast: Cast, mapped, sign_in) -> None:
    page = tree(sign_in(cast.leader).get(at(cast)))
    assert len(page.xpath("//span[@class='tile-name']/svg[@class='tile-late']")) == 2


def test_without_places_a_sentence_says_how_to_get_a_map(cast: Cast, mapped, sign_in) -> None:
    for town in (cast.town1, cast.town2):
        place(town, None, None)
    page = sign_in(cast.office).get(at(cast))
    assert tiles(page) == {}
    assert "填写“方格图行”和“方格图列”后" in words(page)
    assert tree(page).xpath(f"//a[@href='{reverse('towns', args=[cast.district.pk])}']")
    assert "东浦镇" in words(page), "the table is there all the same"
    assert "设置街镇位置" not in words(sign_in(cast.leader).get(at(cast)))


def test_two_towns_at_one_place_do_not_cover_each_other(cast: Cast, mapped, sign_in) -> None:
    place(cast.town2, 2, 3)
    page = sign_in(cast.leader).get(at(cast))
    assert list(tiles(page)) == ["东浦镇"]
    assert "只列在表中：西塘镇" in words(page)


def test_a_town_out_of_use_is_shown_only_while_a_task_names_it(cast: Cast, mapped) -> None:
    cast.town2.is_active = False
    assert [tile.name for tile in tiles_of([], [cast.town1, cast.town2], TODAY)] == ["东浦镇"]


def test_tasks_that_name_no_town_are_said_to_be_so(cast: Cast, sign_in, task_list) -> None:
    from conftest import make_task

    make_task(task_list, "1", cast.department)
    assert "都没有写明涉及的街镇" in words(sign_in(cast.leader).get(at(cast)))
    shown = tile_map(tiles_of([], Town.objects.filter(district=cast.district), TODAY), "overdue")
    assert [one.figure for one in shown.ranked] == ["—", "—"]


def test_town_staff_see_the_figures_of_all_and_links_of_their_own(cast: Cast, mapped, sign_in) -> None:
    page = sign_in(cast.town_west).get(at(cast))
    assert tiles(page)["东浦镇"][1][:2] == ["25%", "1/4"]
    rows = tree(page).xpath("//table[contains(@class,'tile-table')]/tbody/tr[.//a]/th/text()")
    assert rows == ["西塘镇"]
    client = sign_in(cast.town_west)
    for link in tree(page).xpath("//table//tbody//a"):
        assert len(tasks_shown(client.get(link.get("href")))) == int(link.text)


def test_goes_out_as_a_file(cast: Cast, mapped, sign_in) -> None:
    answer = sign_in(cast.leader).get(at(cast, "?as=xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[3][:7] == ("东浦镇", 5, 1, 0.2, 1, 3, 4)


def test_people_of_another_district_get_404(cast: Cast, mapped, sign_in) -> None:
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert sign_in(person).get(at(cast)).status_code == 404


def test_a_year_without_lists_says_so(cast: Cast, sign_in) -> None:
    make_list(cast.district)
    page = sign_in(cast.leader).get(reverse("tile_map", args=[cast.district.pk, 2031]))
    assert "这一年还没有印发的任务清单" in words(page)


@pytest.mark.parametrize("district", json.loads(FIXTURE.read_text("utf-8")), ids=lambda row: row["name"])
def test_every_town_of_the_published_districts_has_a_place_of_its_own(district: dict[str, Any]) -> None:
    towns = [
        Town(pk=n, name=row["name"], tile_row=row["tile"][0], tile_column=row["tile"][1], district=District())
        for n, row in enumerate(district["towns"])
    ]
    shown = tile_map(tiles_of([], towns, TODAY))
    assert len(shown.placed) == len(towns)
    assert not shown.unplaced
    assert max(one.tile.column or 0 for one in shown.placed) <= 6, "wider than a phone shows"
