"""What a task is measured by: indicators, the towns' shares of them, milestones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import DistrictOwned, Town
from tasklists.models.tasks import QUANTITY, Task
from tasklists.querysets import QuotaPartnerQuerySet, QuotaQuerySet, TaskPartQuerySet


class Indicator(DistrictOwned):
    """指标: a measurable target of a task."""

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", _("不低于")
        AT_MOST = "<=", _("不高于")
        EQUAL = "=", _("等于")
        MORE = ">", _("高于")
        LESS = "<", _("低于")
        ABOUT = "~", _("左右")
        RANGE = "range", _("区间")
        UP = "up", _("增长")
        DOWN = "down", _("下降")

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("任务"), related_name="indicators")
    name = models.CharField(_("指标名称"), max_length=200)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    comparator = models.CharField(_("关系"), max_length=6, choices=Comparator, default=Comparator.EQUAL)
    target = models.DecimalField(_("目标值"), null=True, blank=True, **QUANTITY)
    minimum = models.DecimalField(_("下限"), null=True, blank=True, **QUANTITY)
    maximum = models.DecimalField(_("上限"), null=True, blank=True, **QUANTITY)
    each = models.DecimalField(_("每个街镇"), null=True, blank=True, **QUANTITY)
    target_text = models.CharField(_("目标值（原文）"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = TaskPartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["district", "id"], name="indicator_district_id")]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）" if self.unit else self.name


class Quota(DistrictOwned):
    """街镇任务量: a town's share of an indicator. Towns that share one item are one row with the
    first town here and the others as `partners`, so that a sum counts it once."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name=_("指标"), related_name="quotas")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("街镇"), related_name="quotas")
    value = models.DecimalField(
        _("任务量"), null=True, blank=True, help_text=_("留空表示涉及但未分解数量。"), **QUANTITY
    )
    implied = models.BooleanField(_("按每街镇 1 计"), default=False)
    text = models.CharField(_("原文"), max_length=200, blank=True)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = QuotaQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("街镇任务量")
        verbose_name_plural = _("街镇任务量")
        ordering = ["indicator", "town__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "town"],
                name="quota_unique",
                violation_error_message=_("该街镇在本指标下已有任务量。"),
            ),
            models.UniqueConstraint(fields=["district", "id"], name="quota_district_id"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="quota_not_negative",
                violation_error_message=_("任务量不能是负数。"),
            ),
        ]
        indexes = [models.Index(fields=["district", "town"], name="quota_by_town")]

    def __str__(self) -> str:
        return f"{self.town} {self.value if self.value is not None else ''}".strip()


class QuotaPartner(DistrictOwned):
    """Another town that shares the quota's item."""

    quota = models.ForeignKey(Quota, models.CASCADE, verbose_name=_("任务量"), related_name="partners")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("街镇"), related_name="+")

    objects = QuotaPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("共同承担街镇")
        verbose_name_plural = _("共同承担街镇")
        constraints = [models.UniqueConstraint(fields=["quota", "town"], name="quota_partner_unique")]

    def __str__(self) -> str:
        return str(self.town)


class Milestone(DistrictOwned):
    """节点目标: what must be reached by the end of a period or a date. Cumulative."""

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("任务"), related_name="milestones")
    period = models.CharField(_("节点"), max_length=10, help_text=_("H1、Q1…Q4、M01…M12 或日期"))
    due = models.DateField(_("截止日期"))
    text = models.TextField(_("目标（原文）"), blank=True)
    percent = models.DecimalField(_("百分比"), null=True, blank=True, max_digits=7, decimal_places=2)
    value = models.DecimalField(_("数量"), null=True, blank=True, **QUANTITY)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = TaskPartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("节点目标")
        verbose_name_plural = _("节点目标")
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "period"],
                name="milestone_unique",
                violation_error_message=_("本任务已有这个节点。"),
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0), name="milestone_percent_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}：{self.text[:20]}"
