"""Whether a month has its bulletin already: another one is asked about, a mistake is for a correction."""

from __future__ import annotations

from collections.abc import Iterable

from reporting.models import Bulletin, BulletinSource, Snapshot


def already_out(snapshots: Iterable[Snapshot]) -> list[Bulletin]:
    """Published, resting on one of these snapshots and no correction; the newest first, each with its
    number and paper. One query."""
    resting = BulletinSource.objects.filter(snapshot__in=list(snapshots)).values("bulletin")
    rows = Bulletin.objects.filter(pk__in=resting, corrects=None)
    return list(rows.out().select_related("published"))
