"""A numbered line of the list, the towns its scope names, and who acts on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import Department, DistrictOwned, Town
from tasklists.models.lists import Category, TaskList
from tasklists.querysets import TaskPartQuerySet, TaskQuerySet

# Digits of every quantity, in the row's own unit.
QUANTITY = {"max_digits": 18, "decimal_places": 4}


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
    # The task of the year before that this one carries on.
    predecessor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, verbose_name=_("上年任务"), related_name="successors"
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

    def clean(self) -> None:
        if self.starts_on and self.deadline and self.starts_on > self.deadline:
            said = _("开始日期不能晚于完成时限 %(deadline)s，请改其中一个。")
            raise ValidationError({"starts_on": said % {"deadline": self.deadline}})

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
