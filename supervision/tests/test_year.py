"""The year of 青浦 2026, played from issue to December by a few towns and departments with made-up
figures; what each month's last day shows is compared with a table worked out by hand.

What the calendar asks is counted in days from the first of January (the last of June is day 180, of
September 272, the thirtieth of November 333, the year's end 364), between the printed milestones:
task 7 and 23: 20 % by June, 50 % by September, all by the deadline; task 11: 1 of 2.2 km by June, all by
September; task 3: 20, 30, 50 %; task 27: 60, 80, 100 %; task 22 has no figure at all.
"""

import datetime
import shutil
from pathlib import Path

import pytest
import time_machine

from conftest import make_member
from districts.models import Department, Town
from progress.drafts import FigureEntry, QuotaEntry, ReportEntry, save_quota_report, save_report
from progress.models import AuditEntry, QuotaReport, claim
from progress.review import approve_many, send_back
from progress.rounds import create_periods
from progress.shares import difference_of
from progress.status import explain, with_lights
from supervision.models import request_extension
from tasklists.fixture_loading import FIXTURES, load_fixtures
from tasklists.models import Quota, Task

pytestmark = pytest.mark.django_db

ENDS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

# month: (status, what was approved in basis points) of tasks 3, 7, 11, 22, 23, 27
OK, MISSED, NEAR = "on_schedule", "report_missing", "near_deadline"
BEHIND, FAR, DONE = "behind", "far_behind", "done"
TABLE = {
    1: {"3": (OK, 0), "7": (OK, None), "11": (OK, 454), "22": (OK, 500), "23": (OK, 100), "27": (BEHIND, 0)},
    2: {
        "3": (OK, 200),
        "7": (OK, 200),
        "11": (OK, 1363),
        "22": (OK, 1000),
        "23": (OK, 100),
        "27": (BEHIND, 0),
    },
    3: {
        "3": (OK, 500),
        "7": (OK, 400),
        "11": (MISSED, 1363),
        "22": (OK, 2000),
        "23": (OK, 100),
        "27": (BEHIND, 0),
    },
    4: {
        "3": (OK, 500),
        "7": (OK, 400),
        "11": (OK, 3181),
        "22": (OK, 3000),
        "23": (BEHIND, 100),
        "27": (FAR, 0),
    },
    5: {
        "3": (BEHIND, 500),
        "7": (BEHIND, 480),
        "11": (OK, 3636),
        "22": (OK, 4000),
        "23": (BEHIND, 200),
        "27": (FAR, 0),
    },
    6: {
        "3": (OK, 2000),
        "7": (BEHIND, 1000),
        "11": (OK, 4545),
        "22": (MISSED, 4000),
        "23": (BEHIND, 1000),
        "27": (BEHIND, 5000),
    },
    7: {
        "3": (OK, 2000),
        "7": (OK, 2400),
        "11": (OK, 5454),
        "22": (OK, 5000),
        "23": (BEHIND, 2000),
        "27": (BEHIND, 5000),
    },
    8: {
        "3": (OK, 1800),
        "7": (BEHIND, 2400),
        "11": (BEHIND, 6818),
        "22": (OK, 6000),
        "23": (BEHIND, 3000),
        "27": (BEHIND, 5000),
    },
    9: {
        "3": (OK, 3000),
        "7": (OK, 5000),
        "11": (OK, 10_000),
        "22": (OK, 7000),
        "23": (OK, 5000),
        "27": (BEHIND, 5000),
    },
    10: {
        "3": (OK, 3000),
        "7": (OK, 7120),
        "11": (DONE, 10_000),
        "22": (OK, 8000),
        "23": (OK, 7000),
        "27": (FAR, 5000),
    },
    11: {
        "3": (BEHIND, 3000),
        "7": (BEHIND, 7120),
        "11": (DONE, 10_000),
        "22": (OK, 9000),
        "23": (NEAR, 10_000),
        "27": (FAR, 5000),
    },
    12: {
        "3": (DONE, 5000),
        "7": ("overdue", 7120),
        "11": (DONE, 10_000),
        "22": (NEAR, 10_000),
        "23": (DONE, 10_000),
        "27": (NEAR, 10_000),
    },
}

