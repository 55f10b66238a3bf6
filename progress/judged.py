"""The lights of many rows read at once: what `with_lights` says, with each fact worked out once a row.

A page that shows or counts every row takes them from here; a query that picks rows by their light
needs the annotations of `progress.status`. One parity test holds both to the same answer.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.query import ModelIterable

from progress.demand import demand_on
from progress.expressions import OverFacts
from progress.facts import QUOTA_REACHED, is_gained, own_facts, quota_round, share_reported
from progress.models import Completion, QuotaReport, Standing
from progress.rulebook import Rulebook, month_end_before, quarter_end_before, rules_on
from progress.status import BY_CODE, RANKS, status_case, workdays_case
from tasklists.models import Quota, Task

TASK = (
    "judged_on",
    "status",
    "due_on",
    "closed_on",
    "completed_on",
    "deadline_held",
    "claimed_on",
    "reported_bp",
    "slowest",
    "demand_bp",
    "behind_bp",
    "unmet_due",
    "workdays_left",
)
QUOTA = (
    "judged_on",
    "status",
    "due_on",
    "reported",
    "reported_bp",
    "demand_bp",
    "behind_bp",
    "workdays_left",
)
DAYS = ("judged_on", "due_on", "closed_on", "completed_on", "deadline_held", "claimed_on", "unmet_due")
LIGHTS = {code: (line.light.value, RANKS[line.light]) for code, line in BY_CODE.items()}
FOUR_PLACES = Decimal("0.0001")
CODED, NO_SHARE = 10_000_000, 20_000_000  # of `_latest_report`; above every share (`MOST_BP`)


class Lit(SimpleNamespace):
    """A task's light without the task: `pk`, the facts as `with_lights` names them, and the columns
    that were asked for."""

    def give_to(self, task: Task) -> None:
        """The task carries the light, as if it came from `with_lights`."""
        vars(task).update({name: value for name, value in vars(self).items() if name != "pk"})


def lit_tasks(
    tasks: QuerySet[Task],
    today: datetime.date,
    rules: Rulebook | None = None,
    *,
    as_it_stood: bool = False,
) -> QuerySet[Task]:
    """The tasks as `with_lights` gives them, to be gone through; not to be filtered by their light."""
    return _lit(tasks, _judged_task(today, rules or rules_on(today), as_it_stood), _LitTasks)


def lit_quotas(
    quotas: QuerySet[Quota], today: datetime.date, rules: Rulebook | None = None
) -> QuerySet[Quota]:
    """The quotas as `with_quota_lights` gives them, to be gone through."""
    return _lit(quotas, _judged_quota(today, rules or rules_on(today)), _LitQuotas)


def lights_of(
    tasks: QuerySet[Task],
    today: datetime.date,
    rules: Rulebook | None = None,
    columns: Sequence[str] = (),
    *,
    as_it_stood: bool = False,
) -> list[Lit]:
    """The lights alone, and these columns of the tasks, in the tasks' order; one query."""
    judged = tasks.annotate(judged=_judged_task(today, rules or rules_on(today), as_it_stood))
    rows = list(judged.values_list("judged", "pk", *columns))
    told = json.loads(f"[{','.join(row[0] for row in rows)}]")
    names = ("judged", "pk", *columns)
    return [
        Lit(**dict(zip(names, row, strict=True)) | _facts(TASK, facts))
        for row, facts in zip(rows, told, strict=True)
    ]


class _LitTasks(ModelIterable):
    """Rows whose column `judged` is unfolded as they are read."""

    names = TASK

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            vars(row).update(_facts(self.names, json.loads(vars(row).pop("judged"))))
            yield row


class _LitQuotas(_LitTasks):
    names = QUOTA

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            if row.reported is not None:
                row.reported = Decimal(row.reported).quantize(FOUR_PLACES)
            yield row


def _lit(rows: QuerySet[Any], judged: OverFacts, form: type[ModelIterable]) -> QuerySet[Any]:
    lit = rows.annotate(judged=judged)
    lit._iterable_class = form  # type: ignore[attr-defined]
    return lit


def _facts(names: tuple[str, ...], judged: list[Any]) -> dict[str, Any]:
    facts = dict(zip(names, judged, strict=True))
    for name in DAYS:
        if day := facts.get(name):
            facts[name] = datetime.date.fromisoformat(day)
    facts["light"], facts["light_rank"] = LIGHTS[facts["status"]]
    return facts


class _AsArray(OverFacts):
    """The facts named, as the text of a JSON array."""

    def __init__(self, names: tuple[str, ...], given: dict[str, Any], **rest: Any) -> None:
        super().__init__("", given, TextField(), **rest)
        self.listed = names

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        function = "json_build_array" if connection.vendor == "postgresql" else "json_array"
        self.result = f"CAST({function}({', '.join(self.listed)}) AS text)"
        return super().as_sql(compiler, connection)


