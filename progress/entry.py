"""A sheet of rows as forms: read what was sent, save each row on its own, say what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Department, Town, User
from progress.checks import Problem
from progress.drafts import Locked, QuotaEntry, ReportEntry, Stale, save_quota_report, save_report
from progress.forms import QuotaForm, ReportForm
from progress.handing_in import Incomplete, hand_in
from progress.models import ProgressReport, QuotaReport, ReportFigure, ReportState
from progress.refusals import Refused
from progress.shares import share_of, target_of
from progress.sheets import QuotaRow, TaskRow
from progress.told import Stated
from progress.town_sums import TownSum
from tasklists.models import Indicator

Row = TaskRow | QuotaRow
Form = ReportForm | QuotaForm


@dataclass(frozen=True, slots=True)
class Desk:
    """A body that reports, as `permissions.require` asks for it."""

    body: Department | Town

    @property
    def district_id(self) -> int:
        return self.body.district_id

    def department_ids(self) -> frozenset[int]:
        return frozenset({self.body.pk}) if isinstance(self.body, Department) else frozenset()

    def town_ids(self) -> frozenset[int]:
        return frozenset({self.body.pk}) if isinstance(self.body, Town) else frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is entered for an indicator (or, without one, as a percentage), beside last period's."""

    indicator: Indicator | None
    field: Any  # bound field
    word: Any
    is_met: bool = False  # asks met / not met
    numerator: Any = None
    denominator: Any = None
    last: Decimal | None = None
    last_met: bool | None = None
    target: Decimal | None = None
    towns: TownSum | None = None
    share_bp: int | None = None
    held: Decimal | None = None  # the department's own total, as stored
    stated: Stated | None = None  # what another department of the task handed in

    @property
    def differs_from_towns(self) -> bool:
        return self.held is not None and self.towns is not None and self.held != self.towns.value

    @property
    def differs_from_stated(self) -> bool:
        return None not in (self.held, self.stated) and self.held != self.stated.value  # type: ignore[union-attr]


@dataclass
class Line:
    """A row with its form. What is wrong with a field stands at the field (`form.errors`), what
    concerns the whole row in `errors`."""

    row: Row
    sent: Form | None = None  # its form as it came in; None: as the row is stored
    errors: list[str] = field(default_factory=list)
    short: bool = True

    @cached_property
    def form(self) -> Form:
        """Made when it is asked for: a locked row of a town shows none."""
        return self.sent or form_of(self.row, short=self.short)

    @property
    def is_troubled(self) -> bool:
        return bool(self.errors) or (self.sent is not None and bool(self.sent.errors))

    @property
    def is_open(self) -> bool:
        """Whether its card is unfolded on a phone from the start: what needs a hand first."""
        return self.is_troubled or (self.row.state == ReportState.RETURNED and not self.row.lock)

    def cells(self) -> list[Cell]:
        """The cells of a department's row, in the order of its indicators."""
        if isinstance(self.row, QuotaRow):
            return []
        before = {f.indicator_id: f for f in self.row.last.figures.all()} if self.row.last else {}
        cells = [self._cell(indicator, before.get(indicator.pk)) for indicator in self.row.indicators]
        if "percent" in self.form.fields:
            last = self.row.last
            bp = last.percent_bp if last else None
            share = self.row.report.percent_bp if self.row.report else None
            cells.append(
                Cell(
                    None,
                    self.form["percent"],
                    self.form["explanation"],
                    last=None if bp is None else Decimal(bp) / 100,
                    share_bp=share,
                    held=None if share is None else Decimal(share) / 100,
                    stated=self.row.stated.get(None),
                )
            )
        return cells

    def _cell(self, indicator: Indicator, last: ReportFigure | None) -> Cell:
        assert isinstance(self.row, TaskRow)
        key, target = indicator.pk, target_of(indicator)
        towns = self.row.sums.get(key)
        held = (
            next((f for f in self.row.report.figures.all() if f.indicator_id == key), None)
            if self.row.report
            else None
        )
        counted = held.value if held and held.value is not None else (towns.value if towns else None)
        measured = f"value_{key}" in self.form.fields
        parts = f"numerator_{key}" in self.form.fields
        return Cell(
            indicator,
            self.form[f"value_{key}" if measured else f"met_{key}"],
            self.form[f"word_{key}"],
            is_met=not measured,
            numerator=self.form[f"numerator_{key}"] if parts else None,
            denominator=self.form[f"denominator_{key}"] if parts else None,
            last=last.value if last else None,
            last_met=last.met if last else None,
            target=target,
            towns=towns,
            share_bp=None if counted is None or target is None else share_of(indicator, counted, target),
            held=held.value if held else None,
            stated=self.row.stated.get(key),
        )

    def marks(self) -> list[tuple[Any, Any, Any]]:
        """Milestones that ask whether they are met: (milestone, answer, word)."""
        if isinstance(self.row, QuotaRow) or getattr(self.form, "short", True):
            return []
        return [
            (m, self.form[f"mark_{m.period}"], self.form[f"markword_{m.period}"]) for m in self.row.milestones
        ]

    @property
    def quota_share_bp(self) -> int | None:
        if not isinstance(self.row, QuotaRow) or self.row.report is None:
            return None
        value, whole = self.row.report.value, self.row.quota.value
        return None if value is None or not whole else share_of(self.row.quota.indicator, value, whole)


