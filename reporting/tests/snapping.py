"""A small list whose month is worked out by hand, for the tests of snapshots and of the months.

The periods are open from the 15th to the 25th; in May all but task 5 reported words without a figure. On
the 25th of June the calendar asks of a task that is due on the last day of the year, counted from the 1st
of January: 175 of 364 days, that is 48.07 %.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from conftest import Cast, make_indicator, make_task
from districts.models import Department, Town, User
from progress.models import ProgressReport, QuotaReport, ReportFigure, ReportingPeriod
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.measures import Measures
from reporting.models import Snapshot
from tasklists.models import Quota, Task, TaskList

MAY_25, JUNE_25, JULY_25 = (datetime.date(2026, month, 25) for month in (5, 6, 7))
DAY = datetime.timedelta(days=1)


def report(
    task: Task, department: Department, period: ReportingPeriod, clerk: User, on: datetime.date, **given: Any
) -> ProgressReport:
    """Handed in on the day; `value` is the figure of its first indicator."""
    value = given.pop("value", None)
    row = ProgressReport.objects.create(
        district=task.district, task=task, department=department, period=period, **given
    )
    if value is not None:
        ReportFigure.objects.create(
            district=task.district, report=row, indicator=task.indicators.get(), value=value
        )
    row.submit(clerk, today=on)
    return row


def report_quota(
    quota: Quota, period: ReportingPeriod, clerk: User, value: Any, on: datetime.date
) -> QuotaReport:
    row = QuotaReport.objects.create(
        district=quota.district, quota=quota, town=quota.town, period=period, value=value
    )
    row.submit(clerk, today=on)
    return row


def frozen(task_list: TaskList, month: int, day: datetime.date | None = None, **counts: int) -> Snapshot:
    """A snapshot with these totals; `reported` and `demand` of one measured task in basis points."""
    measures = Measures(
        measured=1,
        reported_sum=counts.pop("reported", 0),
        demand_sum=counts.pop("demand", 0),
        owed=counts.pop("owed", 0),
        on_time=counts.pop("on_time", 0),
    )
    closes_on = day or datetime.date(task_list.year, month, 25)
    period = make_period(task_list, month, **_dates(task_list.year, month), closes_on=closes_on)
    return Snapshot.objects.create(
        district=task_list.district,
        task_list=task_list,
        period=period,
        day=period.closes_on,
        taken_on=period.closes_on,
        title=task_list.title,
        label=period.label,
        totals=counts,
        measures=measures.as_json(),
    )


def _dates(year: int, month: int) -> dict[str, Any]:
    first = datetime.date(year, month, 1)
    last = first.replace(day=monthrange(year, month)[1])
    return {"starts_on": first, "ends_on": last, "opens_on": first}


class June:
    """Five tasks: 1 a road of 10 km (4 东浦镇, 6 西塘镇), of which 7 km are reported and approved in time;
    2 stands at 20 % of 100 saplings; 3 was due in May and is open; 4 is closed in time; 5 has no figure."""

    def __init__(self, cast: Cast, task_list: TaskList) -> None:
        self.cast, self.task_list = cast, task_list
        self.may, self.period = make_period(task_list, 5), make_period(task_list, 6)
        self.road = make_task(task_list, "1", cast.department, title="修路")
        self.roads = make_indicator(self.road, 10, {cast.town1: 4, cast.town2: 6})
        self.trees = make_task(task_list, "2", cast.department2, title="植树", investment_wan=30)
        make_indicator(self.trees, 100, name="苗木", unit="株")
        self.overdue = make_task(task_list, "3", cast.department, deadline=datetime.date(2026, 5, 31))
        self.closed = make_task(task_list, "4", cast.department)
        self.words = make_task(task_list, "5", cast.department2)

    def play(self) -> None:
        """What happens up to the closing day."""
        from progress.models import claim

        cast, on = self.cast, JUNE_25 - DAY
        for task in (self.road, self.trees, self.overdue, self.closed):
            department = cast.department2 if task == self.trees else cast.department
            approve(report(task, department, self.may, cast.lead, MAY_25), cast.office, today=MAY_25)
        claim(self.closed, cast.lead, today=on).close(cast.office, today=on)
        for town, value in ((cast.town1, 3), (cast.town2, 4)):
            approve(self.quota_report(town, value, on), cast.office, today=JUNE_25)
        for task, given in ((self.road, {}), (self.trees, {"value": 20}), (self.overdue, {})):
            department = cast.department2 if task == self.trees else cast.department
            row = report(task, department, self.period, cast.lead, on, progress_text="推进中", **given)
            approve(row, cast.office, today=JUNE_25)

    def quota_report(self, town: Town, value: Any, on: datetime.date) -> QuotaReport:
        return report_quota(self.roads.quotas.get(town=town), self.period, self.cast.town, value, on)
