"""A step of an instruction, and telling those whom it concerns, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import Membership, User
from districts.notify import notify
from progress.announcing import office_of
from supervision.models import Instruction, InstructionAddressee, give_instruction
from tasklists.models import Quota, Task


@transaction.atomic
def give(
    task: Task,
    user: User,
    text: str,
    *,
    today: datetime.date,
    wanted_on: datetime.date | None = None,
    quota: Quota | None = None,
) -> Instruction:
    """作出批示: the leads of the addressed departments and the office hear of it."""
    instruction = give_instruction(task, user, text, today=today, wanted_on=wanted_on, quota=quota)
    _tell_asked(instruction, user, text, _("%(who)s对“%(title)s”作出批示%(until)s：%(text)s"))
    return instruction


@transaction.atomic
def ask_again(
    instruction: Instruction,
    user: User,
    text: str,
    *,
    today: datetime.date,
    wanted_on: datetime.date | None = None,
) -> None:
    """追加批示: the same people hear of it."""
    instruction.instruct_again(user, text, today=today, wanted_on=wanted_on)
    _tell_asked(instruction, user, text, _("%(who)s对“%(title)s”追加批示%(until)s：%(text)s"))


@transaction.atomic
def answer(
    instruction: Instruction,
    user: User,
    text: str,
    *,
    today: datetime.date,
    addressee: InstructionAddressee | None,
) -> None:
    """答复: the leaders who wrote in the thread and the office hear of it."""
    said = instruction.answer(user, text, today=today, addressee=addressee)
    words = {"body": said.body, "title": instruction.task.title, "text": text}
    people = [*leaders_in(instruction), *office_of(instruction.district_id)]
    _tell(people, instruction, user, _("%(body)s答复了对“%(title)s”的批示：%(text)s") % words)


@transaction.atomic
def close(instruction: Instruction, user: User, text: str, *, today: datetime.date, as_leader: bool) -> None:
    """办结: everybody who had to do with it hears of it."""
    instruction.close(user, text, today=today, as_leader=as_leader)
    said = _("对“%(title)s”的批示已办结。") % {"title": instruction.task.title} + text
    people = [
        *leaders_in(instruction),
        *leads_addressed(instruction),
        *office_of(instruction.district_id),
    ]
    _tell(people, instruction, user, said)


def leads_addressed(instruction: Instruction) -> list[User]:
    departments = instruction.addressees.values("department")
    members = Membership.objects.acting().filter(role="lead", department__in=departments)
    return [member.user for member in members.select_related("user")]


def leaders_in(instruction: Instruction) -> list[User]:
    """Who gave it, and who asked on."""
    return list(User.objects.filter(pk__in=instruction.entries.of_leaders().values("by")))


def _tell_asked(instruction: Instruction, user: User, text: str, sentence: str) -> None:
    until = _("（请于 %s 前答复）") % instruction.wanted_on if instruction.wanted_on else ""
    words = {"who": user, "title": instruction.task.title, "until": until, "text": text}
    people = [*leads_addressed(instruction), *office_of(instruction.district_id)]
    _tell(people, instruction, user, sentence % words)


def _tell(people: Iterable[User], instruction: Instruction, doer: User, text: str) -> None:
    """Nobody is told of what they did themselves."""
    notify(
        [person for person in people if person.pk != doer.pk],
        district=instruction.district,
        text=text,
        url=reverse("instruction", args=[instruction.pk]),
        kind="instruction",
    )