# What is reported, by month (None: not at all). Task 7 comes from five towns, cumulative.
PERCENT_3 = [0, 200, 500, 500, 500, 2000, 2000, 1800, 3000, 3000, None, 5000]
PERCENT_22 = [500, 1000, 2000, 3000, 4000, None, 5000, 6000, 7000, 8000, 9000, 10_000]
KM_11 = ["0.1", "0.3", None, "0.7", "0.8", None, "1.2", "1.5", "2.2"]  # June comes late
HOUSEHOLDS_23 = [10, 10, 10, 10, 20, 100, 200, 300, 500, 700, 1000]
BASINS_27 = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2]
TOWNS_7 = {  # 练塘镇's August is returned and corrected in September
    "赵巷镇": [None, 2, 4, 4, 4, 5, 8, 8, 11, 11],
    "徐泾镇": [None, 0, 0, 0, 0, 0, 2, 2, 4, 4],
    "练塘镇": [None, 2, 3, 3, 4, 10, 25, 70, 60, 70],
    "金泽镇": [None, 1, 3, 3, 4, 10, 15, 15, 25, 40],
    "朱家角镇": [None, 0, 0, 0, 0, 0, 10, 10, 25, 53],
}


class Year:
    """The people and the verbs of the year, by the list's own numbers."""

    def __init__(self, task_list):
        self.list, self.district = task_list, task_list.district
        self.office = make_member(self.district, "office", "qingpu-office")
        self.clerk = make_member(
            self.district, "lead", "qingpu-clerk", department=Department.objects.get(name="区水务局")
        )
        self.periods = {p.closes_on.month: p for p in task_list.periods.all()}

    def task(self, number):
        return Task.objects.select_related("task_list").get(task_list=self.list, number=number)

    def day(self, month, day):
        return datetime.date(2026, month, day)

    def report(self, number, month, *, value=None, percent=None, text="按计划推进", on=None):
        """A department's report, handed in; returned for the office to decide."""
        task = self.task(number)
        today = on or self.day(month, 22)
        department = task.assignments.filter(role="lead").order_by("position").first().department
        figures = {}
        if value is not None:
            figures = {task.indicators.get().pk: FigureEntry(value=value)}
        entry = ReportEntry(
            texts={"progress_text": text},
            percent_bp=percent,
            has_percent=percent is not None,
            figures=figures,
        )
        report = save_report(task, department, self.periods[month], entry, self.clerk, version=0, today=today)
        report.submit(self.clerk, today=today)
        return report

    def town(self, name, month, value, on=None):
        quota = Quota.objects.get(indicator__task=self.task("7"), town__name=name)
        held = quota.reports.filter(period=self.periods[month]).first()
        report = save_quota_report(
            quota,
            Town.objects.get(district=self.district, name=name),
            self.periods[month],
            QuotaEntry(value=value, note="核实后更正" if held else ""),
            self.clerk,
            version=held.version if held else 0,
            today=on or self.day(month, 21),
        )
        report.submit(self.clerk, today=on or self.day(month, 21))
        return report

    def month(self, month):
        """What everybody hands in, and what the office approves on the 27th."""
        place = month - 1
        reports = []
        if month == 9:  # the returned one is corrected, after its period has closed
            self.town("练塘镇", 8, 20, on=self.day(9, 3))
            waiting = QuotaReport.objects.filter(period=self.periods[8], state="submitted")
            approved, refused = approve_many(waiting, self.office, today=self.day(9, 4))
            assert (len(approved), refused) == (5, [])
        if month <= 10:
            towns = [
                self.town(name, month, values[place])
                for name, values in TOWNS_7.items()
                if values[place] is not None
            ]
            if month == 8:
                (wrong,) = [report for report in towns if report.town.name == "练塘镇"]
                send_back(wrong, self.office, "与台账不符", url="/", today=self.day(8, 26))
                towns = []  # the other towns' figures wait too: nothing of August is approved
            reports += towns
            reports.append(self.report("7", month))
        for number, values in (("3", PERCENT_3), ("22", PERCENT_22)):
            if values[place] is not None:
                reports.append(self.report(number, month, percent=values[place]))
        for number, values in (("11", KM_11), ("23", HOUSEHOLDS_23), ("27", BASINS_27)):
            if place < len(values) and values[place] is not None:
                reports.append(self.report(number, month, value=values[place]))
        if month == 11:
            reports.append(self.report("7", month))
        approved, refused = approve_many(reports, self.office, today=self.day(month, 27))
        assert len(approved) == len(reports), refused