@dataclass(slots=True)
class Outcome:
    """What became of the rows that were sent."""

    saved: int = 0
    handed_in: list[ProgressReport | QuotaReport] = field(default_factory=list)
    troubled: dict[str, Line] = field(default_factory=dict)  # by the row's key
    incomplete: dict[str, list[Problem]] = field(default_factory=dict)
    empty: int = 0


def form_of(row: Row, data: Mapping[str, Any] | None = None, *, short: bool = True) -> Form:
    if isinstance(row, QuotaRow):
        return QuotaForm(data, prefix=row.key, quota=row.quota, report=row.report)
    return ReportForm(
        data,
        prefix=row.key,
        report=row.report,
        indicators=row.indicators,
        milestones=row.milestones,
        short=short,
    )


def save_row(
    row: Row, form: Form, user: User, *, today: datetime.date, silently: bool = False
) -> ProgressReport | QuotaReport:
    """Save a valid form as the row's draft. Raises Locked or Stale."""
    if row.lock:
        raise Locked(row.lock)
    version = form.cleaned_data["version"] or 0  # blanked in a spreadsheet: as if never read
    if isinstance(row, QuotaRow):
        return _save_quota(row, form.entry(), user, version=version, today=today, silently=silently)
    entry = form.entry()
    assert isinstance(entry, ReportEntry)
    return save_report(
        row.task, row.department, row.period, entry, user, version=version, today=today, silently=silently
    )


def _save_quota(row: QuotaRow, entry: Any, user: User, **how: Any) -> QuotaReport:
    assert isinstance(entry, QuotaEntry)
    return save_quota_report(row.quota, row.town, row.period, entry, user, **how)


def save_sheet(
    rows: Iterable[Row], data: Mapping[str, Any], user: User, *, today: datetime.date, short: bool = True
) -> Outcome:
    """Save every row that was sent and touched, each in its own transaction: trouble with one keeps
    nothing of the others back."""
    outcome = Outcome()
    for row in rows:
        form = form_of(row, data, short=short)
        if not form.is_sent() or not form.is_touched():
            continue
        line = Line(row, form)
        if not form.is_valid():
            line.errors = [*form.errors.get("version", []), *form.non_field_errors()]
            outcome.troubled[row.key] = line
            continue
        try:
            save_row(row, form, user, today=today)
        except Stale as stale:
            form.catch_up(stale.current)
            line.errors = [str(stale), *theirs(row, form, stale.current)]
            outcome.troubled[row.key] = line
        except Refused as refusal:
            line.errors = [str(refusal)]
            outcome.troubled[row.key] = line
        else:
            outcome.saved += 1
    return outcome


def theirs(row: Row, form: Form, current: Any) -> list[str]:
    """What the row holds now, field by field, where it differs from what was typed."""
    row.report = current
    newer = form_of(row, short=getattr(form, "short", True))
    found = []
    for name in form.typed_fields():
        if name not in newer.fields:
            continue
        held = str(newer.get_initial_for_field(newer.fields[name], name) or "")
        typed = form.data.get(form.add_prefix(name), "")
        if held.strip() != typed.replace("\r\n", "\n").strip():
            words = {"field": newer.fields[name].label, "held": held or _("（空）")}
            found.append(_("现为：%(field)s “%(held)s”") % words)
    return found


def hand_in_sheet(
    rows: Iterable[Row], outcome: Outcome, user: User, *, today: datetime.date, anyway: str = ""
) -> Outcome:
    """Hand in every row that has a draft and waits; `rows` are built after saving."""
    for row in rows:
        if not row.is_due or row.key in outcome.troubled:
            continue
        if row.report is None:
            outcome.empty += 1
            continue
        try:
            outcome.handed_in.append(hand_in(row, user, today=today, anyway=anyway))
        except Incomplete as incomplete:
            outcome.incomplete[row.key] = incomplete.problems
        except Refused as refusal:
            outcome.troubled[row.key] = Line(row, errors=[str(refusal)])
    return outcome


def lines_of(rows: Iterable[Row], outcome: Outcome | None = None, *, short: bool = True) -> list[Line]:
    """The rows to show: those in trouble as they were typed, the others as they are stored, with what
    keeps them from being handed in said at their fields."""
    outcome = outcome or Outcome()
    lines = []
    for row in rows:
        line = outcome.troubled.get(row.key)
        if line:
            line.row, line.short = row, short
        elif problems := outcome.incomplete.get(row.key):
            line = _flagged(row, problems, short=short)
        else:
            line = Line(row, short=short)
        lines.append(line)
    return lines


def _flagged(row: Row, problems: Iterable[Problem], *, short: bool) -> Line:
    """The stored row, bound, so that each problem is an error of its field."""
    stored = form_of(row, short=short)
    values = {stored.add_prefix(name): stored[name].value() for name in stored.fields}
    form = form_of(row, {name: "" if v is None else v for name, v in values.items()}, short=short)
    line = Line(row, form)
    form.full_clean()
    for problem in problems:
        if problem.field in form.fields:
            form.add_error(problem.field, problem.text)
        else:
            line.errors.append(problem.text)
    return line


@transaction.atomic
def keep_last_words(row: TaskRow, user: User, *, today: datetime.date) -> bool:
    """沿用上期: the texts of the last report, where this one has none yet. False where there are none."""
    if row.last is None:
        return False
    here = row.report
    texts = {
        name: getattr(row.last, name)
        for name in ("progress_text", "problems_text", "next_text")
        if getattr(row.last, name) and not (here and getattr(here, name))
    }
    if texts:
        version = here.version if here else 0
        entry = ReportEntry(texts=texts)
        save_report(row.task, row.department, row.period, entry, user, version=version, today=today)
    return bool(texts)
