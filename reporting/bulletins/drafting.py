"""Drafting a bulletin from snapshots, renewing it from newer ones, and what people write in between.

Who saves on an older version gets `Stale`; what they typed is theirs to send again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import District, User
from progress.models import Verb, record
from progress.refusals import Refused
from reporting.bulletins import tables
from reporting.bulletins.figures import Figures, ListOfDay, figures_of
from reporting.bulletins.generating import table_of, text_of
from reporting.bulletins.numbers import number_text
from reporting.bulletins.paper import Annex, Paper, Section, table_from
from reporting.bulletins.parts import PARTS
from reporting.models import Bulletin, BulletinBlock, BulletinSource, Snapshot
from reporting.trends import before

RECIPIENTS = "各街镇，区各有关部门："
HEAD_FIELDS = ("title", "issuing_body", "recipients", "series", "masthead")


class Stale(Exception):
    """Somebody else saved meanwhile; the row as it is now comes along."""

    def __init__(self, current: Bulletin | BulletinBlock) -> None:
        super().__init__()
        self.current = current


@dataclass(frozen=True, slots=True)
class SnapshotMonth:
    """The snapshots of a district's year whose periods end in one month. `key` is 2026-10."""

    key: str
    label: str
    day: datetime.date
    snapshots: tuple[Snapshot, ...]


def snapshot_months(district_id: int, year: int) -> list[SnapshotMonth]:
    """The newest first, the figures of each left where they are; one query."""
    rows = Snapshot.objects.filter(district=district_id, task_list__year=year)
    return months_of(rows.defer("totals", "measures", "bodies", "rules", "corrections"))


def months_of(rows: QuerySet[Snapshot]) -> list[SnapshotMonth]:
    """The snapshots by the month in which their periods end, the newest first."""
    held: dict[str, list[Snapshot]] = {}
    for row in rows.select_related("period").order_by("-period__ends_on", "task_list_id"):
        held.setdefault(f"{row.month:%Y-%m}", []).append(row)
    return [
        SnapshotMonth(key, _label(found), max(row.day for row in found), _in_order(found))
        for key, found in held.items()
    ]


def _label(snapshots: Iterable[Snapshot]) -> str:
    """The period's own name; the month where lists of different periods closed in it."""
    rows = list(snapshots)
    labels = {row.label for row in rows}
    return labels.pop() if len(labels) == 1 else f"{rows[0].month.year}年{rows[0].month.month}月"


