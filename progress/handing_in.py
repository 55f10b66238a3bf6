"""Handing in what was drafted: the check before, the step, and a word to the office."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import User
from progress.checks import Problem, quota_problems, report_problems
from progress.drafts import Locked
from progress.models import ProgressReport, QuotaReport
from progress.refusals import Refused
from progress.sheets import QuotaRow, TaskRow


class Incomplete(Refused):
    """Something is missing or asks for a word; `problems` by the form's fields."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("".join(problem.text for problem in self.problems))


def problems_of(row: TaskRow | QuotaRow) -> list[Problem]:
    """What the row's report lacks; the row must be built after the last save."""
    if row.report is None:
        return [Problem("", _("这一行还没有填写。"), is_empty=True)]
    if isinstance(row, QuotaRow):
        return quota_problems(row.report, row.last)
    return report_problems(row.report, row.indicators, row.last, row.stated.keys())


@transaction.atomic
def hand_in(
    row: TaskRow | QuotaRow, user: User, *, today: datetime.date, anyway: str = ""
) -> ProgressReport | QuotaReport:
    """提交. `anyway` is the reason for going on although something is empty; a figure that asks for a
    word must have it in any case. Raises Incomplete or Refused."""
    if row.lock:
        raise Locked(row.lock)
    problems = problems_of(row)
    left = [problem for problem in problems if not (problem.is_empty and anyway and row.report)]
    if left or row.report is None:
        raise Incomplete(left or problems)
    report = row.report
    if problems:
        _keep_reason(report, anyway)
    report.submit(user, today=today)
    return report


def _keep_reason(report: ProgressReport | QuotaReport, reason: str) -> None:
    name = "explanation" if isinstance(report, ProgressReport) else "note"
    said = getattr(report, name)
    if reason not in said:
        setattr(report, name, f"{said}\n{reason}".strip() if said else reason)
        report.save()
