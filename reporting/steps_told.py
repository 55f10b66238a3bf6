"""办理记录 of a task: each step on record, with the report that it was about."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, JSONField, OuterRef, Subquery, When
from django.db.models.functions import JSONObject

from districts.models import User
from progress.models import AuditEntry, ProgressReport, QuotaReport, ReportingPeriod, Verb
from tasklists.models import Task

MOST = 50
# as `get_verb_display`, which gathers all verbs anew for each entry
WORDS = {verb.value: verb.label for verb in Verb}


@dataclass(frozen=True, slots=True)
class Step:
    """`whose` names the body and the period of a report (练塘镇 2026年10月), "" for a step of the task."""

    entry: AuditEntry
    whose: str

    @property
    def did(self) -> Any:
        return WORDS.get(self.entry.verb, self.entry.verb)


def steps_of(task: Task, user: User) -> list[Step]:
    """The newest first; one query."""
    entries = AuditEntry.objects.visible_to(user).of_task(task).annotate(report=_report())[:MOST]
    return [Step(entry, _whose(entry.report)) for entry in entries]


def _report() -> Case:
    """The name of the body and the period of the report that an entry is about, None for other entries."""
    kinds = ((ProgressReport, "department"), (QuotaReport, "town"))
    return Case(
        *(
            When(
                object_kind=model._meta.label_lower,
                then=Subquery(
                    model.objects.filter(pk=OuterRef("object_id")).values(
                        told=JSONObject(
                            body=F(f"{body}__name"), code=F("period__code"), starts_on=F("period__starts_on")
                        )
                    )[:1]
                ),
            )
            for model, body in kinds
        ),
        output_field=JSONField(),
    )


def _whose(report: dict[str, Any] | None) -> str:
    if report is None:
        return ""
    starts_on = datetime.date.fromisoformat(report["starts_on"])
    return f"{report['body']} {ReportingPeriod(code=report['code'], starts_on=starts_on).label}"
