"""印发: a bulletin gets its number, goes out and is kept as it went."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District, Membership, User
from districts.notify import notify
from progress.models import Verb, record
from progress.refusals import Refused
from reporting.bulletins.docx import to_docx
from reporting.bulletins.drafting import locked, paper_of
from reporting.bulletins.numbers import number_text
from reporting.bulletins.paper import Paper, as_json
from reporting.bulletins.wording import day_words
from reporting.models import Bulletin, PublishedBulletin

TOLD = ("leader", "lead", "town")


@dataclass(frozen=True, slots=True)
class Numbering:
    """`gap_reason` says why numbers between the last and this one are not used, "" where none are left
    out."""

    number: int
    dated: datetime.date
    gap_reason: str = ""


def next_number(bulletin: Bulletin, year: int) -> int:
    """The one after the last of its series in the year in which it is dated."""
    rows = PublishedBulletin.objects.of_series(bulletin.district_id, year, bulletin.series)
    return (rows.aggregate(Max("number"))["number__max"] or 0) + 1


def mark_of(bulletin: Bulletin) -> str:
    """Stands for the draft as it reads now, without its number and day."""
    told = json.dumps(as_json(paper_of(bulletin, "", "")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def publish(
    bulletin: Bulletin, user: User, given: Numbering, *, today: datetime.date, seen: str | None = None
) -> PublishedBulletin:
    """Number, freeze, file, tell. `seen` is the `mark_of` what the person looked at, None where nobody
    did. The district's row is locked, so that two at once get different numbers and none is left out;
    raises Refused."""
    District.objects.select_for_update().get(pk=bulletin.district_id)
    this = locked(bulletin)
    if seen is not None and seen != mark_of(this):
        raise Refused(_("这份通报在您打开本页之后又有改动，下面已是改动后的内容；请看过之后再确认印发。"))
    _check_day(this, given, today)
    _check_number(this, given)
    _check_correction(this)
    number = number_text(this.series, given.dated.year, given.number)
    paper = paper_of(this, number, day_words(given.dated))
    if not paper.sections:
        raise Refused(_("通报还没有内容，请先写好至少一个部分。"))
    published = _kept(this, paper, given, user, today)
    record(this, Verb.PUBLISH_BULLETIN, who=user, today=today, after=number, reason=given.gap_reason)
    notify(
        _readers(this.district_id),
        district=this.district,
        text=_("已印发%(number)s：%(title)s") % {"number": number, "title": this.title},
        url=reverse("bulletin", args=[this.pk]),
        kind="published",
    )
    return published


def _kept(
    bulletin: Bulletin, paper: Paper, given: Numbering, user: User, today: datetime.date
) -> PublishedBulletin:
    content = to_docx(paper, given.dated)
    sha256 = hashlib.sha256(content).hexdigest()
    published = PublishedBulletin(
        district_id=bulletin.district_id,
        bulletin=bulletin,
        series=bulletin.series,
        number_year=given.dated.year,
        number=given.number,
        gap_reason=given.gap_reason,
        dated=given.dated,
        content=as_json(paper),
        sha256=sha256,
        published_by=user,
        published_on=today,
    )
    published.file.save(f"{sha256}.docx", ContentFile(content), save=False)
    published.save()
    return published


def _check_day(bulletin: Bulletin, given: Numbering, today: datetime.date) -> None:
    data_until = max(row.day for row in bulletin.snapshots)
    if not data_until <= given.dated <= today:
        raise Refused(
            _("成文日期要在数据截止日 %(first)s 与今天 %(last)s 之间。")
            % {"first": data_until, "last": today}
        )


def _check_number(bulletin: Bulletin, given: Numbering) -> None:
    expected = next_number(bulletin, given.dated.year)
    words = {
        "wanted": number_text(bulletin.series, given.dated.year, given.number),
        "next": number_text(bulletin.series, given.dated.year, expected),
    }
    if given.number < expected:
        raise Refused(_("%(wanted)s已经用过或早于已印发的通报，下一个编号是%(next)s。") % words)
    if given.number > expected and not given.gap_reason:
        raise Refused(
            _("下一个编号是%(next)s。要用%(wanted)s，请说明中间的编号用在哪里（如前几期已线下印发）。")
            % words
        )


def _check_correction(bulletin: Bulletin) -> None:
    """A correction says what it corrects, or readers could not tell it from the first one."""
    if bulletin.corrects_id is None:
        return
    said = bulletin.blocks.filter(part="correction", is_chosen=True).first()
    if said is None or not said.text.strip():
        raise Refused(_("更正通报还没有写明更正了什么，请先填写“更正说明”。"))


def _readers(district_id: int) -> list[User]:
    held = Membership.objects.filter(district=district_id, role__in=TOLD, is_active=True)
    return [row.user for row in held.select_related("user")]
