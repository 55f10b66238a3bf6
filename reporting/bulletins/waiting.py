"""What the desk of the office says of bulletins: the newest snapshots have none yet."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.bulletins.drafting import months_of
from reporting.models import BulletinSource, Snapshot
from reporting.waiting import Item, Place, Waiting


def month_without_bulletin(place: Place) -> Waiting:
    """At most one line; a draft is a bulletin, and of months that passed nothing is said. One query."""
    source = BulletinSource.objects.filter(snapshot=OuterRef("pk"))
    taken = Snapshot.objects.filter(district=place.district_id, task_list__year=place.year)
    months = months_of(
        taken.only("day", "label", "task_list", "period__ends_on").annotate(is_source=Exists(source))
    )
    items = [
        Item(
            _("%(month)s通报") % {"month": month.label},
            reverse("bulletins", args=[place.district_id, place.year]),
            _("起草"),
            _("快照已生成，数据截至 %(day)s") % {"day": month.day},
        )
        for month in months[:1]
        if not any(snapshot.is_source for snapshot in month.snapshots)
    ]
    return Waiting(_("待起草的通报"), len(items), items)
