"""The bodies of a district, and the ways in which their names are written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models.base import DistrictOwned
from districts.querysets import OfficeOnlyQuerySet


class Town(DistrictOwned):
    class Kind(models.TextChoices):
        TOWN = "town", _("镇")
        TOWNSHIP = "township", _("乡")
        SUBDISTRICT = "subdistrict", _("街道")
        OTHER = "other", _("园区等")

    name = models.CharField(_("名称"), max_length=50)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind, default=Kind.TOWN)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    tile_row = models.PositiveSmallIntegerField(_("方格图行"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("方格图列"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("街镇")
        verbose_name_plural = _("街镇")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="town_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="town_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Village(DistrictOwned):
    class Kind(models.TextChoices):
        VILLAGE = "village", _("行政村")
        COMMUNITY = "community", _("居委会")

    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("街镇"), related_name="villages")
    name = models.CharField(_("名称"), max_length=50)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind, default=Kind.VILLAGE)
    is_active = models.BooleanField(_("在用"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("村居")
        verbose_name_plural = _("村居")
        ordering = ["town", "name"]
        constraints = [
            models.UniqueConstraint(fields=["town", "name"], name="village_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="village_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(DistrictOwned):
    name = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("部门")
        verbose_name_plural = _("部门")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="department_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="department_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class NameVariant(DistrictOwned):
    """Another way in which a department or a town is written in documents (赵巷 = 赵巷镇)."""

    written = models.CharField(_("写法"), max_length=100)
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, verbose_name=_("部门"), related_name="variants"
    )
    town = models.ForeignKey(
        Town, models.CASCADE, null=True, blank=True, verbose_name=_("街镇"), related_name="variants"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("名称写法")
        verbose_name_plural = _("名称写法")
        ordering = ["written"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True, town__isnull=False)
                | Q(department__isnull=False, town__isnull=True),
                name="variant_of_one_thing",
                violation_error_message=_("一个写法只能对应一个部门或一个街镇，请选择其中之一。"),
            ),
            models.UniqueConstraint(
                fields=["district", "written"],
                condition=Q(department__isnull=False),
                name="department_variant_unique",
            ),
            models.UniqueConstraint(
                fields=["district", "written"], condition=Q(town__isnull=False), name="town_variant_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.written


class DepartmentMerge(DistrictOwned):
    """One duplicated department was merged into another: who did it, when, and what moved.

    The merged department stays, out of use; its name becomes a written variant of the other.
    """

    source = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("被合并部门"), related_name="merged_into"
    )
    target = models.ForeignKey(
        Department, models.PROTECT, verbose_name=_("保留部门"), related_name="merged_from"
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("办理人"), related_name="+"
    )
    merged_at = models.DateTimeField(_("合并时间"), auto_now_add=True)
    # {"任职": {"moved": 2, "kept": 1}, …} by the moved model's name
    counts = models.JSONField(_("结果"), default=dict)

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("部门合并记录")
        verbose_name_plural = _("部门合并记录")
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="department_merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
