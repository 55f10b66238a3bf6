"""A workbench on which everything waits, and the page of a task about which everything is said, ask the
database as often as with less on them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conftest import TODAY, Cast, make_indicator, make_list, make_milestone, make_task
from progress.models import ProgressReport, QuotaReport, claim
from progress.tests.rounds import make_period
from reporting.tests.reading import tree
from reporting.tests.snapping import frozen
from reporting.tests.test_query_counts import asked
from supervision import instructing
from supervision.instructions import speaker_of
from supervision.models import give_instruction, request_extension
from tasklists.models import (
    DocumentImport,
    ImportIssue,
    ListChange,
    PlanItem,
    QuotaPartner,
    Task,
    TaskList,
)

DESKS = {"office": 12, "lead": 11, "staff": 9, "town": 8, "leader": 8, "admin": 5}
TASK_PAGE = {"office": 16, "lead": 15, "staff": 15, "town": 15, "leader": 15, "admin": 17}
OFFICE_KINDS = {
    "批示待答复",
    "批示已答复，待办结",
    "待审核",
    "待办结",
    "延期申请",
    "尚未印发的清单",
    "逾期",
    "待起草的通报",
}
LEAD_KINDS = {"批示待答复", "退回待修改", "待填报", "办结申请被退回", "逾期"}


@pytest.fixture
def periods(cast: Cast, task_list: TaskList) -> Any:
    """April is closed, May too but opened again for both bodies, June is open."""
    april, may, june = (
        make_period(task_list, month, opens_on=TODAY.replace(month=month, day=1)) for month in (4, 5, 6)
    )
    for body in (cast.department, cast.town1):
        may.reopen(cast.office, body, "补报", until=TODAY, today=TODAY)
    return april, may, june


def furnish(cast: Cast, task_list: TaskList, periods: Any, first: int) -> Task:
    """Six tasks that wait at the desks for different reasons; the page of the first has everything."""
    tasks = [
        make_task(task_list, str(first + n), cast.department, deadline=TODAY + datetime.timedelta(days=n - 2))
        for n in range(6)
    ]
    for task in tasks:
        quota = make_indicator(task, 10, {cast.town1: 10}).quotas.get()
        QuotaPartner.objects.create(district=cast.district, quota=quota, town=cast.town2)
        for period, state in zip(periods, ("approved", "returned", "submitted"), strict=True):
            given = {"period": period, "state": state, "return_reason": "请补充", "district": cast.district}
            if task not in tasks[4:]:
                ProgressReport.objects.create(task=task, department=cast.department, **given)
                QuotaReport.objects.create(quota=quota, town=cast.town1, **given)
    give_instruction(tasks[0], cast.leader, "请加快", today=TODAY)
    said = give_instruction(tasks[0], cast.leader, "请说明原因", today=TODAY)
    instructing.answer(said, cast.lead, "已进场", today=TODAY, addressee=speaker_of(cast.lead, said))
    claim(tasks[1], cast.lead, today=TODAY)
    claim(tasks[2], cast.lead, today=TODAY).return_with_reason(cast.office, "缺验收单", today=TODAY)
    request_extension(tasks[3], cast.lead, until=datetime.date(2026, 12, 31), reason="汛期", today=TODAY)
    make_list(cast.district, title=f"草稿{first}", state="draft")
    _tell(cast, tasks[0], first)
    return tasks[0]


def _tell(cast: Cast, task: Task, first: int) -> None:
    """What the page of a task shows beside reports and instructions."""
    own = {"district": cast.district, "task_list": task.task_list}
    make_milestone(task, "H1", datetime.date(2026, 6, 30), text="过半", percent=50)
    make_task(task.task_list, f"{first}-1", cast.department, parent=task)
    last_year = make_list(cast.district, year=2025, title=f"去年{first}")
    Task.objects.filter(pk=task.pk).update(predecessor=make_task(last_year, "1", cast.department))
    document = DocumentImport.objects.create(file_name="清单.docx", size=1, **own)
    for _ in range(2):
        ImportIssue.objects.create(
            district=cast.district, document_import=document, task=task, level="warning", message="有疑问"
        )
        ListChange.objects.create(task=task, fact="完成时限", reason="调整", user=cast.office, **own)
    PlanItem.objects.create(category=task.category, text="方案", position=first, **own)
    claim(task, cast.lead, today=TODAY)


def kinds(client: Any) -> set[str]:
    heads = tree(client.get(reverse("home"))).xpath("//main//h2")
    return {head.text.strip() for head in heads}


def test_a_desk_asks_no_more_for_more_that_waits(cast: Cast, task_list, periods, sign_in) -> None:
    furnish(cast, task_list, periods, 1)
    frozen(task_list, 3)
    few = {name: asked(sign_in(getattr(cast, name)), reverse("home")) for name in DESKS}
    for first in (11, 21, 31):
        furnish(cast, task_list, periods, first)
    assert kinds(sign_in(cast.office)) >= OFFICE_KINDS
    assert kinds(sign_in(cast.lead)) >= LEAD_KINDS
    assert {name: asked(sign_in(getattr(cast, name)), reverse("home")) for name in DESKS} == few
    assert {name: number for name, number in few.items() if number > DESKS[name]} == {}


def test_the_page_of_a_task_asks_no_more_for_more_tasks(cast: Cast, task_list, periods, sign_in) -> None:
    address = reverse("task", args=[furnish(cast, task_list, periods, 1).pk])
    few = {name: asked(sign_in(getattr(cast, name)), address) for name in TASK_PAGE}
    task = furnish(cast, task_list, periods, 11)
    for number in range(3):
        make_task(task_list, f"11-{number + 2}", cast.department, parent=task)
        make_indicator(task, 5, {cast.town1: 5}, name=f"指标{number}")
    address = reverse("task", args=[task.pk])
    assert {name: asked(sign_in(getattr(cast, name)), address) for name in TASK_PAGE} == few
    assert {name: number for name, number in few.items() if number > TASK_PAGE[name]} == {}
