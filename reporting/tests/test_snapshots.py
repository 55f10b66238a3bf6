"""月末快照: what is frozen at the closing of a period, by a small list worked out by hand; that nothing
changes it; that it is taken once, also after missed nights."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import Cast, make_indicator, make_list, make_milestone, make_task
from districts.models import Department
from progress.figures import RuleFigures
from progress.models import AuditEntry, Completion, RuleSet, adopt, claim
from progress.refusals import Refused
from progress.review import approve, send_back
from progress.round_page import state_of_round
from progress.tests.rounds import make_period
from reporting.models import Snapshot, SnapshotTask
from reporting.nightly import run, take_missing
from reporting.snapshots import bodies_of, take
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, MAY_25, June, report
from tasklists.merging import merge_departments
from tasklists.models import Assignment, Milestone, Task

pytestmark = pytest.mark.django_db


def body(snapshot: Snapshot, name: str) -> dict[str, int]:
    (row,) = [row for row in snapshot.bodies if row["name"] == name]
    return {key: row[key] for key in ("owed", "on_time", "late", "missing")}


# ---- what is frozen ----


def test_the_figures_of_the_closing_day_as_worked_out_by_hand(june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    assert (snapshot.day, snapshot.taken_on, snapshot.is_late) == (JUNE_25, JUNE_25 + DAY, False)
    assert (snapshot.title, snapshot.label) == ("2026年重点任务清单", "2026年6月")
    states = {state.number: state for state in snapshot.states()}
    # road: 7 of 10 km; trees: 20 of 100, asked 48.07 %, 28.07 points behind
    assert {number: state.status for number, state in states.items()} == {
        "1": "on_schedule",
        "2": "behind",
        "3": "overdue",
        "4": "done",
        "5": "report_missing",
    }
    assert (states["1"].reported_bp, states["1"].demand_bp) == (7000, 4807)
    assert (states["2"].reported_bp, states["2"].behind_bp) == (2000, 2807)
    assert "滞后 28.07" in states["2"].why and "25 天" in states["3"].why
    (roads,) = states["1"].indicators
    # of their shares nothing was approved for May, the period that had closed before
    assert [(q.towns[0].name, q.value, q.reported, q.reported_bp, q.status) for q in roads.quotas] == [
        ("东浦镇", 4, 3, 7500, "report_missing"),
        ("西塘镇", 6, 4, 6666, "report_missing"),
    ]
    counted = snapshot.counted
    assert (counted.all, counted.done, counted.done_late, counted.overdue, counted.behind) == (5, 1, 0, 1, 1)
    assert (counted.attention, counted.on_schedule) == (1, 1)
    assert (counted.red, counted.yellow, counted.green, counted.grey) == (1, 2, 1, 0)
    # of the two that are measured: (70 + 20) / 2 against 48.07 %
    assert (snapshot.measured.reported_bp, snapshot.measured.demand_bp) == (4500, 4807)


def test_a_page_that_counts_reads_the_same_tasks_without_their_length(june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    whole = snapshot.states()
    assert any(state.indicators for state in whole)
    short = [replace(state, requirement="", indicators=(), said=None) for state in whole]
    assert snapshot.states(at_length=False) == short


def test_who_reported_in_time_and_who_is_missing(june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    # 农业农村委 owes 1 and 3 (4 is closed), 水务局 2 and 5, of which 5 is missing; each town its share
    assert body(snapshot, "区农业农村委") == {"owed": 2, "on_time": 2, "late": 0, "missing": 0}
    assert body(snapshot, "区水务局") == {"owed": 2, "on_time": 1, "late": 0, "missing": 1}
    assert body(snapshot, "东浦镇") == {"owed": 1, "on_time": 1, "late": 0, "missing": 0}
    assert snapshot.measured.on_time_bp == 8333


def test_what_the_office_decides_after_the_closing_day_is_not_in_it(june: June) -> None:
    cast = june.cast
    late = report(june.words, cast.department2, june.period, cast.lead_water, JUNE_25, percent_bp=6000)
    approve(late, cast.office, today=JUNE_25 + DAY)
    states = {state.number: state for state in take(june.period, JUNE_25 + DAY).states()}
    assert states["5"].reported_bp is None


def test_a_task_that_is_added_later_was_not_owed_in_the_period(cast: Cast, june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    before = {row["name"]: (row["owed"], row["missing"]) for row in snapshot.bodies}
    assert before["区水务局"] == (2, 1)
    added = make_task(june.task_list, "6", cast.department2)
    make_indicator(added, 3, {cast.town1: 3})
    shown = state_of_round(june.period, JUNE_25 + 15 * DAY)
    assert {body.body.name: (body.owed, body.missing) for body in shown.bodies} == before
    assert bodies_of(june.period, JUNE_25 + 15 * DAY) == snapshot.bodies
    july = make_period(june.task_list, 7)
    owed = {body.body.name: body.owed for body in state_of_round(july, JULY_25).bodies}
    assert owed["区水务局"] == 3


def test_a_department_that_is_taken_off_or_put_on_later_owed_what_it_did(cast: Cast, june: June) -> None:
    """区水务局 had reported 2 and not 5: both pass to 区农业农村委, which owed 1 and 3 and owes 5 in July."""
    snapshot = take(june.period, JUNE_25 + DAY)
    Assignment.objects.filter(department=cast.department2).update(department=cast.department)
    shown = state_of_round(june.period, JUNE_25 + 15 * DAY)
    assert {body.body.name: (body.owed, body.handed_in, body.missing) for body in shown.departments} == {
        "区水务局": (2, 1, 1),
        "区农业农村委": (2, 2, 0),
    }
    assert bodies_of(june.period, JUNE_25 + 15 * DAY) == snapshot.bodies
    july = make_period(june.task_list, 7)
    assert {b.body.name: b.owed for b in state_of_round(july, JULY_25).departments} == {"区农业农村委": 4}


def test_departments_that_were_made_one_stand_as_one(cast: Cast, june: June) -> None:
    take(june.period, JUNE_25 + DAY)
    merge_departments(cast.department2, cast.department, cast.office)
    shown = state_of_round(june.period, JUNE_25 + 15 * DAY)
    assert {body.body.name: (body.owed, body.handed_in, body.missing) for body in shown.departments} == {
        "区农业农村委": (4, 3, 1)
    }


def test_what_a_merged_department_reported_beside_the_other_is_one(cast: Cast, june: June) -> None:
    """Both reported the same task; the duplicate's report stays with it and counts for nobody twice."""
    Assignment.objects.create(
        district=cast.district, task=june.trees, department=cast.department, role="responsible", position=2
    )
    report(june.trees, cast.department, june.period, cast.lead, JUNE_25)
    take(june.period, JUNE_25 + DAY)
    merge_departments(cast.department2, cast.department, cast.office)
    shown = state_of_round(june.period, JUNE_25 + 15 * DAY)
    assert {body.body.name: (body.owed, body.handed_in, body.missing) for body in shown.departments} == {
        "区农业农村委": (4, 3, 1)
    }


