"""Deadlines in every printed form; a year is never guessed."""

from __future__ import annotations

import datetime

import pytest

from tasklists.importing.fields.dates import find_year, parse_date, parse_deadline, parse_steps, period_due


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("12月底", "2026-12-31", id="month-end"),
        pytest.param("10 月底", "2026-10-31", id="space-inside"),
        pytest.param("12月\n底", "2026-12-31", id="line-break-inside"),
        pytest.param("6月底前", "2026-06-30", id="before-month-end"),
        pytest.param("12月", "2026-12-31", id="month-alone"),
        pytest.param("10月1日前", "2026-10-01", id="before-a-day"),
        pytest.param("12月31日", "2026-12-31", id="day"),
        pytest.param("12月31前", "2026-12-31", id="day-without-its-word"),
        pytest.param("2026.12", "2026-12-31", id="dotted"),
        pytest.param("2026.9", "2026-09-30", id="dotted-one-digit"),
        pytest.param("2025.11", "2025-11-30", id="another-year-is-kept"),
        pytest.param("2021年8月", "2021-08-31", id="year-and-month"),
        pytest.param("2026-12-31", "2026-12-31", id="iso"),
        pytest.param("2026-12-31 00:00:00", "2026-12-31", id="iso-with-time"),
        pytest.param("2026/12/31", "2026-12-31", id="slashes"),
        pytest.param("2026年12月31日前", "2026-12-31", id="full-date"),
        pytest.param("12.31", "2026-12-31", id="month-dot-day"),
        pytest.param("年底前", "2026-12-31", id="before-year-end"),
        pytest.param("年内", "2026-12-31", id="within-the-year"),
        pytest.param("2026年", "2026-12-31", id="year-alone"),
        pytest.param("到2030年", "2030-12-31", id="up-to-a-year"),
        pytest.param("2026年底", "2026-12-31", id="end-of-a-year"),
        pytest.param("2024-2026年", "2026-12-31", id="span-of-years"),
        pytest.param("上半年", "2026-06-30", id="first-half"),
        pytest.param("第三季度", "2026-09-30", id="third-quarter"),
        pytest.param("一季度", "2026-03-31", id="first-quarter"),
        pytest.param("2026年四季度末", "2026-12-31", id="quarter-of-a-year"),
        pytest.param("3-10月", "2026-10-31", id="span-of-months"),
        pytest.param("1月—12月", "2026-12-31", id="span-with-two-words"),
        pytest.param("2026年3月-12月", "2026-12-31", id="span-with-year"),
        pytest.param("2025年6月、12月", "2025-12-31", id="printed-year-reaches-on"),
        pytest.param("10月至次年3月", "2027-03-31", id="into-the-next-year"),
        pytest.param("11月下旬", "2026-11-30", id="last-ten-days"),
        pytest.param("12月中旬", "2026-12-20", id="middle-ten-days"),
        pytest.param("十二月底前", "2026-12-31", id="chinese-month"),
        pytest.param("二〇二六年十二月", "2026-12-31", id="chinese-year"),
        pytest.param("26年12月", "2026-12-31", id="two-digit-year"),
        pytest.param("6月底完成设计，11月底完成建设", "2026-11-30", id="latest-of-several"),
        pytest.param("2028年2月", "2028-02-29", id="leap-year"),
    ],
)
def test_the_last_day_meant(text: str, date: str) -> None:
    deadline, issues = parse_deadline(text, 2026)
    assert deadline is not None
    assert deadline.date == datetime.date.fromisoformat(date)
    assert not issues


@pytest.mark.parametrize(
    ("text", "recurring"),
    [
        ("全年", "yearly"),
        ("每年", "yearly"),
        ("长期坚持", "continuous"),
        ("持续推进", "continuous"),
        ("每月", "monthly"),
        ("每月25日前", "monthly"),
        ("每季度", "quarterly"),
    ],
)
def test_recurring_words_have_no_single_day(text: str, recurring: str) -> None:
    deadline, issues = parse_deadline(text, 2026)
    assert deadline is not None
    assert (deadline.date, deadline.recurring) == (None, recurring)
    assert not issues


