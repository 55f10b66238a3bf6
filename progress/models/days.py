"""Days that the published holiday arrangement changes, on top of the built-in calendar."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A holiday or a shifted working day (调休) of the whole country; edited by the platform."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("说明"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("节假日调整")
        verbose_name_plural = _("节假日调整")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
