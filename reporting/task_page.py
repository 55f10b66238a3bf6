"""Everything that the page of one task shows, fetched in a fixed number of queries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from districts.joined import Below, read_with
from districts.models import User
from districts.permissions import reach
from districts.templatetags.figures import quantity
from progress.demand import with_figures
from progress.judged import lit_tasks
from progress.models import Completion, MilestoneMark, ProgressReport, ReportingPeriod
from progress.rulebook import Rulebook, rules_on
from reporting.columns import PROSE
from reporting.lines import TaskLine, line_of
from reporting.sources import place_words
from reporting.steps_told import Step, steps_of
from reporting.task_indicators import IndicatorPart, indicators_of
from reporting.timeline import Timeline, timeline_of
from supervision.models import Extension
from tasklists.models import DocumentImport, ImportIssue, ListChange, PlanItem, Quota, Task

MOST_REPORTS = 24
PROSE_ORDER = ("requirement", "objective", "content", "scale", "standard", "funding")


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
        return bool(self.indicators or self.timeline.points or self.children)

    def reached(self) -> str:
        """12/15: the figure approved last of its target, "" where the task has several or none."""
        approved = next((row for row in self.reports if row.state == "approved"), None)
        targets = [part.indicator for part in self.indicators if part.indicator.target is not None]
        if approved is None or len(targets) != 1:
            return ""
        values = [row.value for row in approved.figures.all() if row.indicator_id == targets[0].pk]
        known = [value for value in values if value is not None]
        return f"{quantity(known[0])}/{quantity(targets[0].target)}" if known else ""

    @property
    def lists_indicators(self) -> bool:
        """Whether they stand in a table of their own: the towns' shares alone say all of a single one."""
        return any(not part.quotas for part in self.indicators) or len(self.indicators) > 1

    def shares(self) -> list[Quota]:
        """The towns' shares of all indicators, with their lights."""
        return [line.quota for part in self.indicators for line in part.quotas]


@dataclass(frozen=True, slots=True)
class Family:
    """A task with its sub-items and the same work in other years; each carries its light, its bodies
    and its completions."""

    task: Any
    children: list[Any]
    predecessor: Task | None
    successors: list[Task]
    rules: Rulebook


def family_of(pk: int, user: User, today: datetime.date) -> Family | None:
    """As far as the person may see it, None where not even the task; two queries."""
    held = reach(user)
    rules = rules_on(today, None if held.everything else held.districts)
    before = Task.objects.filter(pk=pk).values("predecessor")[:1]
    related = Q(pk=pk) | Q(parent=pk) | Q(predecessor=pk) | Q(pk=Subquery(before))
    rows = Task.objects.visible_to(user).filter(related)
    rows = rows.select_related("district", "task_list", "parent", "category__parent")
    is_open = ReportingPeriod.objects.filter(
        task_list=OuterRef("task_list"), opens_on__lte=today, closes_on__gte=today
    )
    rows = rows.annotate(takes_reports=Exists(is_open))
    completions = Below("completions", ("claimed_by", "decided_by"), ("-pk",))
    found = {row.pk: row for row in lit_tasks(rows, today, rules).listed_with_bodies(completions)}
    if pk not in found:
        return None
    task = found[pk]
    return Family(
        task=task,
        children=[row for row in found.values() if row.parent_id == pk],
        predecessor=found.get(task.predecessor_id),
        successors=[row for row in found.values() if row.predecessor_id == pk],
        rules=rules,
    )


def task_page(family: Family, user: User, today: datetime.date) -> TaskPage:
    task, rules = family.task, family.rules
    indicators = indicators_of(task, user, today, rules)
    return TaskPage(
        task=task,
        line=line_of(task, blue_lists=rules.blue_lists),
        prose=_prose(task),
        indicators=indicators,
        timeline=timeline_of(task, _milestones(task), today, indicators),
        children=[line_of(row, blue_lists=rules.blue_lists) for row in family.children],
        predecessor=family.predecessor,
        successors=family.successors,
        plan_items=_plan_items(task),
        **_imports(task, user),
        source=place_words(task.source),
        scope=_scope(task),
        completion=next(iter(task.completions.all()), None),
        extensions=list(Extension.objects.visible_to(user).of_task(task)),
        reports=_reports(task, user),
        audit=steps_of(task, user),
        changes=list(ListChange.objects.visible_to(user).filter(task=task).select_related("user")[:50]),
    )


def _reports(task: Task, user: User) -> list[ProgressReport]:
    """What was handed in, the newest period first; one query."""
    handed_in = ProgressReport.objects.visible_to(user).filter(task=task).exclude(state="draft")
    shown = ProgressReport.objects.filter(pk__in=handed_in[:MOST_REPORTS].values("pk"))
    return read_with(
        shown.select_related("department", "period"),
        Below("figures", ("indicator",), ("indicator__position", "pk")),
        Below("evidence"),
    )


def _imports(task: Task, user: User) -> dict[str, Any]:
    """What the imports of the list left open about the task, and the last of them; one query."""
    own = DocumentImport.objects.visible_to(user).filter(task_list=task.task_list_id)
    rows = own.defer("before", "corrections")  # the list as it stood then, whole
    imports = read_with(rows, Below("issues", only=Q(issues__task=task)))
    issues = [issue for row in imports for issue in row.issues.all()]
    issues.sort(key=lambda issue: issue.pk)
    return {"issues": issues, "document": next(iter(imports), None)}


def _prose(task: Task) -> list[tuple[str, str]]:
    """The prose columns under the headings of the issued list, then its own other columns."""
    headings = {name: heading for heading, name in task.task_list.columns if name in PROSE}
    known = [
        (headings.get(name, str(Task._meta.get_field(name).verbose_name)), getattr(task, name))
        for name in PROSE_ORDER
    ]
    return [(heading, text) for heading, text in (*known, *task.other_fields.items()) if text]


def _scope(task: Task) -> str:
    if task.scope_text or task.scope_kind == Task.ScopeKind.NONE:
        return task.scope_text
    towns = [str(row.town) for row in task.scope_towns.select_related("town").order_by("town__position")]
    return "、".join(towns) or str(task.get_scope_kind_display())


def _milestones(task: Task) -> Any:
    """With their figures, and whether an approved report calls them reached (`met`)."""
    marks = MilestoneMark.objects.filter(
        report__task=task, report__state="approved", met=True, milestone_period=OuterRef("period")
    )
    return with_figures(task.milestones.all()).annotate(met=Exists(marks))


def _plan_items(task: Task) -> list[PlanItem]:
    """What the narrative plan says about the task's heading, or the heading above it."""
    headings = [pk for pk in (task.category_id, task.category and task.category.parent_id) if pk]
    return (
        list(PlanItem.objects.filter(task_list=task.task_list_id, category__in=headings)) if headings else []
    )
