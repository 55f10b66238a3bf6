"""The figures of a dashboard from plain states, worked out by hand; no database."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from progress.status import Totals
from reporting.dashboards import Dashboard, Past, dashboard
from reporting.dashboards.grouping import by_list
from reporting.dashboards.investment import investment
from reporting.measures import Measures
from reporting.milestones import Window, is_in, windows_on
from reporting.states import Body, MilestoneState, TaskState
from reporting.tallies import belongs
from reporting.tests.bulletin_states import EAST, FARM, FIRST, SECOND, WATER, WEST, make_state
from reporting.trends import Month

TODAY = datetime.date(2026, 8, 10)
ROWS = "/lists/1/"


def milestone(month: int, met: bool | None) -> MilestoneState:
    return MilestoneState(f"M{month:02}", datetime.date(2026, month, 28), "", None, met)


STATES = [
    make_state(
        1, "done", FARM, categories=(FIRST,), towns=(EAST, WEST), demand_bp=6000, investment_wan=Decimal(100)
    ),
    make_state(
        2, "done_late", FARM, categories=(FIRST,), milestones=(milestone(3, True), milestone(9, True))
    ),
    make_state(
        3,
        "overdue",
        WATER,
        categories=(FIRST,),
        towns=(WEST,),
        due_on=datetime.date(2026, 7, 31),
        reported_bp=12000,
        demand_bp=10000,
        investment_wan=Decimal("50.5"),
    ),
    make_state(
        4,
        "far_behind",
        FARM,
        categories=(SECOND,),
        towns=(EAST,),
        reported_bp=1500,
        demand_bp=6000,
        behind_bp=4500,
        investment_wan=Decimal(20),
        milestones=(milestone(7, False), milestone(9, None)),
    ),
    make_state(
        5,
        "near_deadline",
        due_on=datetime.date(2026, 8, 12),
        demand_bp=9000,
        milestones=(milestone(8, None),),
        investment_wan=Decimal(30),
    ),
    make_state(
        6, "on_schedule", WATER, categories=(SECOND,), due_on=datetime.date(2026, 9, 9), reported_bp=7000
    ),
    make_state(7, "nothing_due", due_on=None),
]


def shown(states: list[TaskState] | None = None, **given: Any) -> Dashboard:
    return dashboard(STATES if states is None else states, TODAY, ROWS, year=2026, **given)


def numbers(figures: Any) -> dict[str, int]:
    return {figure.group: figure.number for figure in figures}


def test_top_line() -> None:
    held = shown()
    assert numbers(held.big) == {"all": 7, "done": 2, "overdue": 1, "behind": 1, "due_soon": 2}
    assert numbers(held.small) == {
        "done_on_time": 1,
        "done_late": 1,
        "attention": 1,
        "on_schedule": 1,
        "not_started": 1,
    }
    assert [figure.address for figure in held.big[:2]] == ["/lists/1/", "/lists/1/?group=done"]


def test_each_number_of_the_top_line_counts_the_rows_that_its_address_asks_for() -> None:
    held = shown()
    for figure in [*held.big, *held.small]:
        rows = [state for state in STATES if belongs(state, figure.group, TODAY)]
        assert len(rows) == figure.number, figure.group


def month(number: int, *, year: int = 2026, **counts: int) -> Month:
    day = datetime.date(year, number, 25)
    return Month(day.replace(day=1), day, Totals(**counts), Measures(), 1)


def test_changes_against_last_month() -> None:
    held = shown(past=Past(before=month(7, all=7, done=3, done_late=1, overdue=0, behind=1)))
    changes = {figure.group: figure.change for figure in [*held.big, *held.small]}
    assert changes["all"] == ""
    assert changes["done"] == "−1"
    assert changes["done_on_time"] == "−1"
    assert changes["overdue"] == "+1"
    assert held.before_word == "上月"
    assert all(figure.before is not None for figure in held.big)


def test_where_a_list_came_since_it_says_why_nothing_is_compared() -> None:
    assert shown(past=Past(months=(month(6, all=3),))).lists_came is (
        len({row.list_pk for row in STATES}) > 1
    )
    one = [row for row in STATES if row.list_pk == STATES[0].list_pk]
    assert not shown(one, past=Past(months=(month(6, all=3),))).lists_came
    second = replace(one[0], list_pk=99)
    assert shown([*one, second], past=Past(months=(month(6, all=3),))).lists_came
    assert not shown([*one, second]).lists_came


def test_changes_name_the_month_where_it_is_not_the_last_one() -> None:
    assert shown(past=Past(before=month(5, all=7))).before_word == "5月"


def test_no_snapshot_no_change() -> None:
    assert {figure.change for figure in shown().big} == {""}
    assert {figure.before for figure in shown().big} == {None}


def test_worst_first_and_whose() -> None:
    held = shown()
    assert [state.number for state in held.worst] == ["3", "4", "5"]
    assert [(owner.word, owner.number) for owner in held.owners] == [("区水务局", 1), ("区农业农村委", 1)]
    assert held.owners[0].address == f"/lists/1/?lead={WATER.pk}&group=trouble"


def test_ten_worst_and_six_owners_at_most() -> None:
    many = [make_state(number, "overdue", Body(number, f"部门{number}")) for number in range(1, 10)]
    many += [replace(state, pk=state.pk + 20) for state in many]
    held = shown(many)
    assert len(held.worst) == 10
    assert (len(held.owners), held.owners_more) == (6, 3)


def test_due_soon_is_every_open_task_within_30_days_the_nearest_first() -> None:
    held = shown()
    assert [state.number for state in held.soonest] == ["5", "6"]
    assert held.due_soon.number == 2


def test_town_staff_get_every_figure_but_their_own_rows_only() -> None:
    held = dashboard(STATES, TODAY, "", frozenset({4}), year=2026)
    assert held.totals.all == 7
    assert [state.number for state in held.worst] == ["4"]
    figures = [*held.big, *held.small, *held.owners]
    figures += [
        figure for table in held.breakdowns.values() for t in table.tallies for figure in t.figures.values()
    ]
    assert held.pace and held.investment
    figures += [held.pace.total.measured, held.investment.total.tasks, held.nodes[0].missed]
    assert {figure.address for figure in figures} == {""}


@pytest.mark.parametrize(
    ("table", "name", "counts", "share"),
    [
        ("departments", "区农业农村委", [3, 2, 0, 1, 0], 67),
        ("departments", "区水务局", [2, 0, 1, 0, 1], 0),
        ("departments", "无牵头部门", [2, 0, 0, 0, 1], 0),
        ("categories", "一、产业", [3, 2, 1, 0, 0], 67),
        ("categories", "未分类", [2, 0, 0, 0, 1], 0),
        ("towns", "东浦镇", [2, 1, 0, 1, 0], 50),
        ("towns", "西塘镇", [2, 1, 1, 0, 0], 50),
    ],
)
def test_breakdowns(table: str, name: str, counts: list[int], share: int) -> None:
    (tally,) = [tally for tally in shown().breakdowns[table].tallies if tally.name == name]
    assert [figure.number for figure in tally.figures.values()] == counts
    assert tally.done_share == share


def test_a_single_list_is_not_set_beside_itself() -> None:
    assert "lists" not in shown().breakdowns
    two = [*STATES, replace(STATES[0], pk=99, list_pk=2, list_title="另一张")]
    assert [tally.name for tally in shown(two).breakdowns["lists"].tallies] == [
        STATES[0].list_title,
        "另一张",
    ]


# ---- sorting ----


def names(held: Dashboard, table: str) -> list[str]:
    return [tally.name for tally in held.breakdowns[table].tallies]


def test_departments_stand_worst_first_until_they_are_sorted() -> None:
    assert names(shown(), "departments") == ["区水务局", "区农业农村委", "无牵头部门"]
    by_number = shown(asked={"sort_departments": "-all"})
    assert names(by_number, "departments") == ["区农业农村委", "区水务局", "无牵头部门"]
    assert names(by_number, "towns") == ["东浦镇", "西塘镇"]


def test_heads_keep_what_else_the_address_asks_and_turn_round() -> None:
    held = shown(asked={"sort_departments": "-all", "sort_towns": "name"})
    heads = {head.name: head for head in held.breakdowns["departments"].heads}
    assert heads["all"].direction == "down"
    assert heads["all"].address == "?sort_towns=name&sort_departments=all#part-departments"
    assert heads["overdue"].address == "?sort_towns=name&sort_departments=-overdue#part-departments"
    assert heads["name"].address.startswith("?sort_towns=name&sort_departments=name")
    assert (heads["all"].aria, heads["name"].aria) == ("descending", "none")


def test_an_unknown_column_changes_nothing() -> None:
    assert names(shown(asked={"sort_towns": "-nothing"}), "towns") == ["东浦镇", "西塘镇"]


# ---- who reports in time ----

BODIES = (
    {
        "kind": "department",
        "pk": FARM.pk,
        "name": FARM.name,
        "owed": 3,
        "on_time": 2,
        "late": 1,
        "missing": 0,
    },
    {
        "kind": "department",
        "pk": FARM.pk,
        "name": FARM.name,
        "owed": 1,
        "on_time": 1,
        "late": 0,
        "missing": 0,
    },
    {"kind": "department", "pk": 77, "name": "区气象局", "owed": 2, "on_time": 0, "late": 0, "missing": 2},
    {"kind": "town", "pk": EAST.pk, "name": EAST.name, "owed": 0, "on_time": 0, "late": 0, "missing": 0},
)


def test_reports_of_several_lists_are_added_up_and_who_leads_nothing_stands_at_the_end() -> None:
    held = shown(past=Past(bodies=BODIES, period="2026年7月"))
    table = held.breakdowns["departments"]
    assert [(t.name, t.on_time_share) for t in table.tallies] == [
        ("区水务局", None),
        ("区农业农村委", 75),
        ("无牵头部门", None),
        ("区气象局", 0),
    ]
    assert table.heads[-1].name == "reports"
    assert table.tallies[-1].figures["all"].address == ""


def test_without_a_snapshot_there_is_no_column_of_reports() -> None:
    assert [head.name for head in shown().breakdowns["departments"].heads][-1] == "soon"


# ---- against the calendar ----


def test_pace_is_the_mean_of_the_tasks_that_a_figure_measures() -> None:
    held = shown().pace
    assert held
    # 1 is closed: 100 of 60 %; 3 counts 100 of 100 %; 4 15 of 60 %; 5 nothing yet of 90 %
    measures = held.total.measures
    assert (measures.reported, measures.asked, measures.behind) == (54, 78, 24)
    assert [f.number for f in (held.total.measured, held.total.on_pace, held.total.off_pace)] == [4, 2, 2]
    assert {row.name: (row.measures.reported, row.measures.asked) for row in held.rows} == {
        "一、产业": (100, 80),
        "二、环境": (15, 60),
        "未分类": (0, 90),
    }
    assert held.rows[1].off_pace.address == f"/lists/1/?category={SECOND.pk}&group=off_pace"


def test_nothing_is_measured() -> None:
    assert shown([make_state(1, "on_schedule", FARM)]).pace is None


# ---- investment ----


def test_investments_of_the_rows_add_up_to_the_total() -> None:
    """Thirds of three sums: each is worked out to the cent before it is added."""
    rows = [
        replace(STATES[0], pk=n, status="behind", investment_wan=Decimal(100), reported_bp=3333, list_pk=n)
        for n in range(3)
    ]
    held = investment(rows, by_list(rows), "")
    assert held is not None
    assert held.total.converted == sum(row.converted for row in held.rows) == Decimal("99.99")


def test_investment_is_planned_done_and_converted_by_the_approved_share() -> None:
    held = shown().investment
    assert held
    total = held.total
    assert (total.tasks.number, total.planned) == (4, Decimal("200.5"))
    assert (total.closed.number, total.done) == (1, 100)
    # 50.5 × 100 % (never more than the whole) + 20 × 15 %; nothing of the task without a share
    assert total.converted == Decimal("53.50")
    assert (total.unknown, total.share, total.share_bp) == (1, 77, 7656)
    assert [row.name for row in held.rows] == ["一、产业", "二、环境", "未分类"]
    assert total.closed.address == "/lists/1/?invested=yes&group=done"


def test_a_list_without_sums_has_no_investment() -> None:
    assert shown([make_state(1, "done", FARM)]).investment is None


# ---- milestones ----


def test_milestones_of_the_quarter_the_half_year_and_the_year() -> None:
    rows = [
        (row.window.code, row.tasks.number, row.met.number, row.missed.number, row.ahead.number)
        for row in shown().nodes
    ]
    assert rows == [("2026Q3", 3, 1, 1, 1), ("2026H2", 3, 1, 1, 1), ("2026Y", 3, 1, 1, 1)]
    assert shown().nodes[0].missed.address == "/lists/1/?milestones=2026Q3-missed"


def test_each_number_of_the_milestones_counts_the_rows_that_its_code_names() -> None:
    for row in shown().nodes:
        for figure in (row.tasks, row.met, row.missed, row.ahead):
            code = f"{row.window.code}-{figure.group}"
            assert sum(is_in(state.milestones, code) for state in STATES) == figure.number, code


def test_a_past_year_is_looked_at_from_its_end() -> None:
    held = dashboard(STATES, datetime.date(2027, 2, 1), ROWS, year=2026)
    assert [row.window.code for row in held.nodes] == ["2026Y", "2026H2"][::-1]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (datetime.date(2026, 1, 1), ["2026Q1", "2026H1", "2026Y"]),
        (datetime.date(2026, 6, 30), ["2026Q2", "2026H1", "2026Y"]),
        (datetime.date(2026, 7, 1), ["2026Q3", "2026H2", "2026Y"]),
        (datetime.date(2026, 12, 31), ["2026Q4", "2026H2", "2026Y"]),
    ],
)
def test_windows(day: datetime.date, codes: list[str]) -> None:
    assert [window.code for window in windows_on(day)] == codes
    assert all(window.holds(day) for window in windows_on(day))


def test_a_window_ends_with_its_last_day() -> None:
    assert Window(2024, "Q1").holds(datetime.date(2024, 3, 31))
    assert not Window(2024, "Q1").holds(datetime.date(2024, 4, 1))


# ---- months ----


def test_months_with_last_year_beside_them_and_today_at_the_end() -> None:
    past = Past(
        months=(month(6, all=7, done=1), month(7, all=7, done=2)),
        last_year=(month(5, year=2025, all=10, done=4), month(6, year=2025, all=10, done=5)),
        rows_at={datetime.date(2026, 7, 1): "/july/"},
    )
    rows = shown(past=past).months
    assert [(row.label, row.share, row.share_last_year) for row in rows] == [
        ("5月", None, 40),
        ("6月", 14, 50),
        ("7月", 29, None),
        ("今日", 29, None),
    ]
    assert rows[2].figures["done"].address == "/july/?group=done"
    assert rows[1].figures["done"].address == ""
    assert rows[3].figures["overdue"].address == "/lists/1/?group=overdue"


def test_the_day_of_a_snapshot_is_not_told_twice() -> None:
    july = Past(months=(month(7, all=7, done=2),))
    held = dashboard(STATES, datetime.date(2026, 7, 25), ROWS, past=july)
    assert [row.label for row in held.months] == ["7月"]


def test_no_snapshot_no_months() -> None:
    assert shown().months == []