def _in_order(snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    """By list; of a list with two periods that end in the month (another plan was made) the later one,
    so that no task is counted twice."""
    by_list = {row.task_list_id: row for row in sorted(snapshots, key=lambda row: (row.day, row.pk))}
    return tuple(by_list[key] for key in sorted(by_list))


@transaction.atomic
def draft_bulletin(
    district: District,
    year: int,
    month: SnapshotMonth,
    user: User,
    *,
    today: datetime.date,
    corrects: Bulletin | None = None,
) -> Bulletin:
    """A new draft of the month; who it goes to, how it is numbered and which parts it has are those of
    the district's last bulletin."""
    last = Bulletin.objects.filter(district=district).order_by("-id").first()
    office = district.office_name or f"{district}乡村振兴办公室"
    bulletin = Bulletin.objects.create(
        district=district,
        year=year,
        month=month.label,
        title=_title(month, corrects),
        issuing_body=last.issuing_body if last else office,
        recipients=last.recipients if last else RECIPIENTS,
        series=last.series if last else "",
        masthead=last.masthead if last else "",
        annex_rows=last.annex_rows if last else Bulletin.AnnexRows.OVERDUE,
        corrects=corrects,
        drafted_by=user,
        drafted_on=today,
    )
    _add_blocks(bulletin, last)
    _rest_on(bulletin, month)
    _fill(bulletin)
    return bulletin


def _title(month: SnapshotMonth, corrects: Bulletin | None) -> str:
    if corrects:
        return f"关于更正{month.label}任务清单推进情况通报的通知"
    return f"关于{month.label}乡村振兴任务清单推进情况的通报"


def _add_blocks(bulletin: Bulletin, last: Bulletin | None) -> None:
    """A correction opens with what it corrects, which people write."""
    held = {block.part: block for block in last.blocks.all()} if last else {}
    made = []
    for place, part in enumerate(PARTS.values(), 1):
        before_it = held.get(part.code)
        chosen = before_it.is_chosen if before_it else part.is_usual
        if part.code == "correction":
            chosen = bulletin.corrects is not None
        made.append(
            BulletinBlock(
                district_id=bulletin.district_id,
                bulletin=bulletin,
                part=part.code,
                position=before_it.position if before_it else place,
                is_chosen=chosen,
                with_table=before_it.with_table if before_it else True,
            )
        )
    BulletinBlock.objects.bulk_create(made)


def _rest_on(bulletin: Bulletin, month: SnapshotMonth) -> None:
    bulletin.sources.all().delete()
    BulletinSource.objects.bulk_create(
        BulletinSource(district_id=bulletin.district_id, bulletin=bulletin, snapshot=row)
        for row in month.snapshots
    )
    bulletin.month = month.label


def figures_behind(bulletin: Bulletin) -> Figures:
    """What its snapshots say; a query a list, and two."""
    snapshots = bulletin.snapshots
    lists = [ListOfDay(row.task_list_id, row.title, row.day) for row in snapshots]
    return figures_of(
        bulletin.month,
        lists,
        [state for row in snapshots for state in row.states()],
        [body for row in snapshots for body in row.bodies],
        before({row.task_list_id for row in snapshots}, max(row.month for row in snapshots)),
        [correction for row in snapshots for correction in row.corrections],
    )


def _fill(bulletin: Bulletin) -> None:
    """Texts and tables from the snapshots; what people wrote stays."""
    figures = figures_behind(bulletin)
    for block in bulletin.blocks.all():
        text, table = text_of(block.part, figures), table_of(block.part, figures)
        drawn = asdict(table) if table else None
        if (text, _plain(drawn)) == (block.generated, block.table):
            continue
        block.generated, block.table = text, drawn
        block.version += 1
        block.save()
    _annex(bulletin, figures)


def _plain(table: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the database gives it back: lists where there were tuples."""
    if table is None:
        return None
    return {"columns": list(table["columns"]), "rows": [list(row) for row in table["rows"]]}


def _annex(bulletin: Bulletin, figures: Figures) -> None:
    bulletin.annexes = [asdict(row) for row in tables.annexes(figures, bulletin.annex_rows)]
    bulletin.save()


@transaction.atomic
def renew(bulletin: Bulletin, month: SnapshotMonth, user: User) -> Bulletin:
    """Made again from these snapshots, the same or newer ones. Edited blocks keep their words, the title
    stays as people have it unless it is still the one that was made up."""
    this = locked(bulletin)
    if this.title == f"关于{this.month}乡村振兴任务清单推进情况的通报":
        this.title = _title(month, None)
    _rest_on(this, month)
    _stamp(this, user)
    _fill(this)
    return this


@transaction.atomic
def save_head(bulletin: Bulletin, given: Mapping[str, str], user: User, *, version: int) -> Bulletin:
    this = locked(bulletin, version)
    for name in HEAD_FIELDS:
        setattr(this, name, given[name])
    _stamp(this, user)
    this.save()
    return this


@transaction.atomic
def choose_parts(
    bulletin: Bulletin, places: Mapping[str, int | None], annex_rows: str, user: User, *, version: int
) -> Bulletin:
    """`places`: by part its place, None where it is left out. A part that was left out keeps its words."""
    this = locked(bulletin, version)
    if not any(places.values()):
        raise Refused(_("至少选一个部分。"))
    for block in this.blocks.all():
        place = places.get(block.part)
        block.is_chosen = place is not None
        block.position = place or block.position
        block.save(update_fields=["is_chosen", "position"])
    _stamp(this, user)
    if this.annex_rows != annex_rows:
        this.annex_rows = annex_rows
        _annex(this, figures_behind(this))
    this.save()
    return this


@transaction.atomic
def write_block(
    bulletin: Bulletin, part: str, text: str, user: User, *, version: int, with_table: bool = True
) -> BulletinBlock:
    """What people write stays until they take it back; the very words that were generated are no edit."""
    block = _block(bulletin, part, version)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    block.edited = None if text == block.generated else text
    block.edited_over, block.edited_by = block.generated, user
    block.with_table = with_table
    return _saved(block)


@transaction.atomic
def restore_block(bulletin: Bulletin, part: str, user: User, *, version: int) -> BulletinBlock:
    """Back to what is generated."""
    block = _block(bulletin, part, version)
    block.edited, block.edited_over, block.edited_by = None, "", user
    return _saved(block)


def _block(bulletin: Bulletin, part: str, version: int) -> BulletinBlock:
    locked(bulletin)
    block = bulletin.blocks.select_related("edited_by").select_for_update(of=("self",)).get(part=part)
    if block.version != version:
        raise Stale(block)
    return block


def _saved(block: BulletinBlock) -> BulletinBlock:
    block.version += 1
    block.save()
    return block


def locked(bulletin: Bulletin, version: int | None = None) -> Bulletin:
    """The draft, locked. Raises Refused where it was published, Stale on an older version."""
    this = (
        Bulletin.objects.select_for_update(of=("self",))
        .select_related("district", "edited_by", "drafted_by", "published")
        .get(pk=bulletin.pk)
    )
    if this.is_published:
        raise Refused(_("通报已经印发，不能再修改；如有错误，请起草更正通报。"))
    if version is not None and this.version != version:
        raise Stale(this)
    return this


def _stamp(bulletin: Bulletin, user: User) -> None:
    bulletin.edited_by = user
    bulletin.version += 1


@transaction.atomic
def drop(bulletin: Bulletin, user: User, *, today: datetime.date) -> None:
    """A draft that is not wanted goes, on record."""
    this = locked(bulletin)
    record(this, Verb.DROP_BULLETIN, who=user, today=today, before=this.title)
    this.delete()


def draft_paper(bulletin: Bulletin, today: datetime.date) -> Paper:
    """As it would go out, number and day left open."""
    return paper_of(bulletin, number_text(bulletin.series, today.year, "×"), f"{today.year}年×月×日")


def paper_of(bulletin: Bulletin, number: str, dated: str) -> Paper:
    chosen = [block for block in bulletin.blocks.all() if block.is_chosen]
    sections = [Section(block.heading, block.text, block.shown_table) for block in chosen]
    annexes = [Annex(row["title"], table) for row in bulletin.annexes if (table := table_from(row["table"]))]
    return Paper(
        masthead=bulletin.masthead,
        number=number,
        title=bulletin.title,
        recipients=bulletin.recipients,
        sections=tuple(row for row in sections if row.text or row.table),
        annexes=tuple(annexes),
        signed=bulletin.issuing_body,
        dated=dated,
    )
