"""Handing in what was drafted: the check before, the step, and a word to the office."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import User
from progress.checks import Problem, asks_percent, quota_problems, report_problems
from progress.drafts import TEXTS, Locked
from progress.models import AuditEntry, ProgressReport, QuotaReport, ReportState, Verb
from progress.refusals import Refused
from progress.sheets import QuotaRow, TaskRow

FILED = (Verb.ADD_EVIDENCE, Verb.REMOVE_EVIDENCE)
LONGEST_REASON = 200  # characters of `anyway`
TYPED: dict[type, tuple[str, ...]] = {
    ProgressReport: (*TEXTS, "percent_bp"),
    QuotaReport: ("value", "met", "note"),
}


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
        problems = quota_problems(row.report, row.last)
    else:
        problems = report_problems(row.report, row.indicators, row.last, row.stated.keys())
    if not problems and is_as_returned(row.report):
        where = _("备注") if isinstance(row, QuotaRow) else _("说明")
        said = _("退回后没有改动，仍要提交吗？请在%s中写明理由。") % where
        return [Problem(_answer_field(row), said, is_empty=True)]
    return problems


def _answer_field(row: TaskRow | QuotaRow) -> str:
    """The field in which the office's reason for the return is answered."""
    if isinstance(row, QuotaRow):
        return "note"
    measured = next(iter(row.indicators), None)
    return "explanation" if measured is None or asks_percent(row.indicators) else f"word_{measured.pk}"


def is_as_returned(report: ProgressReport | QuotaReport) -> bool:
    """Whether nothing was changed since the office returned it: no text, figure or file. Read from the
    history that is kept of it; three queries, none where it was not returned."""
    if report.state != ReportState.RETURNED:
        return False
    steps = report.history.order_by("-history_id")
    handed_in = steps.filter(history_type="~", state=ReportState.SUBMITTED).first()
    if handed_in is None:
        return False
    returned = steps.filter(history_id__gt=handed_in.history_id, state=ReportState.RETURNED).last()
    if returned is None or returned.edited_at != report.edited_at:
        return False
    if any(getattr(returned, name) != getattr(report, name) for name in TYPED[type(report)]):
        return False
    later = AuditEntry.objects.about(report).filter(verb__in=(Verb.RETURN, *FILED)).order_by("id").last()
    return later is None or later.verb == Verb.RETURN


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
    """Raises Incomplete where it does not fit."""
    name = "explanation" if isinstance(report, ProgressReport) else "note"
    said = getattr(report, name)
    if reason in said:
        return
    together = f"{said}\n{reason}".strip() if said else reason
    room = report._meta.get_field(name).max_length
    if len(reason) > LONGEST_REASON:
        words = {"longest": LONGEST_REASON, "length": len(reason)}
        text = _("仍要提交的理由最多 %(longest)d 字，现有 %(length)d 字，请缩短后再提交。") % words
        raise Incomplete([Problem("", text, is_empty=True)])
    if room and len(together) > room:
        words = {"longest": room, "length": len(together)}
        text = _("备注连同仍要提交的理由最多 %(longest)d 字，现有 %(length)d 字，请缩短备注。") % words
        raise Incomplete([Problem(name, text, is_empty=True)])
    setattr(report, name, together)
    report.save()
