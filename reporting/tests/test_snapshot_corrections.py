"""月末快照: what was decided after a snapshot was taken, the next one tells as corrections."""

from __future__ import annotations

import pytest

from conftest import Cast, make_indicator, make_task
from progress.models import Completion, claim
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.models import Snapshot
from reporting.nightly import take_missing
from reporting.snapshots import take
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, June, report

pytestmark = pytest.mark.django_db


def corrections(snapshot: Snapshot) -> list[tuple[str, str, str, str]]:
    return [
        (row["number"] or row["title"], row["what"], row["before"], row["after"])
        for row in snapshot.corrections
    ]


@pytest.fixture
def july(june: June) -> June:
    """June's snapshot is taken; July's period stands."""
    take(june.period, JUNE_25 + DAY)
    june.next = make_period(june.task_list, 7)
    return june


def next_one(july: June) -> Snapshot:
    return take(july.next, JULY_25 + DAY)


def test_nothing_decided_later_means_no_corrections(july: June) -> None:
    row = report(july.trees, july.cast.department2, july.next, july.cast.lead, JULY_25, value=40)
    approve(row, july.cast.office, today=JULY_25)
    assert corrections(next_one(july)) == []


def test_a_report_approved_after_the_closing_day_is_a_correction(july: June) -> None:
    cast = july.cast
    july.period.reopen(cast.office, cast.department2, "补报", until=JULY_25, today=JUNE_25 + 3 * DAY)
    row = report(
        july.words, cast.department2, july.period, cast.lead_water, JUNE_25 + 4 * DAY, percent_bp=6000
    )
    approve(row, cast.office, today=JUNE_25 + 5 * DAY)
    snapshot = next_one(july)
    assert corrections(snapshot) == [
        ("5", "核定进度", "—", "60%"),
        ("区水务局", "按期填报", "缺报 1", "缺报 0"),
    ]
    assert [row["why"] for row in snapshot.corrections] == ["6月30日核定", "逾期补报 1"]


def test_a_towns_late_figure_changes_the_share_of_its_task(cast: Cast, task_list) -> None:
    june = June(cast, task_list)
    approve(june.quota_report(cast.town1, 3, JUNE_25), cast.office, today=JUNE_25)
    late = june.quota_report(cast.town2, 4, JUNE_25)
    take(june.period, JUNE_25 + DAY)
    approve(late, cast.office, today=JUNE_25 + DAY)
    june.next = make_period(task_list, 7)
    assert corrections(next_one(june)) == [
        ("1", "道路（西塘镇）", "—", "4公里"),
        ("1", "核定进度", "30%", "70%"),
    ]


def test_what_the_next_periods_reports_say_is_no_correction(july: June) -> None:
    """A late report of June beside one of July: the correction is what June says."""
    cast = july.cast
    late = report(july.words, cast.department2, july.period, cast.lead_water, JUNE_25, percent_bp=5000)
    new = report(july.words, cast.department2, july.next, cast.lead_water, JULY_25, percent_bp=9000)
    approve(late, cast.office, today=JULY_25)
    approve(new, cast.office, today=JULY_25)
    assert ("5", "核定进度", "—", "50%") in corrections(next_one(july))


def test_a_closing_day_moved_after_the_snapshot_leaves_it_and_counts_as_a_correction(july: June) -> None:
    cast, on = july.cast, JUNE_25 + 4 * DAY
    july.period.change_days(cast.office, july.period.opens_on, on, today=JUNE_25 + 2 * DAY)
    row = report(july.words, cast.department2, july.period, cast.lead_water, on, percent_bp=6000)
    approve(row, cast.office, today=on)
    assert take_missing(on + DAY)[0] == 1  # May's; June's stands as it was taken
    assert Snapshot.objects.get(period=july.period).day == JUNE_25
    assert corrections(next_one(july)) == [
        ("5", "核定进度", "—", "60%"),
        ("区水务局", "按期填报", "缺报 1", "缺报 0"),
    ]


def test_a_closure_revoked_and_one_of_work_done_by_that_day(july: June) -> None:
    cast = july.cast
    Completion.objects.get(task=july.closed).revoke(cast.office, "未达标", today=JUNE_25 + 2 * DAY)
    done = claim(july.overdue, cast.lead, today=JUNE_25 + DAY, completed_on=JUNE_25 - DAY)
    done.close(cast.office, today=JUNE_25 + 3 * DAY)
    after = claim(july.trees, cast.lead, today=JULY_25)  # of work done in July: progress
    after.close(cast.office, today=JULY_25)
    assert corrections(next_one(july)) == [
        ("3", "办结", "未办结", "6月24日完成"),
        ("4", "办结", "6月24日办结", "已撤销"),
    ]


def test_targets_put_right_and_tasks_that_came_or_went(july: June) -> None:
    july.roads.target = 12
    july.roads.save()
    july.roads.quotas.filter(town=july.cast.town2).update(value=8)
    make_indicator(make_task(july.task_list, "6"), 5)
    july.words.assignments.all().delete()
    july.words.delete()
    found = corrections(next_one(july))
    assert found[:4] == [
        ("1", "道路任务量", "10公里", "12公里"),
        ("1", "道路（西塘镇）任务量", "6公里", "8公里"),
        ("5", "列入清单", "是", "否"),
        ("6", "列入清单", "否", "是"),
    ]


def test_corrections_end_with_the_day_of_the_snapshot_that_tells_them(july: June) -> None:
    """What is decided after July's day is told by August's, and not twice."""
    cast = july.cast
    row = report(july.words, cast.department2, july.period, cast.lead_water, JUNE_25, percent_bp=6000)
    approve(row, cast.office, today=JULY_25 + DAY)
    assert [row for row in corrections(next_one(july)) if row[0] == "5"] == []
    august = make_period(july.task_list, 8)
    told = corrections(take(august, august.closes_on + DAY))
    assert ("5", "核定进度", "—", "60%") in told