@pytest.fixture
def year(db, tmp_path):
    (tmp_path / "lists").mkdir()
    shutil.copy(Path(FIXTURES) / "districts.json", tmp_path)
    shutil.copy(Path(FIXTURES) / "lists" / "qingpu-2026.json", tmp_path / "lists")
    with time_machine.travel(datetime.datetime(2026, 1, 5, 9), tick=False):
        (task_list,) = load_fixtures(tmp_path)
        create_periods(task_list, None, today=datetime.date(2026, 1, 5))
    return Year(task_list)


def shown(year, day, **how):
    tasks = Task.objects.filter(task_list=year.list, number__in=TABLE[1])
    return {t.number: (t.status, t.reported_bp) for t in with_lights(tasks, day, **how)}


def test_the_year(year):
    seen = {}
    for month, length in enumerate(ENDS, start=1):
        year.month(month)
        follow(year, month)
        day = year.day(month, length)
        seen[day] = shown(year, day)
        assert seen[day] == TABLE[month], day
    for day, lights in seen.items():  # and the same again from the year's end
        assert shown(year, day, as_it_stood=True) == lights, day
    check_what_is_kept(year)


def follow(year, month):
    """What happens in the month beside the round."""
    if month == 6:  # the water department missed the day; opened again, it reports on the 29th
        period = year.periods[6]
        department = Department.objects.get(district=year.district, name="区水务局")
        until = year.day(6, 30)
        period.reopen(year.office, department, "系统故障", until=until, today=year.day(6, 28))
        late = year.report("11", 6, value="1", on=year.day(6, 29))
        assert late.is_late
        approve_many([late], year.office, today=until)
    if month == 9:
        extension = request_extension(
            year.task("23"), year.clerk, until=year.day(11, 30), reason="汛期停工", today=year.day(9, 10)
        )
        extension.grant(year.office, today=year.day(9, 14))
        claim(year.task("11"), year.clerk, today=year.day(9, 28))
    if month == 10:
        year.task("11").completions.get().close(year.office, today=year.day(10, 9))
    if month == 11:
        claim(year.task("23"), year.clerk, today=year.day(11, 30))
    if month == 12:
        year.task("23").completions.get().close(year.office, today=year.day(12, 2))
        claim(year.task("3"), year.clerk, today=year.day(12, 28)).close(year.office, today=year.day(12, 30))


def check_what_is_kept(year):
    extended = year.task("23")
    assert (extended.first_deadline, extended.deadline) == (year.day(10, 31), year.day(11, 30))
    assert not extended.completions.get().late
    verbs = AuditEntry.objects.filter(task=year.task("7")).values_list("verb", flat=True)
    assert {"start", "submit", "approve", "return"} <= set(verbs)
    lit = with_lights(Task.objects.filter(pk=year.task("27").pk), year.day(10, 31)).get()
    assert explain(lit) == "按序时应达 86.73%，已报 50%，滞后 36.73 个百分点"
    late = with_lights(Task.objects.filter(pk=year.task("7").pk), year.day(12, 31)).get()
    assert explain(late) == "时限11月30日已过 31 天，尚未办结，已报 71.2%"


def test_a_departments_total_beside_the_sum_of_the_towns(year):
    year.month(1)
    year.month(2)
    indicator = year.task("7").indicators.get()
    assert difference_of(indicator, year.day(2, 28)) is None
    approve_many([year.report("7", 3, value=9)], year.office, today=year.day(3, 22))
    found = difference_of(indicator, year.day(3, 22))
    assert (found.stated, found.towns) == (9, 5)
