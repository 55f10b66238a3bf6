"""通报: the monthly paper that leadership reads, made from month-end snapshots.

The office works on a `Bulletin` with its blocks; publishing writes a `PublishedBulletin`, which holds the
number, the words as they went out and the Word file, and which the database lets nobody change.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned
from districts.permissions import reach
from districts.querysets import DistrictOwnedQuerySet
from reporting.bulletins.numbers import number_text
from reporting.bulletins.paper import Paper, Table, from_json, table_from
from reporting.bulletins.parts import PARTS, part_choices
from reporting.models.snapshots import Snapshot


class BulletinQuerySet(DistrictOwnedQuerySet):
    def visible_to(self, user: Any) -> BulletinQuerySet:
        """Drafts are the office's. A published bulletin is a public paper of the district: everybody who
        holds a role there reads it whole, town staff too, rows of other towns included."""
        held = reach(user)
        if held.everything:
            return self.all()
        return self.filter(
            Q(district_id__in=held.office_districts)
            | Q(district_id__in=held.districts, published__isnull=False)
        )

    def drafts(self) -> BulletinQuerySet:
        return self.filter(published=None).order_by("-id")

    def out(self) -> BulletinQuerySet:
        """Published, the newest first."""
        return self.filter(published__isnull=False).order_by("-published__dated", "-published__id")


class Bulletin(DistrictOwned):
    """The working paper. `version` counts changes of what stands here, so that two people at once do not
    overwrite each other; a block has its own."""

    class AnnexRows(models.TextChoices):
        NONE = "none", _("不附表")
        OVERDUE = "overdue", _("附逾期任务一览表")
        ALL = "all", _("附全部任务推进情况表")

    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.CharField(_("数据月份"), max_length=40, help_text=_("如 2026年10月。"))
    title = models.CharField(_("标题"), max_length=200)
    issuing_body = models.CharField(_("发文机关"), max_length=100)
    recipients = models.CharField(_("主送"), max_length=300, blank=True)
    series = models.CharField(
        _("发文机关代字"),
        max_length=40,
        blank=True,
        help_text=_("如“青乡振办”，编为青乡振办〔2026〕3号；留空编为第3期。"),
    )
    masthead = models.CharField(
        _("版头"),
        max_length=40,
        blank=True,
        help_text=_("红色的发文机关标志，如“某某办公室文件”；留空不印。"),
    )
    annex_rows = models.CharField(_("附件"), max_length=10, choices=AnnexRows, default=AnnexRows.OVERDUE)
    # [{"title", "table": {"columns", "rows"}}, …] as generated last
    annexes = models.JSONField(_("附表"), default=list, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("更正"), related_name="corrections"
    )
    version = models.PositiveIntegerField(_("版本"), default=0)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("起草人"), related_name="+"
    )
    drafted_on = models.DateField(_("起草日期"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("修改人"),
        related_name="+",
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("通报")
        verbose_name_plural = _("通报")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["district", "id"], name="bulletin_district_id")]
        indexes = [models.Index(fields=["district", "year"], name="bulletin_by_year")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return hasattr(self, "published")

    @property
    def snapshots(self) -> list[Snapshot]:
        """What it rests on."""
        return [
            row.snapshot
            for row in self.sources.select_related("snapshot__period").order_by("snapshot__task_list")
        ]


class BulletinSource(DistrictOwned):
    """A snapshot that the bulletin rests on."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, verbose_name=_("通报"), related_name="sources")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, verbose_name=_("快照"), related_name="+")

    objects = DistrictOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("通报依据")
        verbose_name_plural = _("通报依据")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "snapshot"], name="bulletin_source_unique")
        ]

    def __str__(self) -> str:
        return str(self.snapshot)


class BulletinBlock(DistrictOwned):
    """A part with its text. `edited` is None until somebody writes in it, and then stays, whatever is
    generated later; `edited_over` is what was generated when it was written."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, verbose_name=_("通报"), related_name="blocks")
    part = models.CharField(_("部分"), max_length=20, choices=part_choices)
    position = models.PositiveSmallIntegerField(_("顺序"))
    is_chosen = models.BooleanField(_("列入"), default=True)
    with_table = models.BooleanField(_("附统计表"), default=True)
    generated = models.TextField(_("生成的文字"), blank=True)
    # {"columns": [{"heading", "width", "is_number"}], "rows": [[…]]}, None where the part has no table
    table = models.JSONField(_("统计表"), null=True, blank=True)
    edited = models.TextField(_("修改后的文字"), null=True, blank=True)  # noqa: DJ001 (None: nobody wrote)
    edited_over = models.TextField(_("修改时生成的文字"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("修改人"),
        related_name="+",
    )
    version = models.PositiveIntegerField(_("版本"), default=0)

    objects = DistrictOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("通报段落")
        verbose_name_plural = _("通报段落")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "part"], name="bulletin_block_unique")]

    def __str__(self) -> str:
        return self.get_part_display()

    @property
    def text(self) -> str:
        return self.generated if self.edited is None else self.edited

    @property
    def is_edited(self) -> bool:
        return self.edited is not None

    @property
    def is_outdated(self) -> bool:
        """Other figures came after somebody had written."""
        return self.edited is not None and self.edited_over != self.generated

    @property
    def heading(self) -> str:
        return PARTS[self.part].heading

    @property
    def shown_table(self) -> Table | None:
        return table_from(self.table) if self.with_table else None


class PublishedQuerySet(DistrictOwnedQuerySet):
    def of_series(self, district_id: int, year: int, series: str) -> PublishedQuerySet:
        """One run of numbers."""
        return self.filter(district=district_id, number_year=year, series=series)


def bulletin_path(published: PublishedBulletin, name: str) -> str:
    return f"bulletins/{published.district_id}/{name}"


class PublishedBulletin(DistrictOwned):
    """A bulletin as it went out. Append only: the database refuses a change; a mistake is put right by a
    new bulletin."""

    bulletin = models.OneToOneField(
        Bulletin, models.PROTECT, verbose_name=_("通报"), related_name="published"
    )
    series = models.CharField(_("发文机关代字"), max_length=40, blank=True)
    number_year = models.PositiveSmallIntegerField(_("编号年份"))
    number = models.PositiveIntegerField(_("编号"))
    # Why the number is not the next one, "" where it is.
    gap_reason = models.CharField(_("跳号说明"), max_length=200, blank=True)
    dated = models.DateField(_("成文日期"))
    content = models.JSONField(_("内容"), help_text="reporting.bulletins.paper.Paper")
    file = models.FileField(_("文件"), upload_to=bulletin_path)
    sha256 = models.CharField("SHA-256", max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("印发人"), related_name="+"
    )
    published_on = models.DateField(_("印发日期"))

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("已印发通报")
        verbose_name_plural = _("已印发通报")
        ordering = ["-dated", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number_year", "series", "number"], name="bulletin_number_unique"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="bulletin_number_counts"),
            models.CheckConstraint(condition=Q(dated__lte=F("published_on")), name="bulletin_dated_by_then"),
        ]

    def __str__(self) -> str:
        return self.number_text

    @property
    def number_text(self) -> str:
        return number_text(self.series, self.number_year, self.number)

    @property
    def paper(self) -> Paper:
        return from_json(self.content)


__all__ = ["Bulletin", "BulletinBlock", "BulletinSource", "PublishedBulletin"]
