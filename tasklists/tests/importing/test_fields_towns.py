"""Towns that nobody told us, and the scope of a task."""

from __future__ import annotations

import pytest

from tasklists.importing.fields.scope import parse_scope
from tasklists.importing.fields.towns import Towns, collect_towns, looks_like_town, same_town

CELLS = [
    "道路（公里）：东山2、西河2、南湾街道1、北岭6",
    "全区落实任务12万亩：东山4000亩、西河850亩、北岭6100亩、现代农业园区300亩",
    "东山镇1、金沙镇1",
    "11个街镇",
    "11个街镇、现代农业园区",
]
TOWNS = collect_towns(CELLS)


def test_towns_are_known_by_ending_and_by_repetition() -> None:
    assert {
        "东山",
        "东山镇",
        "西河",
        "北岭",
        "南湾街道",
        "南湾",
        "金沙镇",
        "金沙",
        "现代农业园区",
    } <= TOWNS.names


def test_how_many_towns_there_are() -> None:
    assert TOWNS.count == 11
    assert collect_towns(["东山镇1、西河镇2"]).count is None


def test_things_are_not_towns() -> None:
    towns = collect_towns(["道路2公里、桥梁3座、公厕4座", "各街镇", "推进城乡融合", "示范镇：东山镇1个"])
    assert towns.names == {"东山镇", "东山"}


@pytest.mark.parametrize("name", ["东山镇", "西河乡", "南湾街道", "现代农业园区", "经济开发区"])
def test_names_that_end_like_towns(name: str) -> None:
    assert looks_like_town(name)


@pytest.mark.parametrize("name", ["各街镇", "乡镇", "特色小镇", "示范镇", "下乡", "青东四镇", "教育局", "镇"])
def test_names_that_only_seem_towns(name: str) -> None:
    assert not looks_like_town(name)


def test_forms_of_one_town() -> None:
    assert same_town("东山", "东山镇")
    assert same_town("农业园区", "现代农业园区")
    assert not same_town("东山镇", "西山镇")


@pytest.mark.parametrize(
    ("text", "kind", "towns"),
    [
        pytest.param("东山镇、金沙镇", "named", ("东山镇", "金沙镇"), id="names"),
        pytest.param("东山镇", "named", ("东山镇",), id="one-name"),
        pytest.param(
            "道路：东山2、西河3。桥梁：北岭1、东山1", "named", ("东山", "西河", "北岭"), id="quotas"
        ),
        pytest.param("东山、西河、北岭开展乡村治理", "named", ("东山", "西河", "北岭"), id="names-and-verb"),
        pytest.param("11个街镇", "all_towns", (), id="count"),
        pytest.param("11个街镇及所属村居", "all_towns", (), id="count-and-villages"),
        pytest.param("各街镇按要求落实", "all_towns", (), id="each"),
        pytest.param("每个街镇60人", "all_towns", (), id="every"),
        pytest.param("全区", "all_towns", (), id="whole-district"),
        pytest.param("全县范围", "all_towns", (), id="whole-county"),
        pytest.param("3个街镇", "text", (), id="a-few"),
        pytest.param("各相关街镇", "text", (), id="some"),
        pytest.param("相关街镇", "text", (), id="some-short"),
        pytest.param("无平移项目", "text", (), id="prose"),
        pytest.param("东山白石村为试点", "text", (), id="village-is-no-town"),
        pytest.param("/", "none", (), id="nothing"),
        pytest.param("", "none", (), id="empty"),
    ],
)
def test_scope(text: str, kind: str, towns: tuple[str, ...]) -> None:
    scope = parse_scope(text, TOWNS)
    assert (scope.kind, scope.towns) == (kind, towns)
    assert scope.text == ("" if kind == "none" else text)


def test_unknown_short_names_are_no_scope() -> None:
    assert parse_scope("道路2公里、桥梁3座", Towns()).kind == "text"
