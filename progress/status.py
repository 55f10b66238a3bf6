"""The lights: one ordered table, used by pages, exports and queries alike.

Each line holds a status, its light, a test in Python and the same test as a database condition over
the same facts (`facts.py`); the first line that matches is the status. Thresholds come from the rule
set of the task's list (`figures.RuleFigures`), never from here.

    tasks = with_lights(Task.objects.visible_to(user), today)
    task.status, task.light, task.light_rank, explain(task)
"""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
)
from django.utils.translation import gettext_lazy as _

from progress.demand import demand_on, due_of
from progress.explanations import explain
from progress.expressions import OverFacts
from progress.facts import Facts, quota_facts, quota_share, share_of, task_facts
from progress.models import Completion, QuotaReport, Standing
from progress.rulebook import Rulebook, Thresholds, holds, rules_on
from progress.working_days import working_days_ahead
from tasklists.models import Quota, Task


class Light(TextChoices):
    DONE = "done", _("已完成")
    RED = "red", _("红灯")
    YELLOW = "yellow", _("黄灯")
    GREEN = "green", _("绿灯")
    GREY = "grey", _("未启动")


# Worst first, as tables are sorted.
RANKS = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.GREY: 3, Light.DONE: 4}


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    word: Any
    light: Light
    test: Callable[[Facts, Thresholds], bool]
    sql: str


LINES = (
    Line("done_late", _("逾期办结"), Light.DONE, lambda f, t: f.closed == 1, "closed = 1"),
    Line("done", _("已完成"), Light.DONE, lambda f, t: f.closed == 0, "closed = 0"),
    Line(
        "overdue",
        _("逾期"),
        Light.RED,
        lambda f, t: holds(operator.lt, f.due_on, t.today),
        "due_on < {today}",
    ),
    Line(
        "far_behind",
        _("严重滞后"),
        Light.RED,
        lambda f, t: holds(operator.gt, f.behind_bp, t.red_bp),
        "behind_bp > {red_bp}",
    ),
    Line(
        "milestone_long_missed",
        _("节点长期未达"),
        Light.RED,
        lambda f, t: holds(operator.lt, f.unmet_due, t.milestone_red_day),
        "unmet_due < {milestone_red_day}",
    ),
    Line(
        "quarter_missed",
        _("季度未完成"),
        Light.RED,
        lambda f, t: (
            t.quarter_end is not None
            and ((f.quarter_gap_bp or 0) > 0 or (f.unmet_due is not None and f.unmet_due <= t.quarter_end))
        ),
        "{quarter_end} IS NOT NULL AND (quarter_gap_bp > 0 OR unmet_due <= {quarter_end})",
    ),
    Line(
        "behind",
        _("滞后"),
        Light.YELLOW,
        lambda f, t: holds(operator.ge, f.behind_bp, t.yellow_bp),
        "behind_bp >= {yellow_bp}",
    ),
    Line(
        "milestone_missed",
        _("节点未达"),
        Light.YELLOW,
        lambda f, t: t.milestone_yellow and f.unmet_due is not None,
        "{milestone_yellow} AND unmet_due IS NOT NULL",
    ),
    Line(
        "month_missed",
        _("月度未完成"),
        Light.YELLOW,
        lambda f, t: (
            t.month_end is not None
            and ((f.month_gap_bp or 0) > 0 or (f.unmet_due is not None and f.unmet_due <= t.month_end))
        ),
        "{month_end} IS NOT NULL AND (month_gap_bp > 0 OR unmet_due <= {month_end})",
    ),
    Line(
        "near_deadline",
        _("临近时限"),
        Light.YELLOW,
        lambda f, t: holds(operator.le, f.due_on, t.near_day),
        "due_on <= {near_day}",
    ),
    Line(
        "report_missing",
        _("未按期填报"),
        Light.YELLOW,
        lambda f, t: t.report_missing and f.report_missing,
        "{report_missing} AND acted_on AND round_end > 0 AND start <= round_end",
    ),
    Line(
        "not_started",
        _("未启动"),
        Light.GREY,
        lambda f, t: f.waits_for_start and not f.begun,
        "own_start > {today} AND NOT begun",
    ),
    Line(
        "on_schedule",
        _("正常"),
        Light.GREEN,
        lambda f, t: f.begun or f.due_this_year,
        "begun OR milestone_this_year OR due_on BETWEEN {year_start} AND {year_end}",
    ),
    Line("nothing_due", _("未启动"), Light.GREY, lambda f, t: True, "1 = 1"),
)
BY_CODE = {line.code: line for line in LINES}
# What totals and filters group; 'attention' is yellow without being behind.
GROUPS: dict[str, frozenset[str]] = {
    "done": frozenset({"done", "done_late"}),
    "done_late": frozenset({"done_late"}),
    "overdue": frozenset({"overdue"}),
    "behind": frozenset(
        {
            "far_behind",
            "milestone_long_missed",
            "quarter_missed",
            "behind",
            "milestone_missed",
            "month_missed",
        }
    ),
    "attention": frozenset({"near_deadline", "report_missing"}),
    "on_schedule": frozenset({"on_schedule"}),
    "not_started": frozenset({"not_started", "nothing_due"}),
}
DUE_SOON = datetime.timedelta(days=30)
NAMED = re.compile(r"\{(\w+)\}")


