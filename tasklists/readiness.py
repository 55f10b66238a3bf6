"""What should be looked at before a list is issued: no refusals, only what is easily forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from tasklists.changes import quantity
from tasklists.models import Indicator, Task, TaskList


@dataclass(frozen=True, slots=True)
class Doubt:
    task: Task
    sentence: str


def doubts_of(task_list: TaskList) -> list[Doubt]:
    """Tasks without a lead or a deadline, and shares whose sum is not the stated total; four queries."""
    tasks = Task.objects.filter(task_list=task_list).in_printed_order()
    found = [Doubt(task, _("没有牵头部门")) for task in tasks.without_lead()]
    without_day = tasks.filter(deadline=None, deadline_text="", recurring="")
    found += [Doubt(task, _("没有完成时限")) for task in without_day]
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
