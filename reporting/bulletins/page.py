"""What the bulletin's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import District
from progress.models import ReportingPeriod
from reporting.bulletins.already_out import already_out
from reporting.bulletins.drafting import SnapshotMonth, snapshot_months
from reporting.bulletins.forms import BlockForm, HeadForm, MonthForm, PartsForm
from reporting.bulletins.paper import Paragraph, Table, paragraphs_of, table_from
from reporting.bulletins.praise import rules
from reporting.models import Bulletin, BulletinBlock


@dataclass(frozen=True, slots=True)
class ShownBlock:
    block: BulletinBlock
    form: BlockForm

    @property
    def paragraphs(self) -> list[Paragraph]:
        return list(paragraphs_of(self.block.text))

    @property
    def table(self) -> Table | None:
        return table_from(self.block.table)

    @property
    def is_open(self) -> bool:
        """Its form came back."""
        return self.form.is_bound


@dataclass(frozen=True, slots=True)
class Again:
    """A month that is to be drafted although these are out."""

    month: SnapshotMonth
    out: list[Bulletin]


def list_page(district: District, year: int, *, may_draft: bool, again: str = "") -> dict[str, Any]:
    """Drafts only for who may draft. Where there is no snapshot yet, when the first one comes. `again` is
    the key of a month that was to be drafted a second time."""
    held = Bulletin.objects.filter(district=district, year=year)
    months = snapshot_months(district.pk, year) if may_draft else []
    first = (
        ReportingPeriod.objects.filter(district=district, task_list__year=year, task_list__state="issued")
        .order_by("closes_on")
        .first()
    )
    return {
        "district": district,
        "year": year,
        "may_draft": may_draft,
        "drafts": list(held.drafts().select_related("drafted_by", "edited_by")) if may_draft else [],
        "published": list(held.out().select_related("published__published_by", "corrects__published")),
        "months": months,
        "month_form": MonthForm(months=months) if months else None,
        "first_period": None if months else first,
        "again": _again(months, again),
    }


def _again(months: list[SnapshotMonth], key: str) -> Again | None:
    month = next((row for row in months if row.key == key), None)
    out = already_out(month.snapshots) if month else []
    return Again(month, out) if month and out else None


def draft_page(bulletin: Bulletin, *, may_publish: bool) -> dict[str, Any]:
    blocks = list(bulletin.blocks.select_related("edited_by"))
    months = snapshot_months(bulletin.district_id, bulletin.year)
    snapshots = bulletin.snapshots
    resting = {row.pk for row in snapshots}
    newer = bool(months) and not {row.pk for row in months[0].snapshots} <= resting
    return {
        "bulletin": bulletin,
        "blocks": [block for block in blocks if block.is_chosen],
        "all_blocks": blocks,
        "snapshots": snapshots,
        "newest": months[0] if newer else None,
        "out": out_beside(bulletin),
        "month_form": MonthForm(months=months, initial={"month": f"{snapshots[0].month:%Y-%m}"}),
        "head_form": HeadForm(instance=bulletin),
        "parts_form": PartsForm(bulletin=bulletin, blocks=blocks),
        "rules": rules(),
        "may_publish": may_publish,
        "sent_back": {},
        "crumbs": [(_("通报"), reverse("bulletins", args=[bulletin.district_id, bulletin.year]))],
    }


def out_beside(bulletin: Bulletin) -> list[Bulletin]:
    """What is out of the draft's month; nothing to say beside a correction."""
    return [] if bulletin.corrects_id else already_out(bulletin.snapshots)


def with_forms(page: dict[str, Any]) -> dict[str, Any]:
    """Each block with its form: the one that came back, else a fresh one."""
    back = page["sent_back"]
    page["shown"] = [
        ShownBlock(block, back.get(block.part) or BlockForm(block=block)) for block in page["blocks"]
    ]
    return page
