"""What pages show of instructions: a line a piece, the panel of a task, what is open in a district."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from districts.joined import Below, read_with
from districts.models import User
from districts.permissions import LEAD, LEADER, STAFF, Action, allowed, reach
from districts.workbooks import Column, Table
from progress.status import BY_CODE, with_quota_lights
from supervision.forms import InstructionForm
from supervision.models import (
    Extension,
    Instruction,
    InstructionAddressee,
    asked_bodies,
    office_name,
    share_words,
)
from supervision.querysets import InstructionQuerySet
from tasklists.models import Quota, Task
from tasklists.querysets import QuotaQuerySet

SHOWN = 5  # on a dashboard
FILTERS = ("open", "mine", "all")


@dataclass(frozen=True, slots=True)
class InstructionLine:
    """`instruction` was fetched `for_rows` (or `for_threads`)."""

    instruction: Any
    asked: str  # who has still to answer, "" where nobody has
    days_over: int | None  # days since the day on which an answer was wanted, None while it is not over


def line_of(instruction: Instruction, today: datetime.date) -> InstructionLine:
    wanted = instruction.wanted_on
    is_over = instruction.state == Instruction.State.OPEN and wanted is not None and wanted < today
    return InstructionLine(
        instruction, instruction.who_is_asked(), (today - wanted).days if is_over and wanted else None
    )


@dataclass(frozen=True, slots=True)
class OpenInstructions:
    """What is not closed in a district; `lines` the first few, the most urgent first, `tasks` all that
    it is about."""

    lines: list[InstructionLine]
    tasks: frozenset[int]
    unanswered: int
    answered: int
    overdue: int

    @property
    def count(self) -> int:
        return self.unanswered + self.answered


def open_instructions(
    user: User,
    district_id: int,
    today: datetime.date,
    *,
    task_list: int | None = None,
    year: int | None = None,
) -> OpenInstructions:
    """For a dashboard, of the district, of its year or of one list: what the person may read, in two
    queries."""
    rows = Instruction.objects.visible_to(user).filter(district=district_id).unfinished()
    if task_list is not None:
        rows = rows.filter(task__task_list=task_list)
    if year is not None:
        rows = rows.filter(task__task_list__year=year)
    lines = [line_of(row, today) for row in rows.for_rows().most_urgent_first()]
    unanswered = sum(line.instruction.state == Instruction.State.OPEN for line in lines)
    return OpenInstructions(
        lines=lines[:SHOWN],
        tasks=frozenset(line.instruction.task_id for line in lines),
        unanswered=unanswered,
        answered=len(lines) - unanswered,
        overdue=sum(line.days_over is not None for line in lines),
    )


@dataclass(frozen=True, slots=True)
class TaskPanel:
    """The instructions of a task, newest first, and a leader's form for another (None for others)."""

    lines: list[InstructionLine]
    form: InstructionForm | None


def task_panel(
    task: Task, user: User, today: datetime.date, *, shares: Iterable[Quota], share: str = ""
) -> TaskPanel:
    """`shares` are the task's quotas with their lights; `share` the number of the one that the form is
    about at first."""
    form = None
    if may_instruct(user, task):
        form = instruction_form(task, shares, today, initial={"quota": share})
    return TaskPanel(lines_of_task(task, user, today), form)


def lines_of_task(task: Task, user: User, today: datetime.date) -> list[InstructionLine]:
    """All instructions of the task with what was said in them, newest first; two queries."""
    rows = Instruction.objects.visible_to(user).of_task(task).for_rows()
    return [line_of(row, today) for row in read_with(rows, Below("entries", ("by",)))]


def may_instruct(user: User, task: Task) -> bool:
    return task.task_list.state == "issued" and allowed(user, Action.INSTRUCT, task)


def shares_of(task: Task, today: datetime.date) -> QuotaQuerySet:
    """The task's quotas with their lights, and what a choice says of them."""
    shares = with_quota_lights(Quota.objects.filter(indicator__task=task), today)
    return shares.select_related("town", "indicator").prefetch_related("partners__town")


