"""What should be looked at before a list is issued: no refusals, only what is easily forgotten."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from tasklists.changes import quantity
from tasklists.models import Indicator, Milestone, Task, TaskList
from tasklists.periods import PERIODS, name_of_period, start_of_period
from tasklists.years import is_of_another_day


@dataclass(frozen=True, slots=True)
class Doubt:
    task: Task
    sentence: str


def doubts_of(task_list: TaskList) -> list[Doubt]:
    """Tasks without a lead or a deadline, days that do not fit, and shares whose sum is not the stated
    total; five queries."""
    tasks = Task.objects.filter(task_list=task_list).in_printed_order()
    found = [Doubt(task, _("没有牵头部门")) for task in tasks.without_lead()]
    without_day = tasks.filter(deadline=None, deadline_text="", recurring="")
    found += [Doubt(task, _("没有完成时限")) for task in without_day]
    found += _unfit_days(task_list)
    off = (
        Indicator.objects.filter(task__task_list=task_list, target__isnull=False)
        .exclude(comparator=Indicator.Comparator.RANGE)
        .annotate(shares=Sum("quotas__value"))
        .filter(~Q(shares=F("target")), shares__isnull=False)
        .select_related("task")
    )
    found += [
        Doubt(
            row.task,
            _("“%(name)s”街镇任务量合计 %(sum)s，目标 %(target)s")
            % {
                "name": row.name,
                "sum": quantity(row.shares, row.unit),
                "target": quantity(row.target, row.unit),
            },
        )
        for row in off
    ]
    return sorted(found, key=lambda doubt: doubt.task.position)


def _begins(milestone: Milestone, year: int) -> datetime.date:
    """The first day of its part of the year; of a day, and of words that are no part of one (全年), its
    own day."""
    is_part = milestone.period in dict(PERIODS)
    return start_of_period(milestone.period, year) if is_part else milestone.due


def _unfit_days(task_list: TaskList) -> list[Doubt]:
    """Deadlines before the list's year, words that say another day or year, and periods wholly after
    the deadline, as they come about when a list is carried into the next year; two queries."""
    found = []
    tasks = Task.objects.filter(task_list=task_list).prefetch_related("milestones")
    for task in tasks.in_printed_order():
        day, text = task.deadline, task.deadline_text
        if day and day.year < task_list.year:
            found.append(Doubt(task, _("完成时限 %s 早于清单年度") % day))
        if text and is_of_another_day(text, day, task_list.year):
            said = (
                _("完成时限写作“%(text)s”，日期是 %(day)s") if day else _("完成时限写作“%(text)s”，没有日期")
            )
            found.append(Doubt(task, said % {"text": text, "day": day}))
        year = task_list.year
        late = [row for row in task.milestones.all() if day and _begins(row, year) > day]
        if late:
            names = "、".join(name_of_period(row.period) for row in late)
            found.append(Doubt(task, _("节点“%(names)s”晚于完成时限") % {"names": names}))
    return found