def test_what_was_handed_in_stays_so_though_the_task_begins_later_now(june: June) -> None:
    take(june.period, JUNE_25 + DAY)
    then = state_of_round(june.period, JUNE_25 + DAY)
    june.road.starts_on = JULY_25
    june.road.save()
    now = state_of_round(june.period, JUNE_25 + 5 * DAY)
    assert [(body.body, body.owed, body.handed_in, body.missing) for body in now.bodies] == [
        (body.body, body.owed, body.handed_in, body.missing) for body in then.bodies
    ]


def test_a_body_that_is_no_more_breaks_no_closed_period(cast: Cast, june: June) -> None:
    gone = Department.objects.create(district=cast.district, name="临时专班")
    part = Assignment.objects.create(
        district=cast.district, task=june.trees, department=gone, role="responsible", position=3
    )
    take(june.period, JUNE_25 + DAY)
    part.delete()
    gone.delete()
    shown = state_of_round(june.period, JUNE_25 + 15 * DAY)
    assert {body.body.name for body in shown.departments} == {"区农业农村委", "区水务局"}


def test_who_took_work_over_after_the_closing_day_can_be_let_in(cast: Cast, june: June) -> None:
    """It owed nothing then, and the one that owed has no row of it any more: both may be chosen."""
    take(june.period, JUNE_25 + DAY)
    other = Department.objects.create(district=cast.district, name="区文旅局")
    june.trees.assignments.update(department=other)
    shown = state_of_round(june.period, JUNE_25 + 5 * DAY)
    assert "区文旅局" not in {body.body.name for body in shown.departments}
    assert {str(body) for body in shown.owing} >= {"区水务局", "区文旅局"}


def test_the_rules_of_that_day_are_kept_with_their_version(june: June) -> None:
    figures = RuleFigures(yellow_points=5, red_points=20)
    rules = RuleSet.objects.create(district=june.cast.district, name="从严")
    version = rules.new_version(figures, june.cast.office, today=MAY_25)
    adopt(june.task_list, version, june.cast.office, from_day=MAY_25, today=MAY_25)
    snapshot = take(june.period, JUNE_25 + DAY)
    assert (snapshot.rule_version, snapshot.rules["red_points"]) == (version, 20)
    assert {state.number: state.status for state in snapshot.states()}["2"] == "far_behind"


