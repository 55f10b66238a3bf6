"""Whether a month has its bulletin already, or a draft of it: another one is asked about, a mistake is for
a correction."""

from __future__ import annotations

from collections.abc import Iterable

from reporting.models import Bulletin, BulletinSource, Snapshot
from reporting.models.bulletins import BulletinQuerySet


def already_out(snapshots: Iterable[Snapshot]) -> list[Bulletin]:
    """Published, resting on one of these snapshots and no correction; the newest first, each with its
    number and paper. One query."""
    return list(_resting_on(snapshots).out().select_related("published"))


def already_drafted(snapshots: Iterable[Snapshot]) -> Bulletin | None:
    """A draft that rests on one of these snapshots and is no correction; the newest. One query."""
    return _resting_on(snapshots).drafts().first()


def _resting_on(snapshots: Iterable[Snapshot]) -> BulletinQuerySet:
    resting = BulletinSource.objects.filter(snapshot__in=list(snapshots)).values("bulletin")
    return Bulletin.objects.filter(pk__in=resting, corrects=None)
