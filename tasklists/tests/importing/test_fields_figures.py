"""Indicators, shares and milestones in the form of our own: what is written reads back the same."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklists.importing.fields.figures import (
    indicator_line,
    milestone_line,
    parse_figures,
    parse_nodes,
)
from tasklists.importing.records import IndicatorRow, MilestoneRow, QuotaRow

D = Decimal


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("道路｜不低于 54.4 公里", IndicatorRow("道路", "公里", ">=", D("54.4"))),
        ("道路", IndicatorRow("道路")),
        ("培训｜每个街镇 60 人次", IndicatorRow("培训", "人次", each=D(60))),
        ("增幅｜区间 5~8 %", IndicatorRow("增幅", "%", "range", None, D(5), D(8))),
        ("满意度｜等于 -｜｜良好以上", IndicatorRow("满意度", text="良好以上")),
        (
            "道路｜等于 5 公里｜东浦镇 2；西塘镇",
            IndicatorRow(
                "道路",
                "公里",
                "=",
                D(5),
                quotas=(QuotaRow(("东浦镇",), D(2)), QuotaRow(("西塘镇",), None)),
                quota_sum=D(2),
                reconciles=False,
            ),
        ),
        (
            "示范片｜等于 1 个｜东浦镇+园区 1〔共同1个〕；西塘镇 1（计）",
            IndicatorRow(
                "示范片",
                "个",
                "=",
                D(1),
                quotas=(
                    QuotaRow(("东浦镇", "园区"), D(1), joint=True, text="共同1个"),
                    QuotaRow(("西塘镇",), D(1), implied=True),
                ),
                quota_sum=D(2),
                reconciles=False,
            ),
        ),
    ],
    ids=["target", "name alone", "each", "range", "words", "shares", "joint and implied"],
)
def test_a_line_is_read(line, row):
    assert parse_figures(line) == ((row,), ())


@pytest.mark.parametrize(
    "line",
    [
        "｜不低于 5",
        "道路｜大约 5",
        "道路｜不低于 五",
        "道路｜区间 5",
        "道路｜等于 5 公里｜东浦镇 二",
        "道路｜等于 NaN",
    ],
)
def test_a_line_that_cannot_be_read_is_reported_and_left_out(line):
    rows, issues = parse_figures(line)
    assert rows == ()
    assert [issue.code for issue in issues] == ["unreadable_number"]


def test_milestones_are_read():
    rows, issues = parse_nodes("上半年｜完成20%｜20%\n2026-09-15｜完成验收｜3 座\n12月｜全面完成", 2026)
    assert issues == ()
    assert rows == (
        MilestoneRow("H1", datetime.date(2026, 6, 30), "完成20%", percent=D(20)),
        MilestoneRow("2026-09-15", datetime.date(2026, 9, 15), "完成验收", value=D(3), unit="座"),
        MilestoneRow("M12", datetime.date(2026, 12, 31), "全面完成"),
    )


@pytest.mark.parametrize("line", ["五月份｜完成", "2026-02-31｜完成", "上半年｜完成｜很多"])
def test_a_milestone_that_cannot_be_read_is_reported(line):
    rows, issues = parse_nodes(line, 2026)
    assert rows == ()
    assert [issue.code for issue in issues] == ["unreadable_date"]


words = st.text(alphabet="道路桥梁改造（）()、，a1%-", min_size=1, max_size=8).filter(
    lambda text: text.strip("-")
)
towns = st.lists(st.sampled_from(["东浦镇", "西塘镇", "园区"]), min_size=1, max_size=2, unique=True)
values = st.decimals(min_value=0, max_value=10**9, places=4)
shares = st.builds(
    lambda names, value, implied: QuotaRow(
        tuple(names), value, implied and value is not None, joint=len(names) > 1
    ),
    towns,
    st.none() | values,
    st.booleans(),
)
indicators = st.builds(
    IndicatorRow,
    words,
    st.sampled_from(["", "公里", "万亩次", "%"]),
    st.sampled_from([">=", "<=", "=", ">", "<", "~", "up", "down"]),
    st.none() | values,
    text=st.sampled_from(["", "良好以上"]),
    quotas=st.lists(shares, max_size=4).map(tuple),
)


@settings(deadline=2000)  # a busy machine is no failure; what hangs is found all the same
@given(indicators)
def test_what_is_written_reads_back_the_same(row):
    read, issues = parse_figures(indicator_line(row))
    assert issues == ()
    assert [replace(back, quota_sum=None, reconciles=None) for back in read] == [row]


@settings(deadline=2000)
@given(st.text(), st.none() | st.integers(2000, 2100))
def test_any_text_is_read_or_reported_never_a_crash(text, year):
    parse_figures(text)
    parse_nodes(text, year)


@settings(deadline=2000)
@given(st.sampled_from(["H1", "Q3", "M10", "2026-05-04"]), st.none() | values)
def test_a_milestone_reads_back_the_same(period, percent):
    from tasklists.importing.fields.dates import period_due

    row = MilestoneRow(period, period_due(period, 2026), "完成", percent=percent)
    assert parse_nodes(milestone_line(row), 2026) == ((row,), ())
