"""The district, and what every row of a district has in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.querysets import DistrictOwnedQuerySet, DistrictQuerySet


class District(models.Model):
    """区（县）: the tenant; every other row belongs to exactly one."""

    name = models.CharField(_("名称"), max_length=50, unique=True)
    city = models.CharField(_("所属市"), max_length=50, blank=True)
    office_name = models.CharField(
        _("办公室名称"), max_length=100, blank=True, help_text=_("文件落款用，如：某区乡村振兴办")
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    objects = DistrictQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("区（县）")
        verbose_name_plural = _("区（县）")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class DistrictOwned(models.Model):
    """A row that belongs to one district. The database refuses references to another district's
    rows (`districts.integrity.SameDistrict` in the migrations)."""

    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("区（县）"), related_name="+")

    objects = DistrictOwnedQuerySet.as_manager()

    class Meta:
        abstract = True
