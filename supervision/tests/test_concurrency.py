"""An instruction and two people at the same moment, on PostgreSQL: nothing is said twice or after the end."""

import pytest

from conftest import TODAY, Cast, make_list, make_task
from progress.refusals import Refused
from progress.tests.test_concurrency import at_once
from supervision.models import Instruction, InstructionEntry, give_instruction
from tasklists.models import Assignment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return Cast()


@pytest.fixture
def task(cast):
    task = make_task(make_list(cast.district), lead=cast.department)
    Assignment.objects.create(
        district=cast.district, task=task, department=cast.department2, role="lead", printed="区水务局"
    )
    return task


def test_pressing_twice_gives_one_instruction(cast, task):
    found = at_once(*[lambda: give_instruction(task, cast.leader, "请说明", today=TODAY)] * 2)
    assert sorted(type(result).__name__ for result in found) == ["Instruction", "Refused"]
    assert InstructionEntry.objects.count() == 1


def test_two_departments_that_answer_at_once_have_both_answered(cast, task):
    instruction = give_instruction(task, cast.leader, "请说明", today=TODAY)
    first, second = instruction.addressees.all()
    people = ((cast.lead, first), (cast.lead_water, second))
    at_once(
        *[
            lambda who=who, body=body: Instruction.objects.get().answer(
                who, f"{who}答复", today=TODAY, addressee=body
            )
            for who, body in people
        ]
    )
    assert Instruction.objects.get().state == "answered"


def test_closing_and_answering_at_once_leave_nothing_after_the_end(cast, task):
    instruction = give_instruction(task, cast.leader, "请说明", today=TODAY)
    instruction.answer(cast.office, "已核实", today=TODAY, addressee=None)
    body = instruction.addressees.first()
    found = at_once(
        lambda: Instruction.objects.get().close(cast.leader, today=TODAY, as_leader=True),
        lambda: Instruction.objects.get().answer(cast.lead, "补充", today=TODAY, addressee=body),
    )
    assert Instruction.objects.get().state == "closed"
    assert InstructionEntry.objects.order_by("id").last().kind == "closed"
    assert [type(result) for result in found if isinstance(result, Exception)] in ([], [Refused])
