"""申请延期 and 申请办结 of one task exclude each other; a closing decides what still waits."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from conftest import TODAY, Cast, make_task
from districts.models import Notification
from progress.models import AuditEntry, claim
from progress.refusals import Refused
from reporting import completing
from supervision.models import request_extension
from tasklists.models import Task, TaskList

LATER = datetime.date(2027, 3, 31)


@pytest.fixture
def task(cast: Cast, task_list: TaskList) -> Task:
    return make_task(task_list, "9", cast.department)


def ask(task: Task, cast: Cast) -> Any:
    return request_extension(task, cast.lead, until=LATER, reason="汛期停工", today=TODAY)


def test_no_claim_is_made_while_an_extension_waits(cast: Cast, task: Task) -> None:
    ask(task, cast)
    with pytest.raises(Refused, match="有一件待审批的延期申请"):
        completing.report_completed(task, cast.lead, today=TODAY, completed_on=TODAY, word="完成")
    assert not task.completions.exists()


def test_closing_a_task_ends_the_request_that_waits(cast: Cast, task: Task) -> None:
    extension = ask(task, cast)
    completing.close(claim(task, cast.lead, today=TODAY), cast.office, today=TODAY)
    extension.refresh_from_db()
    assert (extension.state, extension.answer) == ("lapsed", "任务已办结，不再审批")
    assert AuditEntry.objects.get(verb="lapse_extension").reason == "任务已办结，不再审批"
    said = Notification.objects.filter(user=cast.lead).values_list("text", flat=True)
    assert "“任务9”的延期申请：任务已办结，不再审批。" in said
    with pytest.raises(Refused):
        extension.grant(cast.office, today=TODAY)
