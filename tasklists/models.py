"""What was promised: the issued list, its headings, tasks, targets, shares and milestones.

Every parsed value stands beside the text as printed (`…_text`) and the place it was read from
(`source`, the JSON form of `importing.records.SourceRef`). Percentages are points (20 = 20 %),
investments are 万元, quantities are in the row's own unit.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import Department, DistrictOwned, Town
from districts.querysets import OfficeOnlyQuerySet
from tasklists.querysets import (
    PartOfListQuerySet,
    QuotaPartnerQuerySet,
    QuotaQuerySet,
    TaskListQuerySet,
    TaskPartQuerySet,
    TaskQuerySet,
)

QUANTITY = {"max_digits": 18, "decimal_places": 4}


class TaskList(DistrictOwned):
    """任务清单: one issued document of one year."""

    class Kind(models.TextChoices):
        ANNUAL_LIST = "annual_list", _("年度任务清单")
        BINDING_LIST = "binding_list", _("约束性任务清单")
        CAMPAIGN = "campaign", _("专项行动方案")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ISSUED = "issued", _("已印发")

    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=200)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind, default=Kind.ANNUAL_LIST)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    issuing_number = models.CharField(_("文号"), max_length=60, blank=True)
    issuing_body = models.CharField(_("印发单位"), max_length=200, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    # [[printed heading, field], …] in printed order: the layout in which the list is handed out again.
    columns = models.JSONField(_("印发时的栏目"), default=list, blank=True)

    objects = TaskListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("任务清单")
        verbose_name_plural = _("任务清单")
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "title"],
                name="list_title_unique",
                violation_error_message=_("本区该年度已有同名清单，请改用另一个标题。"),
            ),
            models.UniqueConstraint(fields=["district", "id"], name="list_district_id"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="list_year_sane"),
        ]

    def __str__(self) -> str:
        return self.title


class Category(DistrictOwned):
    """类别: a heading of a list, up to two levels."""

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="categories")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, verbose_name=_("上级类别"), related_name="children"
    )
    label = models.CharField(_("编号"), max_length=20, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = PartOfListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("类别")
        verbose_name_plural = _("类别")
        ordering = ["task_list", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "id"], name="category_district_id"),
        ]

    def __str__(self) -> str:
        return f"{self.label}{'、' if self.label and self.label[-1] not in ')）、.' else ''}{self.title}"

    @property
    def path(self) -> str:
        """The label, or "parent/label": what the document form calls the category."""
        return f"{self.parent.path}/{self.label}" if self.parent else self.label


class Task(DistrictOwned):
    """任务: a numbered line of the list."""

    class Recurring(models.TextChoices):
        MONTHLY = "monthly", _("每月")
        QUARTERLY = "quarterly", _("每季度")
        YEARLY = "yearly", _("每年")
        CONTINUOUS = "continuous", _("长期")

    class ScopeKind(models.TextChoices):
        NAMED = "named", _("指定街镇")
        ALL_TOWNS = "all_towns", _("全部街镇")
        TEXT = "text", _("文字说明")
        NONE = "none", _("未注明")

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="tasks")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("类别"), related_name="tasks"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, verbose_name=_("上级任务"), related_name="children"
    )
    number = models.CharField(_("序号"), max_length=20)
    # The part of the list within which the number is unique: "" for the whole list, else the path of
    # the category in which the numbering restarts, or the number of the parent task.
    numbering_scope = models.CharField(_("编号范围"), max_length=60, blank=True)
    upper_number = models.CharField(_("市级序号"), max_length=20, blank=True)
    title = models.CharField(_("任务名称"), max_length=500)
    requirement = models.TextField(_("任务要求及举措"), blank=True)
    objective = models.TextField(_("建设目标"), blank=True)
    content = models.TextField(_("建设内容"), blank=True)
    scale = models.TextField(_("建设规模"), blank=True)
    standard = models.TextField(_("建设标准"), blank=True)
    funding = models.TextField(_("资金来源"), blank=True)
    other_fields = models.JSONField(_("其他栏目"), default=dict, blank=True)
    deadline_text = models.CharField(_("完成时限（原文）"), max_length=200, blank=True)
    deadline = models.DateField(
        _("完成时限"), null=True, blank=True, help_text=_("当日 24 时前完成；没有单一期限的留空。")
    )
    first_deadline = models.DateField(
        _("最初时限"), null=True, blank=True, help_text=_("印发时的时限；延期后仍保留。")
    )
    recurring = models.CharField(_("经常性"), max_length=12, choices=Recurring, blank=True)
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    investment_text = models.CharField(_("总投资（原文）"), max_length=200, blank=True)
    investment_wan = models.DecimalField(
        _("总投资（万元）"), null=True, blank=True, validators=[MinValueValidator(0)], **QUANTITY
    )
    investment_approximate = models.BooleanField(_("约数"), default=False)
    scope_kind = models.CharField(_("涉及范围"), max_length=10, choices=ScopeKind, default=ScopeKind.NONE)
    scope_text = models.TextField(_("涉及范围（原文）"), blank=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    source = models.JSONField(
        _("原文位置"), default=dict, blank=True, help_text=_("整行的位置，以及各栏目的位置（cells）。")
    )

    objects = TaskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["task_list", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_list", "numbering_scope", "number"],
                name="task_number_unique",
                violation_error_message=_("本清单中已有这个序号，请改用另一个序号。"),
            ),
            models.UniqueConstraint(fields=["district", "id"], name="task_district_id"),
            models.CheckConstraint(
                condition=Q(investment_wan__isnull=True) | Q(investment_wan__gte=0),
                name="task_investment_not_negative",
                violation_error_message=_("总投资不能是负数。"),
            ),
        ]
        indexes = [
            models.Index(fields=["task_list", "position"], name="task_in_list"),
            models.Index(fields=["district", "deadline"], name="task_by_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def key(self) -> str:
        """What identifies the task within its list, also in a re-issued document."""
        return f"{self.numbering_scope}/{self.number}" if self.numbering_scope else self.number

    def department_ids(self) -> frozenset[int]:
        """Departments that act on the task (lead or responsible); uses prefetched assignments."""
        return frozenset(
            a.department_id
            for a in self.assignments.all()
            if a.department_id and a.role in (Assignment.Role.LEAD, Assignment.Role.RESPONSIBLE)
        )

    def lead_ids(self) -> frozenset[int]:
        return frozenset(
            a.department_id
            for a in self.assignments.all()
            if a.department_id and a.role == Assignment.Role.LEAD
        )


class TaskTown(DistrictOwned):
    """A town that the task's scope names."""

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("任务"), related_name="scope_towns")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("街镇"), related_name="+")

    objects = TaskPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("涉及街镇")
        verbose_name_plural = _("涉及街镇")
        constraints = [models.UniqueConstraint(fields=["task", "town"], name="scope_town_unique")]

    def __str__(self) -> str:
        return str(self.town)


