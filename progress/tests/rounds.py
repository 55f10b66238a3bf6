"""Small makers for tests of the month's round."""

from __future__ import annotations

import datetime
from typing import Any

from progress.models import ReportingPeriod
from tasklists.models import TaskList

JUNE_OPEN = datetime.date(2026, 6, 20)


def make_period(task_list: TaskList, month: int, **days: Any) -> ReportingPeriod:
    """A monthly period, open from the 15th to the 25th."""
    fields = {
        "starts_on": datetime.date(2026, month, 1),
        "ends_on": datetime.date(2026, month, 28),
        "opens_on": datetime.date(2026, month, 15),
        "closes_on": datetime.date(2026, month, 25),
    } | days
    return ReportingPeriod.objects.create(
        district=task_list.district, task_list=task_list, code=f"M{month:02}", **fields
    )


def sent(line: Any, **typed: Any) -> dict[str, Any]:
    """What a browser sends for a line of the sheet with these fields typed."""
    form = line.form
    values = {name: form[name].value() for name in form.fields} | typed
    return {form.add_prefix(name): "" if value is None else value for name, value in values.items()}
