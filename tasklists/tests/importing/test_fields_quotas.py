"""Town quotas in every printed form, and their sums against what the text states."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasklists.importing.fields.indicators import parse_indicators
from tasklists.importing.fields.quotas import parse_quotas
from tasklists.importing.fields.totals import match_targets
from tasklists.importing.fields.towns import Towns
from tasklists.importing.records import IndicatorRow, Issue

TOWNS = Towns(frozenset({"东山", "东山镇", "西河", "西河镇", "北岭", "南湾街道", "现代农业园区"}), 11)


def read(text: str, **kwargs: object) -> tuple[IndicatorRow, ...]:
    return parse_quotas(text, TOWNS, **kwargs)[0]  # type: ignore[arg-type]


def values(row: IndicatorRow) -> dict[str, str]:
    return {"+".join(quota.towns): str(quota.value) for quota in row.quotas}


def matched(
    requirement: str, cell: str, title: str = ""
) -> tuple[tuple[IndicatorRow, ...], tuple[Issue, ...]]:
    stated, _ = parse_indicators(requirement, title=title)
    shared, _ = parse_quotas(cell, TOWNS, title=title)
    return match_targets(stated, shared, TOWNS, title=title)


@pytest.mark.parametrize(
    ("text", "name", "unit", "target", "quotas"),
    [
        pytest.param(
            "道路（公里）：东山2、西河1.5。",
            "道路",
            "公里",
            None,
            {"东山": "2", "西河": "1.5"},
            id="unit-in-heading",
        ),
        pytest.param(
            "停车场(点)(个):东山镇11;西河镇4。",
            "停车场(点)",
            "个",
            None,
            {"东山镇": "11", "西河镇": "4"},
            id="two-brackets",
        ),
        pytest.param(
            "标牌(个村):东山镇1;西河镇4。",
            "标牌",
            "个村",
            None,
            {"东山镇": "1", "西河镇": "4"},
            id="unit-of-two-words",
        ),
        pytest.param(
            "产量：东山1.05 万吨、西河2.3 万吨",
            "产量",
            "万吨",
            None,
            {"东山": "1.05", "西河": "2.3"},
            id="unit-in-cell-with-space",
        ),
        pytest.param(
            "绿色基地：东山镇1、西河镇1。", "绿色基地", "", None, {"东山镇": "1", "西河镇": "1"}, id="no-unit"
        ),
        pytest.param(
            "东山1、西河2、北岭40。", "", "", None, {"东山": "1", "西河": "2", "北岭": "40"}, id="no-heading"
        ),
        pytest.param(
            "落实任务2.5万亩：东山4000亩、西河21000亩",
            "任务",
            "亩",
            "2.5",
            {"东山": "4000", "西河": "21000"},
            id="total-in-heading",
        ),
        pytest.param(
            "拟申报示范村共3个村：东山镇1个、西河镇2个",
            "申报示范村",
            "个",
            "3",
            {"东山镇": "1", "西河镇": "2"},
            id="counted-heading",
        ),
        pytest.param(
            "2个示范点建设：东山镇、西河镇。",
            "示范点建设",
            "个",
            "2",
            {"东山镇": "1", "西河镇": "1"},
            id="towns-without-numbers",
        ),
        pytest.param(
            "东山镇、现代农业园区共1个先行片区建设",
            "先行片区建设",
            "个",
            None,
            {"东山镇+现代农业园区": "1"},
            id="shared-by-two",
        ),
        pytest.param(
            "东山镇和现代农业园区共同推进1个先行片区",
            "先行片区",
            "个",
            None,
            {"东山镇+现代农业园区": "1"},
            id="shared-with-verb",
        ),
        pytest.param(
            "东山创建4家睦邻点，西河创建2家睦邻点。",
            "睦邻点",
            "家",
            None,
            {"东山": "4", "西河": "2"},
            id="verb-and-noun",
        ),
        pytest.param(
            "收益分配：东山4个，西河6个", "收益分配", "个", None, {"东山": "4", "西河": "6"}, id="wide-commas"
        ),
        pytest.param(
            "改造道路：东山3.3公里、\n西河5.6公里。",
            "改造道路",
            "公里",
            None,
            {"东山": "3.3", "西河": "5.6"},
            id="list-over-two-lines",
        ),
        pytest.param(
            "绿道：东山镇（2公里）、西河镇（3公里）",
            "绿道",
            "公里",
            None,
            {"东山镇": "2", "西河镇": "3"},
            id="numbers-in-brackets",
        ),
        pytest.param(
            "建设公厕3座（东山镇1座、西河镇2座）",
            "公厕",
            "座",
            "3",
            {"东山镇": "1", "西河镇": "2"},
            id="list-in-brackets",
        ),
        pytest.param(
            "年内完成评审，其中，东山415亩、西河340亩",
            "",
            "亩",
            None,
            {"东山": "415", "西河": "340"},
            id="among-which",
        ),
        pytest.param(
            "户厕改造：东山1,200户、西河800户",
            "户厕改造",
            "户",
            None,
            {"东山": "1200", "西河": "800"},
            id="thousands",
        ),
        pytest.param(
            "东山、西河、北岭各1个", "", "个", None, {"东山": "1", "西河": "1", "北岭": "1"}, id="one-each"
        ),
        pytest.param(
            "东山镇、西河镇各建设2个示范村",
            "示范村",
            "个",
            None,
            {"东山镇": "2", "西河镇": "2"},
            id="each-with-verb",
        ),
        pytest.param(
            "东山镇50 西河镇80", "", "", None, {"东山镇": "50", "西河镇": "80"}, id="parted-by-spaces"
        ),
        pytest.param(
            "东山镇50座\n西河镇80座", "", "座", None, {"东山镇": "50", "西河镇": "80"}, id="a-line-each"
        ),
        pytest.param("东山约50亩、西河30亩左右", "", "亩", None, {"东山": "50", "西河": "30"}, id="about"),
        pytest.param(
            "东山镇120户（其中脱贫户20户）、西河镇80户",
            "",
            "户",
            None,
            {"东山镇": "120", "西河镇": "80"},
            id="remark-on-a-share",
        ),
        pytest.param(
            "改造：东山镇0.5万亩、西河镇3000亩",
            "改造",
            "万亩",
            None,
            {"东山镇": "0.5", "西河镇": "0.3"},
            id="two-units",
        ),
        pytest.param(
            "东山镇50、西河镇60、石桥30",
            "",
            "",
            None,
            {"东山镇": "50", "西河镇": "60", "石桥": "30"},
            id="an-unknown-among-known",
        ),
    ],
)
def test_forms_of_a_quota_cell(
    text: str, name: str, unit: str, target: str | None, quotas: dict[str, str]
) -> None:
    (row,) = (row for row in read(text) if row.quotas)
    assert (row.name, row.unit) == (name, unit)
    assert row.target == (None if target is None else Decimal(target))
    assert values(row) == quotas


def test_several_items_in_one_cell_are_one_indicator_each() -> None:
    rows = read("道路（公里）：东山2、西河2。\n桥梁（座）：东山3、北岭8。")
    assert [(row.name, row.unit, len(row.quotas)) for row in rows] == [("道路", "公里", 2), ("桥梁", "座", 2)]


def test_items_parted_by_a_semicolon_or_a_number_are_apart() -> None:
    rows = read("示范镇：东山镇1个；\n示范基地：西河1个、北岭1个。 4.收益分配：东山2个，西河3个。")
    assert [(row.name, len(row.quotas)) for row in rows] == [("示范镇", 1), ("示范基地", 2), ("收益分配", 2)]


def test_things_listed_town_by_town_are_one_indicator_a_thing() -> None:
    rows = read("东山镇：道路2公里、桥梁3座；\n西河镇：道路1.5公里、桥梁4座。")
    assert [(row.name, row.unit, values(row)) for row in rows] == [
        ("道路", "公里", {"东山镇": "2", "西河镇": "1.5"}),
        ("桥梁", "座", {"东山镇": "3", "西河镇": "4"}),
    ]


def test_items_parted_by_a_space_are_apart() -> None:
    rows = read("公厕(座):东山镇1、西河镇3。 养老站(个):东山镇1、南湾街道1。", column_is_quota=False)
    assert [(row.name, row.unit, values(row)) for row in rows] == [
        ("公厕", "座", {"东山镇": "1", "西河镇": "3"}),
        ("养老站", "个", {"东山镇": "1", "南湾街道": "1"}),
    ]


def test_a_total_in_prose_before_its_shares() -> None:
    (row,) = read("完成户厕改造300户，其中东山镇120户、西河镇180户。", column_is_quota=False)
    assert (row.name, row.unit, row.target) == ("户厕改造", "户", 300)
    assert values(row) == {"东山镇": "120", "西河镇": "180"}


def test_implied_and_joint_are_marked() -> None:
    (row,) = read("3家示范场：东山、西河、现代农业园区。")
    assert all(quota.implied for quota in row.quotas)
    (shared,) = read("东山镇、现代农业园区共1个先行片区")
    assert [quota.joint for quota in shared.quotas] == [True]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("11个街镇", id="count-of-towns"),
        pytest.param("11个街镇、现代农业园区", id="count-and-another"),
        pytest.param("东山镇", id="name-alone"),
        pytest.param("东山、西河、北岭。", id="names-alone"),
        pytest.param("东山、西河、北岭开展试点", id="names-and-verb"),
        pytest.param("待市级下达后按要求推进。", id="prose"),
        pytest.param("道路10公里、桥梁3座、管网5公里", id="things"),
        pytest.param("户厕30个、公厕5个、化粪池8个", id="things-alike"),
        pytest.param("在东山镇、西河镇建设2个示范园", id="one-figure-for-two"),
        pytest.param("东山镇、西河镇3个乡镇", id="names-and-count"),
        pytest.param("东山白石村、西河青石村为重点，以上2个村", id="villages"),
        pytest.param("", id="empty"),
        pytest.param("/", id="slash"),
    ],
)
def test_a_scope_is_no_quota(text: str) -> None:
    assert not any(row.quotas or row.target == 11 or row.each == 11 for row in read(text))


def test_items_of_things_are_no_quotas_outside_the_quota_column() -> None:
    assert parse_quotas("道路2公里、桥梁3座、公厕4座", TOWNS, column_is_quota=False)[0] == ()


def test_the_same_asked_of_every_town() -> None:
    (row,) = read("体育指导员按每个街镇60人分配。")
    assert (row.name, row.unit, row.each, row.target) == ("体育指导员", "人", Decimal(60), None)


def test_one_each_of_all_towns_is_asked_of_every_town() -> None:
    (row,) = read("11个街镇各2个")
    assert (row.unit, row.each, row.target) == ("个", 2, None)


def test_a_range_for_a_town_is_reported_not_guessed() -> None:
    rows, issues = parse_quotas("绿道：东山镇5-8公里", TOWNS)
    assert not any(row.quotas for row in rows)
    assert [issue.code for issue in issues] == ["unreadable_number"]


def test_a_broken_piece_of_a_list_is_reported_and_the_rest_kept() -> None:
    rows, issues = parse_quotas("道路（公里）：东山2、西河两点五里5公里半、北岭6", TOWNS)
    assert values(rows[0]) == {"东山": "2", "北岭": "6"}
    assert [issue.code for issue in issues] == ["unreadable_number"]


def test_a_stated_total_in_another_unit_is_converted() -> None:
    (row,), issues = matched("稳定生产。", "落实任务2.5万亩：东山4000亩、西河21000亩。")
    assert (row.unit, row.target, row.quota_sum, row.reconciles) == ("亩", 25000, 25000, True)
    assert not issues


def test_a_group_takes_its_target_from_the_requirement() -> None:
    rows, issues = matched(
        "改造54.4公里破损村道及48座危桥。", "道路（公里）：东山50、西河10.54。\n桥梁（座）：东山33。"
    )
    assert [(r.name, r.target, r.quota_sum, r.reconciles) for r in rows] == [
        ("道路", Decimal("54.4"), Decimal("60.54"), False),
        ("桥梁", Decimal(48), Decimal(33), False),
    ]
    assert [issue.code for issue in issues] == ["quota_sum_mismatch", "quota_sum_mismatch"]


def test_counts_of_different_words_are_compared_as_they_stand() -> None:
    (row,), issues = matched("推进2座森林公园建设。", "森林公园(个):东山镇1、西河镇1")
    assert (row.unit, row.target, row.reconciles) == ("个", 2, True)
    assert not issues


def test_the_requirements_comparator_is_kept() -> None:
    (row,), _ = matched("常年菜田面积不低于4.1万亩。", "常年菜田面积4.1万亩：东山2万亩、西河2.1万亩。")
    assert (row.comparator, row.target, row.reconciles) == (">=", Decimal("4.1"), True)


def test_a_nameless_list_takes_the_name_of_what_it_shares_out() -> None:
    (row,), _ = matched("培育职业农民100名。", "东山40、西河60。", "培育职业农民")
    assert (row.name, row.unit, row.target, row.reconciles) == ("培育职业农民", "名", 100, True)


def test_another_total_in_the_cell_stands_beside_the_requirements() -> None:
    rows, issues = matched(
        "绿色养殖推广面积达17400亩。", "绿色养殖推广面积17860亩：东山7860亩、西河10000亩。"
    )
    assert [(row.target, row.reconciles) for row in rows] == [(17400, None), (17860, True)]
    assert [issue.code for issue in issues] == ["quota_sum_mismatch"]


def test_a_difference_by_rounding_is_told_from_a_mistake() -> None:
    _, issues = matched("完成3976亩农田建设。", "农田建设：东山322.3亩、西河3654亩。")
    assert [(issue.code, issue.level) for issue in issues] == [("quota_sum_rounding", "info")]
    _, issues = matched("建设1000户庭院。", "庭院（户）：东山镇501、西河镇500。")
    assert [(issue.code, issue.level) for issue in issues] == [("quota_sum_mismatch", "warning")]


def test_what_is_asked_of_every_town_is_counted_against_the_total() -> None:
    (row,), issues = matched("培训体育指导员600人次。", "体育指导员按每个街镇60人分配。")
    assert (row.target, row.each, row.quota_sum, row.reconciles) == (600, 60, 660, False)
    assert [issue.code for issue in issues] == ["quota_sum_mismatch"]


def test_a_share_asked_of_every_town_does_not_add_up() -> None:
    (row,), issues = matched("良种覆盖率达到97%以上。", "各街镇良种覆盖率达到97%以上。")
    assert (row.target, row.each, row.quota_sum) == (97, 97, None)
    assert not issues


def test_two_like_targets_take_no_group_by_words_alone() -> None:
    rows, issues = matched(
        "推进首批2个固定观察点运行，完成第二批4个固定观察点建设。", "固定观察点：东山1、西河5、北岭5。"
    )
    assert [row.quota_sum for row in rows if row.quotas] == [11]
    assert [row.target for row in rows if row.quotas] == [None]
    assert not issues


def test_a_target_said_in_two_fields_is_one() -> None:
    stated = [
        *parse_indicators("推进2座森林公园建设。")[0],
        *parse_indicators("推进2座森林公园建设，方便市民。")[0],
    ]
    rows, _ = match_targets(stated, (), TOWNS)
    assert len(rows) == 1


def test_a_figure_that_could_be_a_date_is_none_before_its_unit() -> None:
    (row,) = read("改造任务2002.01亩：东山2.01亩、西河2000亩。")
    assert (row.target, row.text) == (Decimal("2002.01"), "2002.01亩")


def test_a_total_with_its_unit_in_the_heading_needs_no_town() -> None:
    rows = read("村路整治(公里):5 临河道路整治(公里):2.5 隐患整治(个):10", column_is_quota=False)
    assert [(row.name, row.unit, str(row.target)) for row in rows] == [
        ("村路整治", "公里", "5"),
        ("临河道路整治", "公里", "2.5"),
        ("隐患整治", "个", "10"),
    ]
    stated, _ = parse_indicators("完成5公里较差村路整治、2.5公里临河村路整治。")
    merged, _ = match_targets(stated, rows, TOWNS)
    assert [row.name for row in merged] == ["较差村路整治", "临河村路整治", "隐患整治"]
