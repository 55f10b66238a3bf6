"""进展填报 of a town for one of its quotas and a period."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import Town
from progress.models.rounds import ReportingPeriod
from progress.models.steps import ReportStep
from progress.querysets import QuotaReportQuerySet
from tasklists.models import QUANTITY, Quota, Task


class QuotaReport(ReportStep):
    """The cumulative value of a quota, or met / not met where it has no number. Towns that share an
    item share its one row; `town` is the one that wrote last."""

    quota = models.ForeignKey(Quota, models.PROTECT, verbose_name=_("街镇任务量"), related_name="reports")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("填报街镇"), related_name="quota_reports")
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, verbose_name=_("填报期"), related_name="quota_reports"
    )
    value = models.DecimalField(_("累计完成"), null=True, blank=True, **QUANTITY)
    met = models.BooleanField(_("是否达到"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    STANDS_WITH = ("period", "quota__indicator__task")

    objects = QuotaReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("街镇填报")
        verbose_name_plural = _("街镇填报")
        ordering = ["-period__closes_on", "quota", "id"]
        constraints = [
            models.UniqueConstraint(fields=["quota", "period"], name="quota_report_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="quota_report_district_id"),
        ]
        indexes = [
            models.Index(fields=["district", "state"], name="quota_report_by_state"),
            models.Index(fields=["period", "state"], name="quota_report_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.quota}"

    def town_ids(self) -> frozenset[int]:
        """Every town that shares the item may report it."""
        return frozenset({self.quota.town_id, *(p.town_id for p in self.quota.partners.all())})

    def of_task(self) -> Task:
        return self.quota.indicator.task

    def body(self) -> Town:
        return self.town