# The expressions hold no rows of anybody, and to put them together takes as long as a short query.
@lru_cache(maxsize=32)
def _judged_task(today: datetime.date, rules: Rulebook, as_it_stood: bool) -> OverFacts:
    stood = today if as_it_stood else None
    claims = Completion.objects.claimed_by(today).filter(task=OuterRef("pk"))
    asked = {name: demand_on(day, stood=stood) for name, day in _asking_days(today, rules).items()}
    facts = own_facts(today, stood=stood) | {
        "closure": _closure(today),
        "standing": _standing(today),
        "claimed_on": Subquery(claims.values("claimed_on")[:1]),
        **asked,
    }
    del facts["closed"]  # follows from the three days of the closure
    closed = "CASE WHEN closed_on IS NULL THEN NULL WHEN completed_on > deadline_held THEN 1 ELSE 0 END"
    return _over(TASK, rules, [CLOSURE | STANDING, {"closed": closed} | _gaps(rules)], facts)


@lru_cache(maxsize=32)
def _judged_quota(today: datetime.date, rules: Rulebook) -> OverFacts:
    task = "indicator__task__"
    measured = ExpressionWrapper(Q(value__isnull=False), output_field=BooleanField())
    asked = {
        name: demand_on(day, task, measured=measured) for name, day in _asking_days(today, rules).items()
    }
    reports = QuotaReport.objects.filter(quota=OuterRef("pk"), submitted_on__lte=today)
    facts = own_facts(today, task) | {
        "latest": _latest_report(today),
        "gained": is_gained(),
        "round_end": quota_round(today),
        "acted_on": Value(True),
        "begun": Exists(reports),
        **asked,
    }
    facts["task_closed"] = facts.pop("closed")
    facts["unmet_due"] = Cast(Value(None), DateField(null=True))
    coded = "CAST(SUBSTR(latest, 1, 8) AS bigint)"
    reported = {
        "reported_bp": f"CASE WHEN {coded} >= {NO_SHARE} THEN NULL ELSE {coded} - {CODED} END",
        "reported": "NULLIF(SUBSTR(latest, 9), '')",
    }
    reached = QUOTA_REACHED.format(share="reported_bp")
    closed = {"closed": f"CASE WHEN {reached} THEN 0 ELSE task_closed END"}
    return _over(QUOTA, rules, [reported, closed | _gaps(rules)], facts)


# Columns of one row are read as one text, so that the row is looked up once, and taken apart again.
CLOSURE = {
    "closed_on": "SUBSTR(closure, 1, 10)",
    "completed_on": "SUBSTR(closure, 11, 10)",
    "deadline_held": "NULLIF(SUBSTR(closure, 21), '')",
}
STANDING = {
    "reported_bp": f"CAST(SUBSTR(standing, 1, 8) AS bigint) - {CODED}",
    "slowest": "NULLIF(SUBSTR(standing, 9), '')",
}


def _as_text(*columns: Any) -> Func:
    """One after another; '' for NULL."""
    texts = (Coalesce(Cast(column, TextField()), Value("")) for column in columns)
    return Func(*texts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def _closure(today: datetime.date) -> Any:
    """The three days of the closure, ten characters each; the deadline may be missing."""
    closures = Completion.objects.closed_by(today).filter(task=OuterRef("pk"))
    days = _as_text("closed_on", "completed_on", "deadline_held")
    return Subquery(closures.annotate(coded=days).values("coded")[:1])


def _standing(today: datetime.date) -> Any:
    """Eight digits (the share after a 1), then the name of the slowest indicator."""
    standings = Standing.objects.filter(task=OuterRef("pk"), day__lte=today).order_by("-day", "-id")
    coded = _as_text(F("share_bp") + CODED, "slowest__name")
    return Subquery(standings.annotate(coded=coded).values("coded")[:1])


def _latest_report(today: datetime.date) -> Any:
    """Eight digits (the share after a 1, or 20000000 for none), then the value of what the town reported
    last."""
    reports = QuotaReport.objects.approved_by(today).filter(quota=OuterRef("pk"))
    share = Coalesce(share_reported() + CODED, NO_SHARE, output_field=BigIntegerField())
    latest = reports.order_by("-period__closes_on", "-id").annotate(coded=_as_text(share, "value"))
    return Subquery(latest.values("coded")[:1])


def _asking_days(today: datetime.date, rules: Rulebook) -> dict[str, datetime.date]:
    """The days on which it is asked what the calendar demands."""
    days = {"demand_bp": today}
    if rules.by_month:
        days |= {"month_bp": month_end_before(today), "quarter_bp": quarter_end_before(today)}
    return days


def _gaps(rules: Rulebook) -> dict[str, str]:
    gap = "CASE WHEN round_end IS NOT NULL THEN {} - COALESCE(reported_bp, 0) END"
    none = "CAST(NULL AS bigint)"
    return {
        "behind_bp": gap.format("demand_bp"),
        "month_gap_bp": gap.format("month_bp") if rules.by_month else none,
        "quarter_gap_bp": gap.format("quarter_bp") if rules.by_month else none,
    }


def _over(
    names: tuple[str, ...], rules: Rulebook, steps: list[dict[str, str]], facts: dict[str, Any]
) -> _AsArray:
    """From the facts over the steps to the status, and all of it as one array."""
    case, given = status_case(rules)
    workdays, days = workdays_case(rules)
    last = {"status": case, "workdays_left": workdays, "judged_on": "{today}"}
    return _AsArray(names, given | days, steps=[*steps, last], **facts)
