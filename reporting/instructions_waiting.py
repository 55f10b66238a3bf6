"""批示 that wait at somebody's desk: for a department's answer, for being closed, for the leader to read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from districts.permissions import LEAD, LEADER, OFFICE
from reporting.waiting import SHOWN, Item, Place, Waiting
from supervision.instructions import InstructionLine, departments_led, line_of
from supervision.models import Instruction
from supervision.querysets import InstructionQuerySet

LONGEST = 80  # characters of an instruction that a desk shows


def instructions_waiting(place: Place) -> list[Waiting]:
    """The office sees them all, a lead what their department has still to answer, a leader the answers to
    their own. Of every year: what is unanswered does not end with the list."""
    rows = Instruction.objects.visible_to(place.user).filter(district=place.district_id)
    if OFFICE in place.roles:
        lines = _lines(rows.unfinished(), place)
        open_ones = [line for line in lines if line.instruction.state == Instruction.State.OPEN]
        answered = [line for line in lines if line.instruction.state == Instruction.State.ANSWERED]
        return [
            _waiting(_("批示待答复"), open_ones, _("查看")),
            _waiting(_("批示已答复，待办结"), answered, _("办理")),
        ]
    kinds = []
    if LEAD in place.roles:
        asked = rows.waiting_for(departments_led(place.user, place.district_id))
        kinds.append(_waiting(_("批示待答复"), _lines(asked, place), _("答复")))
    if LEADER in place.roles:
        own = rows.answered().said_by(place.user)
        kinds.append(_waiting(_("批示有答复"), _lines(own, place), _("查看")))
    return kinds


def _lines(rows: InstructionQuerySet, place: Place) -> list[InstructionLine]:
    """Two queries."""
    return [line_of(row, place.today) for row in rows.for_rows().most_urgent_first()]


def _waiting(title: str, lines: list[InstructionLine], action: str) -> Waiting:
    """Each leads to the instruction's page and from there back to the desk."""
    back = urlencode({"next": reverse("home")})
    items = [
        Item(
            Truncator(line.instruction.word).chars(LONGEST),
            f"{reverse('instruction', args=[line.instruction.pk])}?{back}",
            action,
            _note(line),
        )
        for line in lines[:SHOWN]
    ]
    return Waiting(title, len(lines), items, reverse("instructions") if len(lines) > SHOWN else "")


def _note(line: InstructionLine) -> str:
    """1. 修路，待区水务局答复，请于 2026-06-20 前答复，已超 3 天"""
    held = line.instruction
    parts = [f"{held.task.number}. {held.task.title}"]
    if line.asked:
        parts.append(_("待%(who)s答复") % {"who": line.asked})
        if held.wanted_on:
            parts.append(_("请于 %(day)s 前答复") % {"day": held.wanted_on})
    if line.days_over:
        parts.append(_("已超 %(days)s 天") % {"days": line.days_over})
    return "，".join(parts)
