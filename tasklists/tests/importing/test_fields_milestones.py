"""Cells of milestone columns and of the investment column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasklists.importing.fields.investment import parse_investment
from tasklists.importing.fields.milestones import parse_milestones


@pytest.mark.parametrize(
    ("text", "percent", "value", "unit"),
    [
        pytest.param("完成20%", 20, None, None, id="percent"),
        pytest.param("完成 20%", 20, None, None, id="space"),
        pytest.param("形象进度累计完成约60%", 60, None, None, id="about"),
        pytest.param("完成某片区整治进度达到30%。", 30, None, None, id="progress-of-the-task"),
        pytest.param("累计完成2.2公里", None, "2.2", "公里", id="quantity"),
        pytest.param("完成3个服务站的升级改造。", None, "3", "个", id="count"),
        pytest.param("按照市级时间要求,完成5个村的评价。", None, "5", "个", id="ground-before"),
        pytest.param("完成立项，陆续施工", None, None, None, id="no-figure"),
        pytest.param("首批进度达到60%，第二批进度达到20%", None, None, None, id="two-figures"),
        pytest.param("养老设施完成20%。按需设置服务点。", None, None, None, id="figure-of-a-part"),
        pytest.param("公厕完成20%;道路完成20%。", None, None, None, id="two-parts-alike"),
        pytest.param("2025年项目完成建设;2026年项目启动", None, None, None, id="years"),
        pytest.param("梳理收入低于60万元的名单", None, None, None, id="condition"),
        pytest.param("完成1-2个方案", None, None, None, id="range"),
    ],
)
def test_the_figure_of_a_milestone(
    text: str, percent: int | None, value: str | None, unit: str | None
) -> None:
    ((row,), issues) = parse_milestones(text, "Q3", 2026)
    assert (row.period, str(row.due), row.text) == ("Q3", "2026-09-30", text)
    assert row.percent == percent
    assert row.value == (None if value is None else Decimal(value))
    assert row.unit == unit
    assert not issues


@pytest.mark.parametrize("text", ["", "/", "—"])
def test_an_empty_cell_is_no_milestone(text: str) -> None:
    assert parse_milestones(text, "H1", 2026) == ((), ())


def test_dated_steps_in_one_cell_are_several_milestones() -> None:
    rows, _ = parse_milestones("6月底前完成50%；12月底前完成100%", "", 2026)
    assert [(row.period, row.percent) for row in rows] == [("M06", 50), ("M12", 100)]


def test_without_period_and_date_the_cell_is_reported() -> None:
    rows, issues = parse_milestones("完成招标", "", 2026)
    assert rows == ()
    assert [issue.code for issue in issues] == ["unreadable_date"]


def test_without_a_year_a_milestone_has_no_day() -> None:
    ((row,), _) = parse_milestones("完成20%", "H1", None)
    assert (row.period, row.due, row.percent) == ("H1", None, 20)


@pytest.mark.parametrize(
    ("text", "unit", "amount", "approximate"),
    [
        ("278138", "万元", "278138", False),
        ("约68916", "万元", "68916", True),
        ("10478.4", "万元", "10478.4", False),
        ("1.2", "亿元", "12000", False),
        ("1.2亿元", "万元", "12000", False),
        ("500000元", "万元", "50", False),
        ("1,560", "万元", "1560", False),
        ("总投资500万元，其中市级300万元", "万元", "500", False),
    ],
)
def test_investment(text: str, unit: str, amount: str, approximate: bool) -> None:
    investment, issues = parse_investment(text, unit)
    assert investment is not None
    assert (investment.amount_wan, investment.approximate) == (Decimal(amount), approximate)
    assert investment.text == text
    assert not issues


@pytest.mark.parametrize("text", ["待定", "1000-2000", "-5", "市级300万元、区级200万元"])
def test_an_investment_without_one_total_is_reported(text: str) -> None:
    investment, issues = parse_investment(text)
    assert investment is not None
    assert (investment.text, investment.amount_wan) == (text, None)
    assert [issue.code for issue in issues] == ["unreadable_number"]


def test_a_slash_is_kept_and_has_no_amount() -> None:
    investment, issues = parse_investment("/")
    assert investment is not None
    assert (investment.text, investment.amount_wan) == ("/", None)
    assert not issues
    assert parse_investment("") == (None, ())
