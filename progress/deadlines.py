"""The day by which a task must be done, and the day from which the calendar counts."""

from __future__ import annotations

import datetime

from tasklists.models import Task


def last_day(task: Task) -> datetime.date | None:
    """The deadline that holds; recurring work (全年, 每月, 长期) closes with the list's year; None
    where the list states neither."""
    if task.deadline:
        return task.deadline
    return datetime.date(task.task_list.year, 12, 31) if task.recurring else None


def first_day(task: Task) -> datetime.date:
    """The task's own start, else the list's issue date, never before the list's year begins."""
    if task.starts_on:
        return task.starts_on
    new_year = datetime.date(task.task_list.year, 1, 1)
    return max(task.task_list.issued_on or new_year, new_year)
