"""The demonstration's bulletins: the month before the last is out, the last one is being drafted."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from districts.models import Membership, User
from reporting.bulletins.drafting import SnapshotMonth, draft_bulletin, snapshot_months, write_block
from reporting.bulletins.publishing import Numbering, next_number, publish
from reporting.models import Bulletin
from supervision.demonstration import DISTRICT, YEAR

AFTER_CLOSING = datetime.timedelta(days=5)


def play_bulletins(password: str, today: datetime.date) -> None:
    """A part of `reporting.demo.PARTS`. Does nothing before there are snapshots, nor a second time."""
    office = Membership.objects.filter(district__name=DISTRICT, role="office").select_related(
        "district", "user"
    )
    clerk = office.first()
    if clerk is None or Bulletin.objects.filter(district=clerk.district, year=YEAR).exists():
        return
    months = snapshot_months(clerk.district.pk, YEAR)[:2]
    for month in reversed(months):
        day = min(month.day + AFTER_CLOSING, today)
        bulletin = _draft(clerk, month, day)
        if month != months[0]:
            number = next_number(bulletin, day.year)
            publish(bulletin, clerk.user, Numbering(number, day), today=day)


def _draft(clerk: Membership, month: SnapshotMonth, day: datetime.date) -> Bulletin:
    """Marked as made up, with one part that somebody has written on."""
    user: User = clerk.user
    bulletin = draft_bulletin(clerk.district, YEAR, month, user, today=day)
    bulletin.title = bulletin.title + _("（演示）")
    bulletin.save()
    block = bulletin.blocks.get(part="next")
    text = block.generated + "\n" + _("（演示）各单位于下月10日前将整改情况报区乡村振兴办。")
    write_block(bulletin, "next", text, user, version=block.version)
    return bulletin
