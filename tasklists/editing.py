"""One page on which the office corrects a task with all its parts, and the check that nobody else
changed it meanwhile."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Town
from tasklists.forms import (
    AssignmentFormSet,
    IndicatorFormSet,
    MilestoneFormSet,
    QuotaForm,
    TaskForm,
    choices_of_district,
)
from tasklists.models import Assignment, Indicator, Milestone, Quota, Task, TaskTown


def parts_of(task: Task) -> list[tuple[str, QuerySet]]:
    """The rows of which an edit page consists, with the words for them."""
    return [
        (_("任务本身"), Task.objects.filter(pk=task.pk)),
        (_("涉及街镇"), TaskTown.objects.filter(task=task)),
        (_("责任分工"), Assignment.objects.filter(task=task)),
        (_("指标"), Indicator.objects.filter(task=task)),
        (_("街镇任务量"), Quota.objects.filter(indicator__task=task)),
        (_("节点目标"), Milestone.objects.filter(task=task)),
    ]


def version_of(task: Task) -> str:
    """A mark that changes when anything on the edit page changes; one piece a part, one query each."""
    pieces = []
    for _word, rows in parts_of(task):
        printed = repr(list(rows.order_by("pk").values_list()))
        pieces.append(hashlib.sha256(printed.encode()).hexdigest()[:12])
    return "-".join(pieces)


class TaskEditing:
    """The forms of the page, bound to what was posted or showing what is stored."""

    def __init__(self, task: Task, posted: QueryDict | None = None) -> None:
        self.task = task
        self.version = version_of(task)
        self.seen_version = posted.get("version", "") if posted is not None else self.version
        departments, towns = choices_of_district(task.district_id)
        self.form = TaskForm(posted, instance=task)
        self.assignments = AssignmentFormSet(
            posted, instance=task, form_kwargs={"departments": departments, "towns": towns}
        )
        self.indicators = IndicatorFormSet(posted, instance=task)
        self.milestones = MilestoneFormSet(posted, instance=task, form_kwargs={"year": task.task_list.year})
        all_towns = list(Town.objects.filter(district=task.district_id))
        held = task.indicators.prefetch_related("quotas__partners__town")
        self.quotas = {row.pk: QuotaForm(posted, indicator=row, towns=all_towns) for row in held}

    @property
    def forms(self) -> list[Any]:
        return [self.form, self.assignments, self.indicators, self.milestones, *self.quotas.values()]

    def is_valid(self) -> bool:
        """Every form is looked at, so that all errors show at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def indicators_with_quotas(self) -> list[tuple[Any, QuotaForm | None]]:
        return [(form, self.quotas.get(form.instance.pk)) for form in self.indicators]

    @property
    def has_errors(self) -> bool:
        return self.form.is_bound and not self.is_valid()

    def changed_meanwhile(self) -> str:
        """What somebody else changed since the page was opened, as one sentence; "" for nothing."""
        if self.seen_version == self.version:
            return ""
        before, now = self.seen_version.split("-"), self.version.split("-")
        words = [word for word, _rows in parts_of(self.task)]
        changed = [word for word, *marks in zip(words, before, now, strict=False) if marks[0] != marks[1]]
        latest = self.task.history.select_related("history_user").first()
        who = str(latest.history_user) if latest and latest.history_user else _("其他人")
        when = timezone.localtime(latest.history_date).strftime("%H:%M") if latest else ""
        return _(
            "您打开本页后，这项任务已有改动（%(parts)s；最近一次由%(who)s于 %(when)s 保存）。"
            "您填写的内容都在下面，尚未保存；请与任务页的最新内容核对，再次保存将以您填写的为准。"
        ) % {"parts": "、".join(changed) or _("任务本身"), "who": who, "when": when}

    @transaction.atomic
    def save(self) -> None:
        """Write what differs; the caller holds the lock on the task (`locked`)."""
        self.form.save()
        self.assignments.save()
        self.indicators.save()
        removed = {row.pk for row in self.indicators.deleted_objects}
        for pk, quotas in self.quotas.items():
            if pk not in removed and pk is not None:
                quotas.save()
        self.milestones.save()
