"""What the desk of the office says of bulletins: the newest snapshots have none yet."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.bulletins.drafting import snapshot_months
from reporting.models import BulletinSource
from reporting.waiting import Item, Place, Waiting


def month_without_bulletin(place: Place) -> Waiting:
    """At most one line; a draft is a bulletin, and of months that passed nothing is said. Two queries."""
    months = snapshot_months(place.district_id, place.year)[:1]
    items = [
        Item(
            _("%(month)s通报") % {"month": month.label},
            reverse("bulletins", args=[place.district_id, place.year]),
            _("起草"),
            _("快照已生成，数据截至 %(day)s") % {"day": month.day},
        )
        for month in months
        if not BulletinSource.objects.filter(snapshot__in=month.snapshots).exists()
    ]
    return Waiting(_("待起草的通报"), len(items), items)