def instruction_form(
    task: Task, shares: Iterable[Quota], today: datetime.date, *args: Any, **kwargs: Any
) -> InstructionForm:
    """The form with the shares to choose from, the worst light first."""
    rows: list[Any] = sorted(shares, key=lambda share: (share.light_rank, share.town.position, share.pk))
    choices = {row.pk: (row, f"{share_words(row)}（{BY_CODE[row.status].word}）") for row in rows}
    form = InstructionForm(*args, shares=choices, today=today, prefix="instruct", **kwargs)
    names = [*(str(body) for body in asked_bodies(task)), office_name(task.district)]
    form.fields["text"].help_text = _("发给%(who)s。") % {"who": "、".join(names)}
    return form


def departments_led(user: User, district_id: int) -> frozenset[int]:
    """For which departments of the district the person speaks."""
    held = reach(user).memberships
    return frozenset(
        m.department_id for m in held if m.role == LEAD and m.district_id == district_id and m.department_id
    )


def speaker_of(user: User, instruction: Instruction) -> InstructionAddressee | None:
    """For which of the addressed departments the person answers, one that has still to answer first;
    None where they answer as the office."""
    led = departments_led(user, instruction.district_id)
    own = [a for a in instruction.parties() if a.department_id in led]
    return min(own, key=lambda a: (not a.is_waited_for, a.pk), default=None)


def to_answer(lines: Iterable[InstructionLine], user: User) -> Instruction | None:
    """The instruction on which a department that the person speaks for has still to answer."""
    for line in lines:
        if line.instruction.state == Instruction.State.OPEN:
            speaker = speaker_of(user, line.instruction)
            if speaker and speaker.is_waited_for:
                return line.instruction
    return None


@dataclass(frozen=True, slots=True)
class Room:
    """What is open in 督查督办, for the links between its pages."""

    extensions: int
    instructions: int


def room_of(user: User, district_id: int | None) -> Room:
    return Room(
        Extension.objects.visible_to(user).filter(district=district_id).waiting().count(),
        Instruction.objects.visible_to(user).filter(district=district_id).unfinished().count(),
    )


def own_filters(user: User, district_id: int) -> tuple[str, ...]:
    """'mine' is for those who give or are given instructions themselves."""
    held = reach(user).roles_in(district_id)
    return FILTERS if held & {LEAD, STAFF, LEADER} else ("open", "all")


def chosen(rows: InstructionQuerySet, which: str, user: User, district_id: int) -> InstructionQuerySet:
    """The district's instructions: the open ones, one's own, or all."""
    if which == "open":
        return rows.unfinished()
    if which == "mine":
        held = [m for m in reach(user).memberships if m.district_id == district_id]
        return rows.between(user, [m.department_id for m in held if m.department_id])
    return rows


def as_table(lines: Iterable[InstructionLine], title: str) -> Table:
    """For an xlsx file; the instructions were fetched `for_threads`."""
    columns = [
        Column(_("序号"), "number", 8),
        Column(_("任务"), width=30),
        Column(_("针对"), width=20),
        Column(_("批示"), width=44),
        Column(_("批示人"), width=12),
        Column(_("批示时间"), "date", 16),
        Column(_("要求答复日期"), "date", 13),
        Column(_("状态"), width=10),
        Column(_("待答复单位"), width=20),
        Column(_("已过天数"), "number", 9),
        Column(_("最近答复"), width=44),
        Column(_("答复单位"), width=18),
        Column(_("答复时间"), "date", 16),
    ]
    return Table(title, columns, [_row(line) for line in lines])


def _row(line: InstructionLine) -> list[Any]:
    held = line.instruction
    answers = [entry for entry in held.entries.all() if entry.kind == "answer"]
    last = answers[-1] if answers else None
    return [
        held.task.number,
        held.task.title,
        held.about or _("整项任务"),
        held.word,
        held.word_by,
        held.word_at,
        held.wanted_on,
        str(held.get_state_display()),
        line.asked,
        line.days_over,
        last and last.text,
        last and last.body,
        last and last.at,
    ]
