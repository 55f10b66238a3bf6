"""月末快照: the figures of a list as they stood when a period closed. Never changed afterwards."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned
from progress.models import ReportingPeriod, RuleVersion
from progress.status import Totals
from reporting.measures import Measures
from reporting.querysets import SnapshotQuerySet, SnapshotTaskQuerySet, WithoutKeys
from reporting.states import AT_LENGTH, TaskState, from_json
from tasklists.models import TaskList


class Snapshot(DistrictOwned):
    """The list on the closing day of a period. Append only: the database refuses a change."""

    task_list = models.ForeignKey(TaskList, models.PROTECT, verbose_name=_("清单"), related_name="snapshots")
    period = models.OneToOneField(
        ReportingPeriod, models.PROTECT, verbose_name=_("填报期"), related_name="snapshot"
    )
    day = models.DateField(_("数据日期"), help_text=_("填报期的截止日；数据截至当日 24 时。"))
    taken_on = models.DateField(_("生成日期"))
    # True where the night after the closing day was missed: made later from the reports as they stood.
    is_late = models.BooleanField(_("补作"), default=False)
    title = models.CharField(_("清单"), max_length=200, help_text=_("清单当时的名称。"))
    label = models.CharField(_("填报期"), max_length=40, help_text=_("如 2026年10月。"))
    # None where the list was judged by the default rules of the product.
    rule_version = models.ForeignKey(
        RuleVersion, models.PROTECT, null=True, blank=True, verbose_name=_("亮灯规则"), related_name="+"
    )
    rules = models.JSONField(_("阈值"), default=dict)
    totals = models.JSONField(_("合计"), help_text=_("progress.status.Totals 的各项计数。"))
    measures = models.JSONField(_("比率"), default=dict, help_text="reporting.measures.Measures")
    # [{"kind": "department" | "town", "pk", "name", "owed", "on_time", "late", "missing"}, …]
    bodies = models.JSONField(_("填报情况"), default=list, blank=True)
    # What the snapshot before said of its day against what the records say of that day now:
    # [{"pk", "number", "title", "what", "before", "after"}, …]
    corrections = models.JSONField(_("对上期的更正"), default=list, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("月末快照")
        verbose_name_plural = _("月末快照")
        ordering = ["task_list", "-day"]
        constraints = [models.UniqueConstraint(fields=["district", "id"], name="snapshot_district_id")]
        indexes = [models.Index(fields=["district", "-day"], name="snapshot_by_day")]

    def __str__(self) -> str:
        return f"{self.title} {self.label}"

    @property
    def month(self) -> datetime.date:
        """The first day of the month that its period ends in: the closing day may lie in the next one."""
        return self.period.ends_on.replace(day=1)

    @property
    def counted(self) -> Totals:
        return Totals(**{name: self.totals.get(name, 0) for name in Totals.__slots__})

    @property
    def measured(self) -> Measures:
        return Measures.from_json(self.measures)

    def states(self, *, at_length: bool = True) -> list[TaskState]:
        """Every task as it stood, in printed order; one query. Without the parts `AT_LENGTH` where a page
        only counts."""
        kept: Any = F("state") if at_length else WithoutKeys("state", keys=AT_LENGTH)
        rows = self.tasks.order_by("position", "id").annotate(kept=kept)
        return [from_json(state) for state in rows.values_list("kept", flat=True)]


class SnapshotTask(DistrictOwned):
    """A task as it stood. `task_pk` is its key, without a constraint: a task may be taken out later,
    what was published about it stays."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, verbose_name=_("快照"), related_name="tasks")
    task_pk = models.PositiveBigIntegerField(_("任务"))
    position = models.PositiveIntegerField(_("顺序"))
    number = models.CharField(_("序号"), max_length=20)
    title = models.CharField(_("任务名称"), max_length=500)
    status = models.CharField(_("情况"), max_length=24)
    light = models.CharField(_("亮灯"), max_length=8)
    # ",12,15,": keys of the towns that it concerns, for `concerning`; both databases search it alike.
    town_keys = models.TextField(_("涉及街镇"), default=",", blank=True)
    state = models.JSONField(_("当日情况"), help_text=_("reporting.states.TaskState"))

    objects = SnapshotTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("快照任务")
        verbose_name_plural = _("快照任务")
        ordering = ["snapshot", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "task_pk"], name="snapshot_task_unique")]
        indexes = [models.Index(fields=["snapshot", "position"], name="snapshot_task_order")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def frozen(self) -> TaskState:
        return from_json(self.state)


class DistrictSummary(DistrictOwned):
    """A district's year in figures, for pages that set many districts side by side without reading
    their rows. Written by night for the day before it; the page says of which day it is."""

    year = models.PositiveSmallIntegerField(_("年度"))
    day = models.DateField(_("数据日期"))
    lists = models.PositiveSmallIntegerField(_("清单"))
    totals = models.JSONField(_("合计"), help_text=_("progress.status.Totals 的各项计数。"))
    measures = models.JSONField(_("比率"), default=dict, help_text="reporting.measures.Measures")

    class Meta:
        verbose_name = _("区（县）汇总")
        verbose_name_plural = _("区（县）汇总")
        ordering = ["district", "-year"]
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="summary_unique")]

    def __str__(self) -> str:
        return f"{self.district} {self.year} {self.day}"

    @property
    def counted(self) -> Totals:
        return Totals(**{name: self.totals.get(name, 0) for name in Totals.__slots__})

    @property
    def measured(self) -> Measures:
        return Measures.from_json(self.measures)


__all__ = ["DistrictSummary", "Snapshot", "SnapshotTask"]
