"""What the nightly digest tells of supervision."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from districts.models import District, Membership
from progress.digests import Item
from supervision.instructions import InstructionLine, line_of
from supervision.models import Instruction

LONGEST = 40


def overdue_instructions(district: District, today: datetime.date) -> Callable[[Membership], Iterator[Item]]:
    """Instructions that are unanswered past the day that was wanted, once each: for the leads of the
    departments that have still to answer, and for the office. Two queries a district."""
    late = Instruction.objects.filter(district=district).unanswered_past(today)
    lines = [line_of(row, today) for row in late.for_rows().most_urgent_first()]

    def items_of(member: Membership) -> Iterator[Item]:
        for line in lines:
            if _concerns(member, line):
                yield _item(line)

    return items_of


def _concerns(member: Membership, line: InstructionLine) -> bool:
    if member.role == Membership.Role.OFFICE:
        return True
    asked = {a.department_id for a in line.instruction.parties() if a.is_waited_for}
    return member.role == Membership.Role.LEAD and member.department_id in asked


def _item(line: InstructionLine) -> Item:
    held = line.instruction
    words = {
        "title": held.task.title,
        "text": Truncator(held.word).chars(LONGEST),
        "day": held.wanted_on,
    }
    text = _("“%(title)s”：%(text)s（请于 %(day)s 前答复）") % words
    return Item(f"instruction:{held.pk}:{held.wanted_on}", _("批示逾期未答复"), text)