def test_a_list_judged_by_default_names_no_version_but_its_thresholds(june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    assert (snapshot.rule_version, snapshot.rules["red_points"]) == (None, 30)


def test_taking_it_is_on_record(june: June) -> None:
    snapshot = take(june.period, JUNE_25 + DAY)
    entry = AuditEntry.objects.about(snapshot).get()
    assert (entry.verb, entry.after, entry.who) == ("take_snapshot", "2026年6月（2026-06-25）", None)


# ---- never changed ----


def test_later_edits_renames_and_deletions_leave_it_as_it_was(june: June) -> None:
    cast = june.cast
    snapshot = take(june.period, JUNE_25 + DAY)
    kept = list(SnapshotTask.objects.values())
    Task.objects.filter(pk=june.road.pk).update(title="别的名称", deadline=JUNE_25)
    june.roads.quotas.filter(town=cast.town1).update(value=40)
    Department.objects.filter(pk=cast.department.pk).update(name="新名称")
    type(cast.town1).objects.filter(pk=cast.town1.pk).update(name="新镇名")
    june.task_list.title = "新清单名"
    june.task_list.save()
    extra = make_task(june.task_list, "6")
    extra.delete()
    Completion.objects.get().revoke(cast.office, "未达标", today=JUNE_25 + 5 * DAY)
    again = Snapshot.objects.get(pk=snapshot.pk)
    assert list(SnapshotTask.objects.values()) == kept
    assert (again.totals, again.bodies, again.title) == (
        snapshot.totals,
        snapshot.bodies,
        "2026年重点任务清单",
    )
    first = again.states()[0]
    assert (first.title, first.leads[0].name, first.indicators[0].quotas[0].towns[0].name) == (
        "修路",
        "区农业农村委",
        "东浦镇",
    )


def test_a_task_that_was_taken_out_stays_in_the_snapshot(cast: Cast, task_list) -> None:
    period, task = make_period(task_list, 6), make_task(task_list, "1")
    snapshot = take(period, JUNE_25 + DAY)
    task.delete()
    assert [state.title for state in Snapshot.objects.get(pk=snapshot.pk).states()] == ["任务1"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reporting_snapshot SET day = '2026-06-26'",
        "DELETE FROM reporting_snapshot",
        "UPDATE reporting_snapshottask SET status = 'done'",
        "DELETE FROM reporting_snapshottask",
    ],
)
def test_the_database_refuses_to_change_or_delete_it(june: June, statement: str) -> None:
    take(june.period, JUNE_25 + DAY)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_list_with_a_snapshot_cannot_be_deleted(june: June) -> None:
    from django.db.models import ProtectedError

    take(june.period, JUNE_25 + DAY)
    with pytest.raises(ProtectedError), transaction.atomic():
        june.period.delete()


# ---- once, and also after missed nights ----


def test_taken_twice_it_is_the_same_one(june: June) -> None:
    first = take(june.period, JUNE_25 + DAY)
    assert take(june.period, JUNE_25 + 9 * DAY) == first
    assert (Snapshot.objects.count(), SnapshotTask.objects.count()) == (1, 5)
    assert not Snapshot.objects.get().is_late


def test_an_open_period_has_none(june: June) -> None:
    with pytest.raises(Refused):
        take(june.period, JUNE_25)


def test_the_night_takes_what_is_missing_of_issued_lists_and_says_so(june: June) -> None:
    make_period(june.task_list, 7)  # still open
    draft = make_list(june.cast.district, title="草稿", state="draft")
    make_period(draft, 6)
    said = run(JUNE_25 + DAY)
    assert said.startswith("生成月末快照 2 份（其中补作 1 份）")  # May's night was missed
    assert run(JUNE_25 + DAY).startswith("生成月末快照 0 份")
    taken = Snapshot.objects.order_by("day").values_list("period", "is_late")
    assert list(taken) == [(june.may.pk, True), (june.period.pk, False)]