def judge(facts: Facts, thresholds: Thresholds) -> Line:
    """The first line of the table that matches."""
    return next(line for line in LINES if line.test(facts, thresholds))


def with_lights(
    tasks: QuerySet[Task],
    today: datetime.date,
    rules: Rulebook | None = None,
    *,
    as_it_stood: bool = False,
) -> QuerySet[Task]:
    """Tasks with `status` (a code of `LINES`), `light`, `light_rank` (0 is worst) and the facts that
    `explain` names: due_on, closed_on, completed_on, deadline_held, claimed_on, reported_bp (what was
    approved), demand_bp (what the calendar asks), behind_bp, unmet_due, slowest, workdays_left,
    judged_on. Shares are basis points. `rules` from `rules_on` saves two queries.

    Reports, closures, standings and rules are those of the day in any case; `as_it_stood` takes
    deadlines and milestones as they were then too: for a day in the past."""
    rules = rules or rules_on(today)
    stood = today if as_it_stood else None
    closures = Completion.objects.closed_by(today).filter(task=OuterRef("pk"))
    claims = Completion.objects.claimed_by(today).filter(task=OuterRef("pk"))
    standings = Standing.objects.filter(task=OuterRef("pk"), day__lte=today).order_by("-day", "-id")
    facts = task_facts(today, by_month=rules.by_month, stood=stood)
    return _judged(tasks, facts, rules).annotate(
        judged_on=Value(today, DateField()),
        due_on=facts["due_on"],
        closed_on=Subquery(closures.values("closed_on")[:1]),
        completed_on=Subquery(closures.values("completed_on")[:1]),
        deadline_held=Subquery(closures.values("deadline_held")[:1]),
        claimed_on=Subquery(claims.values("claimed_on")[:1]),
        reported_bp=share_of(today),
        slowest=Subquery(standings.values("slowest__name")[:1]),
        demand_bp=demand_on(today, stood=stood),
        behind_bp=facts["behind_bp"],
        unmet_due=facts["unmet_due"],
        workdays_left=_workdays_left(rules, facts["due_on"]),
    )


def with_quota_lights(
    quotas: QuerySet[Quota], today: datetime.date, rules: Rulebook | None = None
) -> QuerySet[Quota]:
    """Quotas with `status`, `light`, `light_rank`, reported (the value approved last, in the
    indicator's unit), reported_bp (its share of the quota), demand_bp, behind_bp, due_on, judged_on."""
    rules = rules or rules_on(today)
    reports = QuotaReport.objects.approved_by(today).filter(quota=OuterRef("pk"))
    latest = reports.order_by("-period__closes_on", "-id")
    facts = quota_facts(today, by_month=rules.by_month)
    return _judged(quotas, facts, rules).annotate(
        judged_on=Value(today, DateField()),
        due_on=facts["due_on"],
        reported=Subquery(latest.values("value")[:1]),
        reported_bp=quota_share(today),
        demand_bp=demand_on(today, "indicator__task__", measured=Q(value__isnull=False)),
        behind_bp=facts["behind_bp"],
        workdays_left=_workdays_left(rules, facts["due_on"]),
    )


def _judged(rows: QuerySet[Any], facts: dict[str, Any], rules: Rulebook) -> QuerySet[Any]:
    """Rows with status, light and rank."""
    case, given = status_case(rules)
    status = OverFacts(case, given, CharField(), **facts)
    lights = " ".join(f"WHEN '{line.code}' THEN '{line.light.value}'" for line in LINES)
    ranks = " ".join(f"WHEN '{line.code}' THEN {RANKS[line.light]}" for line in LINES)
    return rows.annotate(
        status=status,
        light=OverFacts(f"CASE status {lights} END", {}, CharField(), status=status),
        light_rank=OverFacts(f"CASE status {ranks} END", {}, IntegerField(), status=status),
    )


def status_case(rules: Rulebook) -> tuple[str, dict[str, Any]]:
    """The table as one CASE over the facts' names; a CASE a group of lists where they are judged by
    different figures. With the values of its `{names}`."""
    given: dict[str, Any] = {}
    cases = []
    for number, (lists, figures) in enumerate(rules.groups()):
        given |= rules.thresholds(figures).given(number)
        tests = {line.code: NAMED.sub(rf"{{\g<1>_{number}}}", line.sql) for line in LINES}
        lines = " ".join(f"WHEN {test} THEN '{code}'" for code, test in tests.items())
        chosen = f"list_id IN ({', '.join(map(str, sorted(lists)))})" if lists else "1 = 1"
        cases.append(f"WHEN {chosen} THEN CASE {lines} END")
    return f"CASE {' '.join(cases)} END", given


