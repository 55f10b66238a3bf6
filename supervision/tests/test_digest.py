"""The night names instructions that are unanswered past the wanted day, to those who have to answer."""

import datetime

import pytest

from conftest import TODAY, make_task
from districts.models import Notification
from progress.nightly import run
from supervision.models import give_instruction

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def instruction(cast, task_list):
    task = make_task(task_list, lead=cast.department, title="修路")
    return give_instruction(task, cast.leader, "请说明原因", today=TODAY, wanted_on=TODAY + DAY)


def digests(user):
    held = Notification.objects.filter(user=user, kind="digest", text__contains="批示逾期未答复")
    return list(held.values_list("text", flat=True))


def test_it_is_named_once_when_the_day_is_over(cast, instruction):
    run(TODAY + DAY)
    assert digests(cast.lead) == []
    run(TODAY + 2 * DAY)
    run(TODAY + 3 * DAY)
    (text,) = digests(cast.lead)
    assert "“修路”：请说明原因（请于 2026-06-16 前答复）" in text
    assert len(digests(cast.office)) == 1
    assert [digests(user) for user in (cast.leader, cast.lead_water, cast.office2)] == [[]] * 3


def test_a_new_day_is_told_of_again(cast, instruction):
    run(TODAY + 2 * DAY)
    instruction.instruct_again(cast.leader, "再说明", today=TODAY + 2 * DAY, wanted_on=TODAY + 3 * DAY)
    run(TODAY + 4 * DAY)
    assert len(digests(cast.lead)) == 2


def test_what_was_answered_is_not_named(cast, instruction):
    instruction.answer(cast.office, "已答复", today=TODAY + DAY, addressee=None)
    run(TODAY + 2 * DAY)
    assert digests(cast.lead) == []