def test_after_missed_nights_it_is_made_from_the_reports_as_they_stood(june: June) -> None:
    """The deadline and the milestones of that day, not those of today; and it says that it is late."""
    in_time = {state.number: state for state in _in_time(june)}
    cast, on = june.cast, JUNE_25 + 4 * DAY
    late = report(june.words, cast.department2, june.period, cast.lead_water, JUNE_25, percent_bp=6000)
    approve(late, cast.office, today=on)
    Task.objects.filter(pk=june.overdue.pk).update(deadline=datetime.date(2026, 12, 1))
    history = Task.history.filter(id=june.overdue.pk)
    history.update(history_date=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    claim(june.trees, cast.lead, today=on).close(cast.office, today=on)
    take_missing(JUNE_25 + 30 * DAY)
    snapshot = Snapshot.objects.get(period=june.period)
    assert (snapshot.is_late, snapshot.day, snapshot.taken_on) == (True, JUNE_25, JUNE_25 + 30 * DAY)
    states = {state.number: state for state in snapshot.states()}
    assert {n: (s.status, s.why) for n, s in states.items()} == {
        n: (s.status, s.why) for n, s in in_time.items()
    }


def test_after_missed_nights_the_milestones_are_those_that_the_light_was_judged_by(
    cast: Cast, task_list
) -> None:
    """One was moved on, one taken out and one made after the closing day."""
    task, june = make_task(task_list, "1", cast.department), make_period(task_list, 6)
    moved = make_milestone(task, "M05", datetime.date(2026, 5, 31), text="完成选址")
    gone = make_milestone(task, "H1", datetime.date(2026, 6, 30), text="过半", percent=50)
    task.history.update(history_date=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
    Milestone.history.update(history_date=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
    moved.due = datetime.date(2026, 9, 30)
    moved.save()
    gone.delete()
    make_milestone(task, "Y", datetime.date(2026, 12, 31), text="完工")
    since = Milestone.history.exclude(history_date__month=1)
    since.update(history_date=datetime.datetime(2026, 7, 10, tzinfo=datetime.UTC))
    (state,) = take(june, datetime.date(2026, 7, 20)).states()
    assert (state.status, state.unmet_due) == ("milestone_missed", datetime.date(2026, 5, 31))
    assert [(m.period, m.due, m.text, m.figure_bp, m.met) for m in state.milestones] == [
        ("M05", datetime.date(2026, 5, 31), "完成选址", None, False),
        ("H1", datetime.date(2026, 6, 30), "过半", 5000, None),
    ]


def _in_time(june: June) -> list:
    """The states that the night itself would have kept, without keeping them."""
    with transaction.atomic():
        states = take(june.period, JUNE_25 + DAY).states()
        transaction.set_rollback(True)
    return states


def test_a_late_snapshot_counts_who_had_reported_by_the_closing_day(june: June) -> None:
    """What was returned afterwards was in time; what came afterwards was missing."""
    cast, on = june.cast, JUNE_25 + 3 * DAY
    row = report(june.words, cast.department2, june.period, cast.lead_water, JUNE_25)
    send_back(row, cast.office, "请补充", url="/", today=on)
    row.submit(cast.lead_water, today=on + DAY)
    assert bodies_of(june.period) == bodies_of(june.period, on + DAY)
    assert body(take(june.period, on + 9 * DAY), "区水务局")["on_time"] == 2


def test_who_came_late_and_who_was_returned_before_the_closing_day(june: June) -> None:
    """Of the closing day both are missing; by a later day both are late, or missing still."""
    cast, on = june.cast, JUNE_25 + 3 * DAY
    row = report(june.words, cast.department2, june.period, cast.lead_water, JUNE_25 - 2 * DAY)
    send_back(row, cast.office, "请补充", url="/", today=JUNE_25 - DAY)
    assert _counts(june, JUNE_25) == {"owed": 2, "on_time": 1, "late": 0, "missing": 1}
    row.submit(cast.lead_water, today=on)
    assert _counts(june, JUNE_25) == {"owed": 2, "on_time": 1, "late": 0, "missing": 1}
    assert _counts(june, on - DAY) == {"owed": 2, "on_time": 1, "late": 0, "missing": 1}
    assert _counts(june, on) == {"owed": 2, "on_time": 1, "late": 1, "missing": 0}


def _counts(june: June, day: datetime.date) -> dict[str, int]:
    (row,) = [row for row in bodies_of(june.period, day) if row["name"] == "区水务局"]
    return {key: row[key] for key in ("owed", "on_time", "late", "missing")}


def test_one_district_that_fails_holds_up_no_other(june: June, monkeypatch) -> None:
    other = make_list(june.cast.other_district, title="另一区清单")
    period = make_period(other, 6)

    def fail_in_one(held, today):
        if held == june.period:
            raise RuntimeError("broken")
        return take(held, today)

    monkeypatch.setattr("reporting.nightly.take", fail_in_one)
    said = run(JUNE_25 + DAY)
    assert "未能完成：清河区" in said
    assert Snapshot.objects.filter(period=period).exists()
    assert not Snapshot.objects.filter(period=june.period).exists()
    monkeypatch.undo()
    run(JUNE_25 + 2 * DAY)
    assert Snapshot.objects.get(period=june.period).is_late


def test_two_at_once_leave_one(june: June) -> None:
    """Who comes second while the first is not yet seen is stopped by the constraint."""
    first = take(june.period, JUNE_25 + DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.create(
            district=first.district,
            task_list=first.task_list,
            period=june.period,
            day=JUNE_25,
            taken_on=JUNE_25,
        )