@pytest.mark.parametrize(
    "text", ["按市要求", "印发之日起30日内", "13月底", "2月30日", "2025年前", "适当时候完成", "汛期前"]
)
def test_an_unreadable_date_is_reported_and_kept_as_text(text: str) -> None:
    deadline, issues = parse_deadline(text, 2026)
    assert deadline is not None
    assert deadline.text == text
    assert deadline.date is None
    assert [issue.code for issue in issues] == ["unreadable_date"]
    assert issues[0].raw == text


def test_a_month_before_which_is_doubtful() -> None:
    deadline, issues = parse_deadline("6月前", 2026)
    assert deadline is not None
    assert deadline.date == datetime.date(2026, 6, 30)
    assert [issue.code for issue in issues] == ["unreadable_date"]


def test_without_a_year_there_is_no_date() -> None:
    deadline, issues = parse_deadline("12月底", None)
    assert deadline is not None
    assert deadline.date is None
    assert [issue.code for issue in issues] == ["missing_year"]


@pytest.mark.parametrize("text", ["", "/", "—", " "])
def test_an_empty_cell_is_no_deadline(text: str) -> None:
    assert parse_deadline(text, 2026) == (None, ())


def test_several_dated_steps_become_milestones() -> None:
    steps = parse_steps("6月底前完成方案；9月30日前完成招标，签订合同；12月底验收", 2026)
    assert [(step.period, str(step.due), step.text) for step in steps] == [
        ("M06", "2026-06-30", "6月底前完成方案"),
        ("2026-09-30", "2026-09-30", "9月30日前完成招标，签订合同"),
        ("M12", "2026-12-31", "12月底验收"),
    ]


def test_numbered_items_are_steps_each_with_its_own_date() -> None:
    steps = parse_steps("1、市场7月1日投入运营 2、车站2027年12月底完成 3、公园10月底前完成", 2026)
    assert [(step.period, str(step.due), step.text) for step in steps] == [
        ("2026-07-01", "2026-07-01", "市场7月1日投入运营"),
        ("M10", "2026-10-31", "公园10月底前完成"),
        ("2027-12-31", "2027-12-31", "车站2027年12月底完成"),
    ]


def test_lines_with_a_date_each_are_several_dates() -> None:
    deadline, issues = parse_deadline("11月\n2026.8", 2026)
    assert deadline is not None
    assert (deadline.text, str(deadline.date)) == ("11月；2026.8", "2026-11-30")
    assert not issues
    assert [step.period for step in parse_steps("11月\n2026.8", 2026)] == ["M08", "M11"]


def test_one_date_is_no_steps() -> None:
    assert parse_steps("12月底前完成", 2026) == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年6月6日", "2023-06-06"),
        ("2024 年 5 月 24 日印发", "2024-05-24"),
        ("二〇二三年六月六日", "2023-06-06"),
        ("二○二三年十一月二十一日", "2023-11-21"),
        ("2023-05-16 15:04", "2023-05-16"),
    ],
)
def test_date_of_issue(text: str, date: str) -> None:
    assert parse_date(text) == datetime.date.fromisoformat(date)


@pytest.mark.parametrize("text", ["2023年6月", "6月6日", "2023年13月1日", ""])
def test_no_full_date_of_issue(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022年清河区重点任务清单（74项）", 2022),
        ("2026 年度任务清单", 2026),
        ("二〇二三年任务清单", 2023),
        ("2023年任务清单（2023-2025年）", 2023),
        ("三年行动（2023—2025年）", None),
        ("清农办〔2023〕4号", None),
        ("2022年和2023年任务", None),
        ("任务清单", None),
    ],
)
def test_year_of_a_title(text: str, year: int | None) -> None:
    assert find_year(text) == year


@pytest.mark.parametrize(
    ("period", "day"), [("H1", "06-30"), ("Q1", "03-31"), ("Q4", "12-31"), ("M02", "02-28"), ("H2", "12-31")]
)
def test_last_day_of_a_period(period: str, day: str) -> None:
    assert period_due(period, 2026).isoformat() == f"2026-{day}"


def test_a_month_that_does_not_exist_gives_no_date():
    deadline, issues = parse_deadline("2026年13月45日", 2026)
    assert deadline is not None
    assert deadline.date is None
    assert [issue.code for issue in issues] == ["unreadable_date"]
