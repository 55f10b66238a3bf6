"""The issued list, its headings, and the narrative plan that it may be annexed to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import DistrictOwned
from tasklists.querysets import PartOfListQuerySet, TaskListQuerySet


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

    def tasks_below(self) -> list[Any]:
        """The tasks of the heading and of the headings below it; none before it is stored."""
        if self.pk is None:
            return []
        tasks = self.tasks.model.objects.filter(Q(category=self) | Q(category__parent=self))
        return list(tasks.select_related("task_list"))

    @property
    def path(self) -> str:
        """The label, or "parent/label": what the document form calls the category."""
        return f"{self.parent.path}/{self.label}" if self.parent else self.label


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
