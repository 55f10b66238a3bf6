"""Saving what a department or a town typed, without anybody's words being lost.

A draft carries the version it was read in. Who saves on an older version gets `Stale` with the row as
it is now; the page then shows both, and nothing is written until the person has seen it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Department, Town, User
from progress.locks import lock_reason
from progress.models import (
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    ReportFigure,
    ReportingPeriod,
    Verb,
    record,
)
from progress.models.steps import ReportStep
from progress.refusals import Refused
from tasklists.models import Quota, Task

TEXTS = ("progress_text", "problems_text", "next_text", "explanation")


class Stale(Refused):
    """Somebody saved meanwhile; `current` is the row as it is now."""

    def __init__(self, current: ReportStep) -> None:
        self.current = current
        super().__init__(
            _("%(person)s刚刚修改了这一行，您的内容尚未保存。请对照后再次保存。")
            % {"person": current.edited_by or _("他人")}
        )


class Locked(Refused):
    """The form cannot be written in now; the text says why and who can open it."""


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """What was typed for an indicator; None is an empty cell."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    met: bool | None = None
    word: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.met is None and self.denominator is None and not self.word


@dataclass(frozen=True, slots=True)
class MarkEntry:
    met: bool | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What a form sends of a report: only what stands in it is changed."""

    texts: Mapping[str, str] = field(default_factory=dict)
    percent_bp: int | None = None
    has_percent: bool = False
    figures: Mapping[int, FigureEntry] = field(default_factory=dict)  # by indicator
    marks: Mapping[str, MarkEntry] = field(default_factory=dict)  # by the milestone's period


@dataclass(frozen=True, slots=True)
class QuotaEntry:
    value: Decimal | None = None
    met: bool | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.met is None and not self.note


@transaction.atomic
def save_report(
    task: Task,
    department: Department,
    period: ReportingPeriod,
    entry: ReportEntry,
    user: User,
    *,
    version: int,
    today: datetime.date,
    silently: bool = False,
) -> ProgressReport:
    """Save the draft (made at the first save). `silently` is for saving while somebody types: the
    words then enter the history at the next deliberate save. Raises Locked or Stale."""
    report, created = ProgressReport.objects.select_for_update(of=("self",)).get_or_create(
        task=task, department=department, period=period, defaults={"district_id": task.district_id}
    )
    _check(report, department, version, today, created)
    changed = _set_texts(report, entry) | _set_figures(report, entry) | _set_marks(report, entry)
    if created:
        record(report, Verb.START, who=user, today=today, task=task, after=report.get_state_display())
    _finish(report, user, changed=changed or created, silently=silently)
    return report


@transaction.atomic
def save_quota_report(
    quota: Quota,
    town: Town,
    period: ReportingPeriod,
    entry: QuotaEntry,
    user: User,
    *,
    version: int,
    today: datetime.date,
    silently: bool = False,
) -> QuotaReport:
    """The same for a town's row."""
    report, created = QuotaReport.objects.select_for_update(of=("self",)).get_or_create(
        quota=quota, period=period, defaults={"district_id": quota.district_id, "town": town}
    )
    _check(report, town, version, today, created)
    typed = {"value": entry.value, "met": entry.met, "note": entry.note, "town_id": town.pk}
    changed = _differs(report, {k: v for k, v in typed.items() if k != "town_id"})
    if created:
        task = quota.indicator.task
        record(report, Verb.START, who=user, today=today, task=task, after=report.get_state_display())
    if changed:
        for name, value in typed.items():
            setattr(report, name, value)
    _finish(report, user, changed=changed or created, silently=silently)
    return report


def _check(
    report: ReportStep, body: Department | Town, version: int, today: datetime.date, created: bool
) -> None:
    if reason := lock_reason(report.period, body, today, report):
        raise Locked(reason)
    if not created and report.version != version:
        raise Stale(report)


def _finish(report: ReportStep, user: User, *, changed: bool, silently: bool) -> None:
    if not changed:
        return
    report.version += 1
    report.edited_by = user
    if silently:
        report.skip_history_when_saving = True  # type: ignore[attr-defined]
    report.save()
    if silently:
        del report.skip_history_when_saving  # type: ignore[attr-defined]


def _differs(row: Any, typed: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in typed.items())


def _set_texts(report: ProgressReport, entry: ReportEntry) -> bool:
    typed: dict[str, Any] = {name: text for name, text in entry.texts.items() if name in TEXTS}
    if entry.has_percent:
        typed["percent_bp"] = entry.percent_bp
    changed = _differs(report, typed)
    for name, value in typed.items():
        setattr(report, name, value)
    return changed


def _set_figures(report: ProgressReport, entry: ReportEntry) -> bool:
    known = {figure.indicator_id: figure for figure in report.figures.all()}
    own = set(report.task.indicators.values_list("pk", flat=True))
    changed = False
    for indicator_id, typed in entry.figures.items():
        if indicator_id not in own:
            raise Refused(_("指标不属于本任务，请刷新后重填。"))
        figure = known.get(indicator_id)
        if figure is None:
            if typed.is_empty:
                continue
            figure = ReportFigure(district_id=report.district_id, report=report, indicator_id=indicator_id)
        values = {name: getattr(typed, name) for name in FigureEntry.__slots__}
        if figure.pk and not _differs(figure, values):
            continue
        for name, value in values.items():
            setattr(figure, name, value)
        figure.save()
        changed = True
    return changed


def _set_marks(report: ProgressReport, entry: ReportEntry) -> bool:
    known = {mark.milestone_period: mark for mark in report.milestone_marks.all()}
    changed = False
    for period, typed in entry.marks.items():
        mark = known.get(period)
        if typed.met is None:
            if mark:
                mark.delete()
                changed = True
            continue
        if mark and not _differs(mark, {"met": typed.met, "word": typed.word}):
            continue
        mark = mark or MilestoneMark(district_id=report.district_id, report=report, milestone_period=period)
        mark.met, mark.word = typed.met, typed.word
        mark.save()
        changed = True
    return changed
