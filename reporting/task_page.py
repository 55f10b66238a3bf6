"""Everything that the page of one task shows, fetched in a fixed number of queries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q

from districts.models import User
from districts.templatetags.figures import quantity
from progress.demand import with_figures
from progress.explanations import explain
from progress.judged import lit_quotas, lit_tasks
from progress.lit import shown_light
from progress.models import Completion, MilestoneMark, ProgressReport
from progress.rulebook import Rulebook, rules_on
from progress.status import BY_CODE
from reporting.columns import PROSE
from reporting.lines import TaskLine, line_of
from reporting.sources import place_words
from reporting.steps_told import Step, steps_of
from reporting.timeline import Timeline, timeline_of
from supervision.models import Extension
from tasklists.models import DocumentImport, ImportIssue, Indicator, ListChange, PlanItem, Quota, Task

PROSE_ORDER = ("requirement", "objective", "content", "scale", "standard", "funding")


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A town's share; it carries its light."""

    quota: Any
    light: str
    word: Any
    why: str
    towns: str


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    indicator: Indicator
    quotas: list[QuotaLine]
    sum: Decimal | None  # of the towns' shares, None where none has a figure

    @property
    def differs(self) -> bool:
        """The shares do not add up to the stated target."""
        return (
            self.sum is not None and self.indicator.target is not None and self.sum != self.indicator.target
        )


@dataclass(frozen=True, slots=True)
class TaskPage:
    task: Any
    line: TaskLine
    prose: list[tuple[str, str]]  # (heading, text)
    indicators: list[IndicatorPart]
    timeline: Timeline
    children: list[TaskLine]
    predecessor: Task | None  # the same work in the list of the year before
    successors: list[Task]
    plan_items: list[PlanItem]
    issues: list[ImportIssue]
    source: str
    document: DocumentImport | None  # the file it was last imported from, for those who may open it
    scope: str  # as printed, else the towns that it names
    completion: Completion | None
    extensions: list[Extension]
    reports: list[ProgressReport]
    audit: list[Step]
    changes: list[ListChange]

    @property
    def has_tables(self) -> bool:
        """Whether there is anything to take out as xlsx."""
        return bool(self.shares() or self.timeline.points or self.children)

    def reached(self) -> str:
        """12/15: the figure approved last of its target, "" where the task has several or none."""
        approved = next((row for row in self.reports if row.state == "approved"), None)
        targets = [part.indicator for part in self.indicators if part.indicator.target is not None]
        if approved is None or len(targets) != 1:
            return ""
        values = [row.value for row in approved.figures.all() if row.indicator_id == targets[0].pk]
        known = [value for value in values if value is not None]
        return f"{quantity(known[0])}/{quantity(targets[0].target)}" if known else ""

    def shares(self) -> list[Quota]:
        """The towns' shares of all indicators, with their lights."""
        return [line.quota for part in self.indicators for line in part.quotas]


def task_page(task: Task, user: User, today: datetime.date) -> TaskPage:
    """`task` carries its light (`lit_tasks`) and its bodies."""
    rules = rules_on(today)
    children = lit_tasks(Task.objects.visible_to(user).filter(parent=task), today, rules)
    return TaskPage(
        task=task,
        line=line_of(task, blue_lists=rules.blue_lists),
        prose=_prose(task),
        indicators=_indicators(task, user, today, rules),
        timeline=timeline_of(task, with_figures(task.milestones.all()), _met_periods(task), today),
        children=[
            line_of(row, blue_lists=rules.blue_lists) for row in children.in_printed_order().with_bodies()
        ],
        **_other_years(task, user),
        plan_items=_plan_items(task),
        issues=list(ImportIssue.objects.visible_to(user).filter(task=task)),
        source=place_words(task.source),
        document=DocumentImport.objects.visible_to(user).filter(task_list=task.task_list_id).first(),
        scope=_scope(task),
        completion=task.completions.select_related("claimed_by", "decided_by").first(),
        extensions=list(Extension.objects.visible_to(user).of_task(task)),
        reports=list(
            ProgressReport.objects.visible_to(user)
            .filter(task=task)
            .exclude(state="draft")
            .select_related("department", "period", "submitted_by", "decided_by")
            .prefetch_related("figures__indicator", "evidence")[:24]
        ),
        audit=steps_of(task, user),
        changes=list(ListChange.objects.visible_to(user).filter(task=task).select_related("user")[:50]),
    )


def _other_years(task: Task, user: User) -> dict[str, Any]:
    """One query for the years before and after."""
    linked = Q(successors=task) | Q(predecessor=task)
    found = list(Task.objects.visible_to(user).filter(linked).select_related("task_list").distinct())
    before = next((row for row in found if row.pk == task.predecessor_id), None)
    return {"predecessor": before, "successors": [row for row in found if row.predecessor_id == task.pk]}


def _prose(task: Task) -> list[tuple[str, str]]:
    """The prose columns under the headings of the issued list, then its own other columns."""
    headings = {name: heading for heading, name in task.task_list.columns if name in PROSE}
    known = [
        (headings.get(name, str(Task._meta.get_field(name).verbose_name)), getattr(task, name))
        for name in PROSE_ORDER
    ]
    return [(heading, text) for heading, text in (*known, *task.other_fields.items()) if text]


def _indicators(task: Task, user: User, today: datetime.date, rules: Rulebook) -> list[IndicatorPart]:
    quotas = lit_quotas(Quota.objects.visible_to(user), today, rules)
    fetched = (
        quotas.select_related("town").prefetch_related("partners__town").order_by("town__position", "id")
    )
    rows = task.indicators.prefetch_related(Prefetch("quotas", fetched, to_attr="shares"))
    is_blue = task.task_list_id in rules.blue_lists
    return [_indicator(row, is_blue) for row in rows]


def _indicator(row: Any, is_blue: bool) -> IndicatorPart:
    lines = [
        QuotaLine(
            quota=quota,
            light=shown_light(quota.light, is_blue),
            word=BY_CODE[quota.status].word,
            why=explain(quota),
            towns="、".join([str(quota.town), *(str(p.town) for p in quota.partners.all())]),
        )
        for quota in row.shares
    ]
    values = [quota.value for quota in row.shares if quota.value is not None]
    return IndicatorPart(row, lines, sum(values, Decimal(0)) if values else None)


def _scope(task: Task) -> str:
    if task.scope_text or task.scope_kind == Task.ScopeKind.NONE:
        return task.scope_text
    towns = [str(row.town) for row in task.scope_towns.select_related("town").order_by("town__position")]
    return "、".join(towns) or str(task.get_scope_kind_display())


def _met_periods(task: Task) -> frozenset[str]:
    marks = MilestoneMark.objects.filter(report__task=task, report__state="approved", met=True)
    return frozenset(marks.values_list("milestone_period", flat=True))


def _plan_items(task: Task) -> list[PlanItem]:
    """What the narrative plan says about the task's heading, or the heading above it."""
    headings = [pk for pk in (task.category_id, task.category and task.category.parent_id) if pk]
    return (
        list(PlanItem.objects.filter(task_list=task.task_list_id, category__in=headings)) if headings else []
    )
