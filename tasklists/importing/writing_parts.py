"""Writes what stands below the tasks: scope towns, assignments, milestones, indicators, quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasklists.importing import differences
from tasklists.importing.bulk import BulkStore, Values
from tasklists.importing.states import (
    AssignmentState,
    IndicatorState,
    MilestoneState,
    QuotaState,
    TaskState,
)
from tasklists.models import Assignment, Indicator, Milestone, Quota, QuotaPartner, Task, TaskTown

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Bodies:
    """Ids of the district's departments and towns by official name."""

    departments: Mapping[str, int]
    towns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WrittenTask:
    row: Task
    target: TaskState
    stored: TaskState | None  # as it was before; None for a new task


class PartWriter:
    def __init__(self, store: BulkStore, bodies: Bodies) -> None:
        self.store = store
        self.bodies = bodies

    def write(self, tasks: Sequence[WrittenTask]) -> None:
        self._scope_towns(tasks)
        self._assignments(tasks)
        self._milestones(tasks)
        self._indicators(tasks)

    def _scope_towns(self, tasks: Sequence[WrittenTask]) -> None:
        wanted = {(task.row.pk, self.bodies.towns[name]) for task in tasks for name in task.target.towns}
        known = [task.row.task_list_id for task in tasks if task.stored][:1]
        ids = {task.row.pk for task in tasks}
        held = {
            (row.task_id, row.town_id): row.pk
            for row in TaskTown.objects.filter(task__task_list__in=known)
            if row.task_id in ids
        }
        TaskTown.objects.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
        TaskTown.objects.bulk_create(
            [
                TaskTown(district=self.store.district, task_id=task, town_id=town)
                for task, town in sorted(wanted - held.keys())
            ],
            batch_size=_BATCH,
        )

    def _assignments(self, tasks: Iterable[WrittenTask]) -> None:
        self.store.store_parts(
            Assignment,
            [
                (old, self._assignment(task.row.pk, position, new) if new else None)
                for task in tasks
                for position, (old, new) in enumerate(
                    differences.paired_assignments(
                        task.stored.assignments if task.stored else (), task.target.assignments
                    ),
                    start=1,
                )
            ],
        )

    def _assignment(self, task: int, position: int, state: AssignmentState) -> Values:
        return {
            "task_id": task,
            "department_id": self.bodies.departments[state.department] if state.department else None,
            "town_id": self.bodies.towns[state.town] if state.town else None,
            "printed": state.printed,
            "role": state.role,
            "position": position,
            "source": dict(state.source),
        }

    def _milestones(self, tasks: Iterable[WrittenTask]) -> None:
        self.store.store_parts(
            Milestone,
            [
                (old, _milestone(task.row.pk, new) if new else None)
                for task in tasks
                for old, new in differences.paired_milestones(
                    task.stored.milestones if task.stored else (), task.target.milestones
                )
            ],
        )

    def _indicators(self, tasks: Iterable[WrittenTask]) -> None:
        pairs = [
            (old, new, task.row.pk, position)
            for task in tasks
            for position, (old, new) in enumerate(
                differences.paired_indicators(
                    task.stored.indicators if task.stored else (), task.target.indicators
                ),
                start=1,
            )
        ]
        rows = self.store.store_parts(
            Indicator,
            [(old, _indicator(task, position, new) if new else None) for old, new, task, position in pairs],
        )
        kept = [(old, new) for old, new, _task, _position in pairs if new]
        self._quotas(
            [
                (quota, wanted, row.pk)
                for (old, new), row in zip(kept, rows, strict=True)
                for quota, wanted in differences.paired_quotas(old.quotas if old else (), new.quotas)
            ]
        )

    def _quotas(self, pairs: Sequence[tuple[QuotaState | None, QuotaState | None, int]]) -> None:
        rows = self.store.store_parts(
            Quota,
            [(old, self._quota(indicator, new) if new else None) for old, new, indicator in pairs],
        )
        kept = [(old, new) for old, new, _indicator in pairs if new]
        gone: list[int] = []
        wanted: list[QuotaPartner] = []
        for (old, new), row in zip(kept, rows, strict=True):
            if (old.partners if old else ()) != new.partners:
                gone.append(row.pk)
                wanted += [
                    QuotaPartner(
                        district=self.store.district, quota_id=row.pk, town_id=self.bodies.towns[name]
                    )
                    for name in new.partners
                ]
        QuotaPartner.objects.filter(quota__in=gone).delete()
        QuotaPartner.objects.bulk_create(wanted, batch_size=_BATCH)

    def _quota(self, indicator: int, state: QuotaState) -> Values:
        return {
            "indicator_id": indicator,
            "town_id": self.bodies.towns[state.town],
            "value": state.value,
            "implied": state.implied,
            "text": state.text,
            "source": dict(state.source),
        }


def _milestone(task: int, state: MilestoneState) -> Values:
    return {
        "task_id": task,
        "period": state.period,
        "due": state.due,
        "text": state.text,
        "percent": state.percent,
        "value": state.value,
        "unit": state.unit,
        "source": dict(state.source),
    }


def _indicator(task: int, position: int, state: IndicatorState) -> Values:
    return {
        "task_id": task,
        "name": state.name,
        "unit": state.unit,
        "comparator": state.comparator,
        "target": state.target,
        "minimum": state.minimum,
        "maximum": state.maximum,
        "each": state.each,
        "target_text": state.target_text,
        "position": position,
        "source": dict(state.source),
    }
