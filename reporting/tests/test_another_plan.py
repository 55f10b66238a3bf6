"""Another plan of rounds leaves a period that has its snapshot, though its closing day was moved on."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse

from conftest import Cast, make_task
from progress.tests.rounds import make_period
from reporting.models import Snapshot
from reporting.snapshots import take
from reporting.tests.snapping import DAY
from tasklists.models import TaskList


def test_another_plan_leaves_a_period_that_has_its_snapshot(
    cast: Cast, task_list: TaskList, sign_in: Any
) -> None:
    make_task(task_list, "1", cast.department)
    may = make_period(task_list, 5)
    make_period(task_list, 7)  # not begun: taken away
    take(may, may.closes_on + DAY)
    may.change_days(cast.office, may.opens_on, datetime.date(2026, 6, 20), today=may.closes_on + 3 * DAY)
    plan = {"interval": "quarterly", "opening_day": 15, "closing_day": 25}
    answer = sign_in(cast.office).post(reverse("progress_rounds", args=[task_list.pk]), plan, follow=True)
    assert answer.status_code == 200
    assert "新建 3 个填报期" in answer.text
    assert "已有人填写或已生成月末快照的不删除" in answer.text
    codes = task_list.periods.order_by("starts_on").values_list("code", flat=True)
    assert set(codes) == {"M05", "Q2", "Q3", "Q4"}
    assert Snapshot.objects.get().period == may
