"""The day by which a task must be done, and the day from which the calendar counts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from tasklists.models import Task

if TYPE_CHECKING:
    from progress.models import ReportingPeriod


def last_day(task: Task) -> datetime.date | None:
    """The deadline that holds; recurring work (全年, 每月, 长期) closes with the list's year; None
    where the list states neither."""
    if task.deadline:
        return task.deadline
    return datetime.date(task.task_list.year, 12, 31) if task.recurring else None


def first_completion(task: Task, today: datetime.date) -> datetime.date:
    """The earliest day on which the work can have been completed: its own start, else the first day of
    the list's year, or of the deadline's where that is earlier; today for work that was to start later."""
    year = min(task.task_list.year, task.deadline.year) if task.deadline else task.task_list.year
    return min(task.starts_on or datetime.date(year, 1, 1), today)


def has_begun_in(task: Task, period: ReportingPeriod) -> bool:
    """Whether something is owed for the task in the period: `status`, report_missing, asks the same."""
    return first_day(task) <= period.ends_on


def first_day(task: Task) -> datetime.date:
    """The task's own start, else the list's issue date, never before the list's year begins."""
    if task.starts_on:
        return task.starts_on
    new_year = datetime.date(task.task_list.year, 1, 1)
    return max(task.task_list.issued_on or new_year, new_year)
