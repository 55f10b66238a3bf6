"""Whatever a cell holds, the parsers answer; and a changed quota never goes unnoticed."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasklists.importing import words
from tasklists.importing.fields import dates, milestones, numbers
from tasklists.importing.fields.departments import (
    collect_departments,
    parse_assignments,
    split_leads_in_brackets,
)
from tasklists.importing.fields.indicators import parse_indicators
from tasklists.importing.fields.investment import parse_investment
from tasklists.importing.fields.quotas import parse_quotas
from tasklists.importing.fields.scope import parse_scope
from tasklists.importing.fields.targets import parse_target
from tasklists.importing.fields.totals import match_targets
from tasklists.importing.fields.towns import Towns, collect_towns

TOWNS = Towns(frozenset({"东山", "西河", "北岭", "南湾街道", "现代农业园区"}), 11)
NAMES = ("东山", "西河", "北岭", "南湾街道", "现代农业园区")

# Pieces that real cells are made of, so that random text comes near to what is printed.
PRINTED = """
东山 西河 北岭 南湾街道 各街镇 11个街镇 区教育局 区农业农村和水利局 市公安局 牵头 配合 牵头单位： 责任单位：
分别 等 （ ） ( ) “ ” 《 》 、 ， , ； ; 。 ： : / 1 2.5 1,200 12.4万亩 亩 公里 个 户 % 以上 不低于 达到
完成 建设 全覆盖 12月底 2026.12 2月30日 每月 年底前 百分之八十五 两个 共 和 及 与 约 - — ~ ≥ １２ 的 并
〔2021〕5号 第五批 5G 1:1 20% 增长 同比下降 其中 每个街镇 * 张三
"""
PIECES = st.sampled_from([*PRINTED.split(), " ", "\n", "\t"])
CELLS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=300, deadline=2000)
@given(CELLS)
def test_no_text_makes_a_parser_fail(text: str) -> None:
    numbers.parse_number(text)
    numbers.find_quantities(text, chinese=True)
    dates.parse_date(text)
    dates.find_year(text)
    dates.parse_deadline(text, 2026)
    dates.parse_deadline(text, None)
    dates.parse_steps(text, 2026)
    milestones.parse_milestones(text, "Q3", 2026)
    milestones.parse_milestones(text, "", None)
    parse_assignments(text, "lead", first_leads=True)
    split_leads_in_brackets(text)
    collect_departments([text])
    parse_investment(text)
    parse_target("指标", text)
    parse_scope(text, collect_towns([text]))
    stated, _ = parse_indicators(text, title=text)
    for quota_column in (True, False):
        shared, _ = parse_quotas(text, TOWNS, column_is_quota=quota_column, title=text)
        match_targets(stated, shared, TOWNS, title=text)


@settings(max_examples=300, deadline=1000)
@given(CELLS)
def test_folding_keeps_every_place(text: str) -> None:
    assert len(words.fold(text)) == len(text)
    for quantity in numbers.find_quantities(text, chinese=True):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.value.is_finite()


@settings(max_examples=200, deadline=1000)
@given(CELLS)
def test_every_issue_keeps_its_raw_text(text: str) -> None:
    found = [
        *parse_assignments(text, "lead")[1],
        *dates.parse_deadline(text, 2026)[1],
        *parse_investment(text)[1],
        *parse_quotas(text, TOWNS)[1],
    ]
    assert all(issue.raw and issue.message for issue in found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("（" * 10_000, id="open-brackets"),
        pytest.param("区教育局、" * 2_000, id="long-list"),
        pytest.param("区教育局 " * 2_000, id="many-spaces"),
        pytest.param("市" * 10_000, id="one-character"),
        pytest.param("1" * 10_000, id="digits"),
        pytest.param("东山1、" * 2_000, id="many-quotas"),
        pytest.param("和" * 2_000, id="conjunctions"),
        pytest.param("区教育局和" * 1_500, id="joined-names"),
        pytest.param("达到1%，" * 2_000, id="many-targets"),
        pytest.param("12月底" * 2_000, id="many-dates"),
        pytest.param("局市" * 2_000, id="run-on"),
        pytest.param("牵头单位：" * 2_000, id="labels"),
    ],
)
def test_no_text_hangs_a_parser(text: str) -> None:
    begun = time.monotonic()
    parse_assignments(text, "lead")
    split_leads_in_brackets(text)
    dates.parse_deadline(text, 2026)
    dates.parse_steps(text, 2026)
    stated, _ = parse_indicators(text)
    shared, _ = parse_quotas(text, TOWNS)
    match_targets(stated[:200], shared[:200], TOWNS)
    parse_scope(text, TOWNS)
    milestones.parse_milestones(text, "H1", 2026)
    assert time.monotonic() - begun < 15


AMOUNTS = st.lists(
    st.decimals(min_value=0, max_value=99999, places=2, allow_nan=False), min_size=2, max_size=len(NAMES)
)


def cell(amounts: list[Decimal], unit: str) -> str:
    return "、".join(f"{town}{amount}{unit}" for town, amount in zip(NAMES, amounts, strict=False))


@settings(max_examples=150, deadline=1000)
@given(AMOUNTS, st.sampled_from(["亩", "公里", "万亩次", "户"]))
def test_printed_quotas_are_read_as_printed(amounts: list[Decimal], unit: str) -> None:
    total = sum(amounts, Decimal(0))
    shared, issues = parse_quotas(f"改造任务{total}{unit}：{cell(amounts, unit)}。", TOWNS)
    (row,), compared = match_targets((), shared, TOWNS)
    assert [quota.value for quota in row.quotas] == amounts
    assert (row.quota_sum, row.reconciles) == (total, True)
    assert not issues
    assert not compared


@settings(max_examples=150, deadline=1000)
@given(AMOUNTS, st.integers(0, 4), st.sampled_from(["1", "0", "5", "", "9.99"]), st.integers(0, 7))
def test_a_changed_quota_is_always_noticed(
    amounts: list[Decimal], which: int, digit: str, place: int
) -> None:
    """One figure of the list is altered by a character; the sum or an issue says so."""
    which %= len(amounts)
    printed = str(amounts[which])
    place = min(place, len(printed) - 1)
    changed = printed[:place] + digit + printed[place + 1 :]
    total = sum(amounts, Decimal(0))
    assume(not _same(changed, amounts[which]))
    pieces = [f"{town}{amount}" for town, amount in zip(NAMES, amounts, strict=False)]
    pieces[which] = f"{NAMES[which]}{changed}"
    shared, issues = parse_quotas(f"改造（亩）：{'、'.join(pieces)}", TOWNS)
    stated, _ = parse_indicators(f"完成{total}亩改造。")
    rows, compared = match_targets(stated, shared, TOWNS)
    reconciled = [row for row in rows if row.quotas and row.reconciles]
    assert not reconciled or issues or compared


def _same(changed: str, amount: Decimal) -> bool:
    value = numbers.to_decimal(changed) if changed else None
    return value == amount
