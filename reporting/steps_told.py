"""办理记录 of a task: each step on record, with the report that it was about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from districts.models import User
from progress.models import AuditEntry, ProgressReport, QuotaReport
from tasklists.models import Task

MOST = 50


@dataclass(frozen=True, slots=True)
class Step:
    """`whose` names the body and the period of a report (练塘镇 2026年10月), "" for a step of the task."""

    entry: AuditEntry
    whose: str


def steps_of(task: Task, user: User) -> list[Step]:
    """The newest first; three queries."""
    entries = list(AuditEntry.objects.visible_to(user).of_task(task)[:MOST])
    whose = _whose(entries)
    return [Step(entry, whose.get((entry.object_kind, entry.object_id), "")) for entry in entries]


def _whose(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], str]:
    keys: dict[str, set[int]] = {}
    for entry in entries:
        keys.setdefault(entry.object_kind, set()).add(entry.object_id)
    found: dict[tuple[str, int], str] = {}
    for model, body in ((ProgressReport, "department"), (QuotaReport, "town")):
        kind = model._meta.label_lower
        if kind not in keys:
            continue
        for report in model.objects.filter(pk__in=keys[kind]).select_related(body, "period"):
            found[kind, report.pk] = f"{report.body()} {report.period.label}"
    return found