class Assignment(DistrictOwned):
    """责任分工: a body's part in a task. `department` and `town` are both None for a collective
    such as 各街镇, which only has its printed words."""

    class Role(models.TextChoices):
        LEAD = "lead", _("牵头")
        RESPONSIBLE = "responsible", _("责任")
        COOPERATING = "cooperating", _("配合")
        GUIDING = "guiding", _("指导")

    task = models.ForeignKey(Task, models.CASCADE, verbose_name=_("任务"), related_name="assignments")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("部门"), related_name="assignments"
    )
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name=_("街镇"), related_name="assignments"
    )
    printed = models.CharField(_("原文"), max_length=200, blank=True)
    role = models.CharField(_("分工"), max_length=12, choices=Role, default=Role.LEAD)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = TaskPartQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("责任分工")
        verbose_name_plural = _("责任分工")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "department", "role"],
                condition=Q(department__isnull=False),
                name="assignment_unique",
                violation_error_message=_("该部门在本任务中已有同样的分工。"),
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(town__isnull=True),
                name="assignment_of_one_body",
                violation_error_message=_("部门和街镇只能选其一。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.department or self.town or self.printed)


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


class PlanItem(DistrictOwned):
    """A numbered item of the narrative plan that a list is annexed to, with the heading it explains."""

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="plan_items")
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, verbose_name=_("类别"), related_name="plan_items"
    )
    number = models.CharField(_("序号"), max_length=20)
    section = models.CharField(_("部分"), max_length=20, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"), blank=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = PartOfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("方案条目")
        verbose_name_plural = _("方案条目")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


def document_path(record: DocumentImport, name: str) -> str:
    """Uploaded documents lie outside the static tree under a name of our own."""
    return f"documents/{record.district_id}/{record.sha256}"


class DocumentImport(DistrictOwned):
    """Who imported which file into which list, and what came of it."""

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="imports")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("导入人"),
        related_name="+",
    )
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    file = models.FileField(_("文件"), upload_to=document_path, blank=True)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    counts = models.JSONField(_("结果"), default=dict)  # {"create": 74, "update": 0, …}

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入记录")
        verbose_name_plural = _("导入记录")
        ordering = ["-imported_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["district", "id"], name="import_district_id")]

    def __str__(self) -> str:
        return self.file_name


class ImportIssue(DistrictOwned):
    """One doubtful thing that the importer reported; `code` as in `importing.records.ISSUE_CODES`."""

    document_import = models.ForeignKey(
        DocumentImport, models.CASCADE, verbose_name=_("导入记录"), related_name="issues"
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, verbose_name=_("任务"), related_name="import_issues"
    )
    level = models.CharField(_("级别"), max_length=10)
    code = models.CharField(_("代码"), max_length=40)
    message = models.TextField(_("说明"))
    raw = models.TextField(_("原文"), blank=True)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入问题")
        verbose_name_plural = _("导入问题")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message
