"""进展填报 of a department for a task and a period: words, figures, milestones, evidence."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import Department, DistrictOwned
from progress.models.rounds import ReportingPeriod
from progress.models.steps import ReportState, ReportStep
from progress.querysets import ReportPartQuerySet, ReportQuerySet
from tasklists.models import QUANTITY, Indicator, Task
from tasklists.querysets import TaskPartQuerySet


class ProgressReport(ReportStep):
    """One report a task, department and period. Figures are cumulative from the year's start."""

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="reports")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("部门"), related_name="reports")
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, verbose_name=_("填报期"), related_name="reports"
    )
    # In basis points (10000 = 100 %), so that both databases compare alike; only for tasks without a figure.
    percent_bp = models.PositiveIntegerField(_("完成比例（万分之）"), null=True, blank=True)
    progress_text = models.TextField(_("进展情况"), blank=True)
    problems_text = models.TextField(_("存在问题"), blank=True)
    next_text = models.TextField(_("下一步安排"), blank=True)
    explanation = models.TextField(
        _("数据说明"), blank=True, help_text=_("数据比上期减少、明显超出任务量或超过 100% 时说明原因。")
    )

    STANDS_WITH = ("period", "task")

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("进展填报")
        verbose_name_plural = _("进展填报")
        ordering = ["-period__closes_on", "task__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "department", "period"], name="report_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="report_district_id"),
        ]
        indexes = [
            models.Index(fields=["district", "state"], name="report_by_state"),
            models.Index(fields=["period", "state"], name="report_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.task}"

    def department_ids(self) -> frozenset[int]:
        return frozenset({self.department_id})

    def of_task(self) -> Task:
        return self.task

    def body(self) -> Department:
        return self.department


class ReportFigure(DistrictOwned):
    """The cumulative value of an indicator, or met / not met where its target has no number."""

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, verbose_name=_("进展填报"), related_name="figures"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("指标"), related_name="figures")
    value = models.DecimalField(_("累计完成"), null=True, blank=True, **QUANTITY)
    numerator = models.DecimalField(_("分子"), null=True, blank=True, **QUANTITY)
    denominator = models.DecimalField(_("分母"), null=True, blank=True, **QUANTITY)
    met = models.BooleanField(_("是否达到"), null=True, blank=True)
    word = models.CharField(_("说明"), max_length=200, blank=True)

    objects = ReportPartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("指标填报")
        verbose_name_plural = _("指标填报")
        ordering = ["indicator__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="figure_unique"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="figure_denominator_positive",
                violation_error_message=_("分母必须大于 0。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class MilestoneMark(DistrictOwned):
    """Whether a milestone without a figure is met, as the department's report says."""

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, verbose_name=_("进展填报"), related_name="milestone_marks"
    )
    # The milestone's period within the task (H1, Q3, …): what identifies it, also after a new import.
    milestone_period = models.CharField(_("节点"), max_length=10)
    met = models.BooleanField(_("是否达到"))
    word = models.CharField(_("说明"), max_length=200, blank=True)

    objects = ReportPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("节点填报")
        verbose_name_plural = _("节点填报")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "milestone_period"], name="mark_unique")]

    def __str__(self) -> str:
        return f"{self.milestone_period} {self.met}"


def evidence_path(evidence: Evidence, name: str) -> str:
    """Files lie outside the static tree under a name of our own."""
    return f"evidence/{evidence.district_id}/{evidence.sha256}"


class Evidence(DistrictOwned):
    """佐证材料: a file attached to a report; handed out as a download to who may see the report."""

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, verbose_name=_("进展填报"), related_name="evidence"
    )
    name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("类型"), max_length=10)
    size = models.PositiveIntegerField(_("字节数"), validators=[MinValueValidator(1)])
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(_("文件"), upload_to=evidence_path)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("上传人"), related_name="+"
    )
    added_on = models.DateField(_("上传日期"))

    objects = ReportPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def department_ids(self) -> frozenset[int]:
        return self.report.department_ids()


class Standing(DistrictOwned):
    """核定进度: how far a task was, as the office accepted it on a day. Written at each approval and
    whenever an approved figure meets a changed target; never changed afterwards (the database
    refuses it), so that the light of any past day comes out the same. `share_bp` in basis points."""

    class Cause(models.TextChoices):
        DEPARTMENT = "department", _("部门填报核定")
        TOWNS = "towns", _("街镇填报核定")
        TARGET = "target", _("目标调整")

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="standings")
    day = models.DateField(_("日期"))
    share_bp = models.PositiveIntegerField(_("进度（万分之）"))
    slowest = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("最慢指标"),
        related_name="+",
        help_text=_("有多个指标时进度以最慢的一项计。"),
    )
    cause = models.CharField(_("来源"), max_length=10, choices=Cause)

    objects = TaskPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("核定进度")
        verbose_name_plural = _("核定进度")
        ordering = ["task", "-day", "-id"]
        constraints = [models.CheckConstraint(condition=Q(share_bp__lte=100_000_000), name="standing_sane")]
        indexes = [models.Index(fields=["task", "-day", "-id"], name="standing_latest")]

    def __str__(self) -> str:
        return f"{self.day} {self.share_bp / 100:g}%"


__all__ = ["Evidence", "MilestoneMark", "ProgressReport", "ReportFigure", "ReportState", "Standing"]
