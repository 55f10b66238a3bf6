"""The demonstration's instructions: one that waits for the demo department's answer, one that was answered
and waits for the leader, one that was closed; given by the same steps as real ones, words invented."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.models import Membership, User
from supervision import instructing
from supervision.demonstration import DISTRICT, YEAR, demo_clerk
from supervision.models import Instruction, give_instruction
from tasklists.models import Task

DAY = datetime.date


@dataclass(frozen=True, slots=True)
class Played:
    """An instruction on the task of a number, and how far it has come; words are looked up when played."""

    number: str
    given_on: datetime.date
    wanted_on: datetime.date | None
    text: str
    answered_on: datetime.date | None = None
    answer: str = ""
    closed_on: datetime.date | None = None


def _plan() -> tuple[Played, ...]:
    return (
        Played(
            "10",
            DAY(2026, 10, 19),
            DAY(2026, 10, 26),
            _("（演示）临河路段有安全隐患，请抓紧排出整治时间表。"),
            DAY(2026, 10, 23),
            _("（演示）已排定逐周计划，先完成隐患最重的三段。"),
            DAY(2026, 10, 27),
        ),
        Played(
            "28",
            DAY(2026, 11, 9),
            DAY(2026, 11, 16),
            _("（演示）任务早已到期，请说明为何尚未办结、何时完成验收。"),
            DAY(2026, 11, 13),
            _("（演示）建设内容已完成，验收资料月底前补齐。"),
        ),
        Played(
            "33",
            DAY(2026, 11, 17),
            DAY(2026, 11, 27),
            _("（演示）设施片区进度明显滞后，请分析原因，提出赶工措施。"),
        ),
    )


def play_instructions(password: str, today: datetime.date) -> None:
    """A part of `reporting.demo.PARTS`. Does nothing without a leader, or where one was given already."""
    leader = Membership.objects.acting().filter(district__name=DISTRICT, role="leader").first()
    tasks = Task.objects.filter(
        task_list__district__name=DISTRICT, task_list__year=YEAR, task_list__state="issued"
    )
    if leader is None or Instruction.objects.filter(task__in=tasks).exists():
        return
    held = {task.number: task for task in tasks}
    for played in _plan():
        if played.number in held and played.given_on <= today:
            _play(played, held[played.number], leader.user, today)


def _play(played: Played, task: Task, leader: User, today: datetime.date) -> None:
    """What still waits for somebody is told to them; of what is over nobody needs to hear now."""
    given_on, wanted_on = played.given_on, played.wanted_on
    if played.answered_on is None or played.answered_on > today:
        instructing.give(task, leader, played.text, today=given_on, wanted_on=wanted_on)
        return
    instruction = give_instruction(task, leader, played.text, today=given_on, wanted_on=wanted_on)
    said, asked = played.answered_on, instruction.addressees.first()
    if played.closed_on is None or played.closed_on > today:
        instructing.answer(instruction, demo_clerk(), played.answer, today=said, addressee=asked)
        return
    instruction.answer(demo_clerk(), played.answer, today=said, addressee=asked)
    instruction.close(leader, today=played.closed_on, as_leader=True)
