"""A small list whose maps are worked out by hand. On 2026-06-15 the calendar asks 165 of 364 days, 45.32 %,
of a share that is due on the last day of the year; more than 30 points behind is red.

| task | 东浦镇 | 西塘镇 |
| --- | --- | --- |
| 1 修路, 10 公里 | 3 of 4: green | nothing of 6: red |
| 2 治水, 河道 and 泵站 | 河道 2 of 2: done; 泵站 nothing of 1: red | – |
| 3 培训, overdue since yesterday, all towns, nothing shared out | red | red |
| 4 规划, concerns no town | – | – |
| 5 绿化, closed, names 东浦镇 | done | – |
| 6 垃圾站, one for both towns | nothing of 1: red | the same |
"""

from __future__ import annotations

import datetime
from typing import Any

from conftest import TODAY, Cast, make_indicator, make_task
from progress.models import QuotaReport, claim
from progress.tests.rounds import make_period
from tasklists.models import Quota, QuotaPartner, TaskList, TaskTown

DAY = datetime.timedelta(days=1)


def approved(quota: Quota, value: Any) -> None:
    """A figure of the town that the office has approved yesterday."""
    period = quota.indicator.task.task_list.periods.first() or make_period(
        quota.indicator.task.task_list, 5, ends_on=datetime.date(2026, 5, 31)
    )
    QuotaReport.objects.create(
        district=quota.district,
        quota=quota,
        town=quota.town,
        period=period,
        value=value,
        state="approved",
        submitted_on=TODAY - 2 * DAY,
        approved_on=TODAY - DAY,
    )


class Mapped:
    def __init__(self, cast: Cast, task_list: TaskList) -> None:
        east, west = cast.town1, cast.town2
        self.road = make_task(task_list, "1", cast.department, title="修路")
        roads = make_indicator(self.road, 10, {east: 4, west: 6})
        approved(roads.quotas.get(town=east), 3)
        self.water = make_task(task_list, "2", cast.department2, title="治水")
        rivers = make_indicator(self.water, 2, {east: 2}, name="河道", unit="公里", position=1)
        make_indicator(self.water, 1, {east: 1}, name="泵站", unit="座", position=2)
        approved(rivers.quotas.get(), 2)
        self.late = make_task(
            task_list, "3", cast.department, title="培训", deadline=TODAY - DAY, scope_kind="all_towns"
        )
        self.plan = make_task(task_list, "4", cast.department, title="规划")
        self.green = make_task(task_list, "5", cast.department, title="绿化", scope_kind="named")
        TaskTown.objects.create(district=cast.district, task=self.green, town=east)
        claim(self.green, cast.lead, today=TODAY).close(cast.office, today=TODAY)
        self.waste = make_task(task_list, "6", title="垃圾站")
        station = make_indicator(self.waste, 1, {east: 1}, name="垃圾站", unit="座").quotas.get()
        QuotaPartner.objects.create(district=cast.district, quota=station, town=west)
