"""What the nightly digest has told to whom, so that nothing is told twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned
from districts.querysets import OfficeOnlyQuerySet


class DigestItem(DistrictOwned):
    """One thing that a person was told in a digest; `key` names it (closing:12, overdue:45:2026-06-30)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("接收人"), related_name="+"
    )
    key = models.CharField(_("事项"), max_length=80)
    told_on = models.DateField(_("日期"))

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("已提醒事项")
        verbose_name_plural = _("已提醒事项")
        constraints = [models.UniqueConstraint(fields=["user", "district", "key"], name="told_once")]

    def __str__(self) -> str:
        return self.key
