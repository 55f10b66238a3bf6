"""What the list was when it was issued, and every change of a promise since, with its reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned
from tasklists.models.lists import TaskList
from tasklists.models.tasks import Task
from tasklists.querysets import PartOfListQuerySet


class Baseline(DistrictOwned):
    """The list as issued: the facts of each task in words, as `changes.facts_of` gives them."""

    task_list = models.OneToOneField(
        TaskList, models.CASCADE, verbose_name=_("清单"), related_name="baseline"
    )
    taken_at = models.DateTimeField(_("印发时间"), auto_now_add=True)
    facts = models.JSONField(_("印发时内容"), default=dict)  # {task id: {fact: words}}

    objects = PartOfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("印发基线")
        verbose_name_plural = _("印发基线")

    def __str__(self) -> str:
        return str(self.task_list)


class ListChange(DistrictOwned):
    """变更记录: one fact of a task that changed after issue. Rows are never changed or deleted; the
    database refuses it."""

    task_list = models.ForeignKey(TaskList, models.PROTECT, verbose_name=_("清单"), related_name="changes")
    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="changes")
    fact = models.CharField(_("内容"), max_length=250)
    old = models.TextField(_("原为"), blank=True)
    new = models.TextField(_("改为"), blank=True)
    reason = models.TextField(_("变更原因"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("办理人"),
        related_name="+",
    )
    made_at = models.DateTimeField(_("办理时间"), auto_now_add=True)

    objects = PartOfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("变更记录")
        verbose_name_plural = _("变更记录")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["task", "-made_at"], name="change_of_task")]

    def __str__(self) -> str:
        return f"{self.fact}：{self.old} → {self.new}"
