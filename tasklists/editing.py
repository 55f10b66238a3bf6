"""One page on which the office corrects a task with all its parts, and the check that nobody else
changed it meanwhile."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from districts.models import Town, User
from districts.navigation import row_number
from tasklists.arranging import let_sub_items_follow, place
from tasklists.changes import fresh_facts, record_changes
from tasklists.forms import (
    AssignmentFormSet,
    IndicatorFormSet,
    MilestoneFormSet,
    QuotaForm,
    TaskForm,
    choices_of_district,
)
from tasklists.models import Assignment, Indicator, ListChange, Milestone, Quota, Task, TaskTown
from tasklists.quota_grid import QuotaGrid
from tasklists.reported import kept_by_others


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
    """The forms of the page, bound to what was posted or showing what is stored. The version that the
    person saw is `seen`; it goes out and comes back with the page."""

    def __init__(self, task: Task, posted: QueryDict | None = None) -> None:
        self.task = task
        self.version = f"{version_of(task)}.{_last_change(task)}"
        self.seen = posted.get("version", "") if posted is not None else self.version
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
        self.is_refused = False  # by `save`, for what stands on record elsewhere

    @property
    def forms(self) -> list[Any]:
        return [self.form, *self._formsets, *self.quotas.values()]

    @property
    def _formsets(self) -> list[Any]:
        return [self.assignments, self.indicators, self.milestones]

    def is_valid(self) -> bool:
        """Every form is looked at, so that all errors show at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    @property
    def has_errors(self) -> bool:
        return self.is_refused or (self.form.is_bound and not self.is_valid())

    @property
    def grid(self) -> QuotaGrid | None:
        """The shares of the towns, None before there is an indicator."""
        return QuotaGrid(list(self.quotas.values())) if self.quotas else None

    @property
    def was_changed_meanwhile(self) -> bool:
        return self.seen != self.version

    def parts_changed_meanwhile(self) -> str:
        """责任分工、节点目标: what somebody else has saved since the page was opened."""
        before, now = self.seen.partition(".")[0].split("-"), self.version.partition(".")[0].split("-")
        words = [word for word, _rows in parts_of(self.task)]
        return "、".join(word for word, old, new in zip(words, before, now, strict=False) if old != new)

    def changes_meanwhile(self) -> list[ListChange]:
        """The same with old and new value, where the list is issued."""
        seen = self.seen.partition(".")[2]
        rows = ListChange.objects.filter(task=self.task, pk__gt=row_number(seen) or 0)
        return list(rows.select_related("user"))

    def save(self, user: User) -> bool:
        """Write what differs. False, with nothing written, where the list is issued and the change
        has no reason, or what is to go has been reported on; the caller holds the lock on the task."""
        if self._would_lose_reports():
            return False
        known = [(row, row.pk) for row in self._rows()]
        try:
            with transaction.atomic():
                family = [self.task, *Task.objects.filter(parent=self.task).select_related("task_list")]
                before = [fresh_facts(task) for task in family]
                self._save_parts()
                for task, facts in zip(family, before, strict=True):
                    record_changes(task, facts, reason=self.form.cleaned_data["reason"], by=user)
        except ValidationError as refusal:
            place_of_error = "number" if "number" in self.form.changed_data else "category"
            self.form.add_error("reason" if refusal.code == "reason" else place_of_error, refusal)
            for row, pk in known:  # deleted and made rows were taken back: the page shows what is stored
                row.pk = pk
            return False
        return True

    def _rows(self) -> list[Any]:
        """What the page writes below the task."""
        parts = [form.instance for formset in self._formsets for form in formset.forms]
        return parts + [quota for form in self.quotas.values() for quota in form.held.values()]

    def _would_lose_reports(self) -> bool:
        """Whether an indicator or a share is to go on which somebody has reported; said in its place."""
        kept = kept_by_others(Quota.objects.filter(indicator__task=self.task))
        for form in self.indicators.deleted_forms:
            if self._is_reported(form.instance, kept):
                form.add_error(None, _("这项指标已有填报，不能删除；要调整目标，请直接改目标值。"))
                self.is_refused = True
        going = {form.instance.pk for form in self.indicators.deleted_forms}
        for pk, form in self.quotas.items():
            for quota in form.emptied() if pk not in going else ():
                if quota.pk in kept:
                    said = _("%s已有填报，不能清空；不再承担的，请填 0。") % quota.town
                    form.add_error(str(quota.town_id), said)
                    self.is_refused = True
        return self.is_refused

    def _is_reported(self, indicator: Indicator, kept: set[int]) -> bool:
        """`kept`: the shares of the task that were reported on."""
        shares = self.quotas[indicator.pk].held.values() if indicator.pk in self.quotas else ()
        own = kept_by_others(Indicator.objects.filter(pk=indicator.pk))
        return bool(own) or any(share.pk in kept for share in shares)

    def _save_parts(self) -> None:
        changed = self.form.changed_data
        self.form.save()
        if "number" in changed:
            let_sub_items_follow(self.task, self.form.initial["number"])
        if "category" in changed:
            place(self.task)
        self.assignments.save()
        self.indicators.save()
        removed = {row.pk for row in self.indicators.deleted_objects}
        for pk, quotas in self.quotas.items():
            if pk not in removed:
                quotas.save()
        self.milestones.save()


def _last_change(task: Task) -> int:
    """The newest row of the task's record of changes, 0 where there is none."""
    return ListChange.objects.filter(task=task).aggregate(Max("pk"))["pk__max"] or 0