def workdays_case(rules: Rulebook) -> tuple[str, dict[str, Any]]:
    """Working days to `due_on`, counted as far as the widest 'near' of the rules; else NULL."""
    most = max((figures.yellow_workdays or 0 for _, figures in rules.groups()), default=0)
    days = {f"day{n}": working_days_ahead(rules.today, n, rules.special) for n in range(most + 1)}
    cases = " ".join(f"WHEN due_on <= {{day{n}}} THEN {n}" for n in range(most + 1))
    return f"CASE WHEN due_on < {{today}} THEN NULL {cases} END", {"today": rules.today} | days


def _workdays_left(rules: Rulebook, due_on: Any) -> OverFacts:
    case, given = workdays_case(rules)
    return OverFacts(case, given, IntegerField(null=True), due_on=due_on)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of tasks. all = done + overdue + behind + attention + on_schedule + not_started; done
    includes done_late; due_soon (open, deadline within 30 days) and claimed (waiting for the office)
    cut across; red, yellow, green, grey count lights."""

    all: int = 0
    done: int = 0
    done_late: int = 0
    overdue: int = 0
    behind: int = 0
    attention: int = 0
    on_schedule: int = 0
    not_started: int = 0
    due_soon: int = 0
    claimed: int = 0
    red: int = 0
    yellow: int = 0
    green: int = 0
    grey: int = 0

    @property
    def done_on_time(self) -> int:
        return self.done - self.done_late


def totals(
    tasks: QuerySet[Task],
    today: datetime.date,
    rules: Rulebook | None = None,
    *,
    as_it_stood: bool = False,
) -> Totals:
    """One query (and the two of `rules_on` where none are handed in)."""
    rules = rules or rules_on(today)
    rows = (
        _counted(tasks, today, rules, today if as_it_stood else None)
        .order_by()
        .values("status", "is_soon", "is_claimed")
        .annotate(number=Count("pk"))
    )
    return add_up(rows.values_list("status", "is_soon", "is_claimed", "number"))


def totals_by(
    tasks: QuerySet[Task], group: str, today: datetime.date, rules: Rulebook | None = None
) -> dict[Any, Totals]:
    """`totals` for each value of a field of the task (category, task_list, district): one query. For
    departments or towns hand in the path (`assignments__department`): a task counts under each."""
    rules = rules or rules_on(today)
    rows = (
        _counted(tasks, today, rules)
        .order_by()
        .values(group, "status", "is_soon", "is_claimed")
        .annotate(number=Count("pk", distinct=True))
    )
    found: dict[Any, list[tuple[str, bool, bool, int]]] = {}
    for key, *row in rows.values_list(group, "status", "is_soon", "is_claimed", "number"):
        found.setdefault(key, []).append(tuple(row))
    return {key: add_up(counted) for key, counted in found.items()}


def add_up(rows: Any) -> Totals:
    """Rows of (status, due soon, claimed, number)."""
    counts = dict.fromkeys(Totals.__slots__, 0)
    for status, is_soon, is_claimed, number in rows:
        counts["all"] += number
        for group, codes in GROUPS.items():
            counts[group] += number if status in codes else 0
        if (light := BY_CODE[status].light) is not Light.DONE:
            counts[light.value] += number
        counts["due_soon"] += number if is_soon and status not in GROUPS["done"] else 0
        counts["claimed"] += number if is_claimed else 0
    return Totals(**counts)


def _counted(
    tasks: QuerySet[Task], today: datetime.date, rules: Rulebook, stood: datetime.date | None = None
) -> QuerySet[Any]:
    claims = Completion.objects.claimed_by(today).filter(task=OuterRef("pk"))
    case, given = status_case(rules)
    facts = task_facts(today, by_month=rules.by_month, stood=stood)
    return tasks.annotate(
        status=OverFacts(case, given, CharField(), **facts),
        last_day=due_of("", stood),
        is_claimed=Exists(claims),
    ).annotate(
        is_soon=ExpressionWrapper(
            Q(last_day__isnull=False, last_day__range=(today, today + DUE_SOON)),
            output_field=BooleanField(),
        )
    )


def in_group(tasks: QuerySet[Any], group: str, today: datetime.date) -> QuerySet[Task]:
    """The rows behind a number of `Totals`, of tasks that carry their lights."""
    if group == "due_soon":
        return tasks.exclude(status__in=GROUPS["done"]).filter(due_on__range=(today, today + DUE_SOON))
    if group == "claimed":
        return tasks.filter(claimed_on__isnull=False)
    if group in Light.values:
        return tasks.filter(light=group)
    return tasks.filter(status__in=GROUPS[group])


__all__ = [
    "BY_CODE",
    "GROUPS",
    "LINES",
    "Light",
    "Totals",
    "explain",
    "in_group",
    "judge",
    "rules_on",
    "totals",
    "totals_by",
    "with_lights",
    "with_quota_lights",
]
