"""The promises of a task in words, so that what was issued, what holds now and another year can be
laid side by side, and every change after issue kept with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from districts.models import User
from tasklists.models import Assignment, Indicator, ListChange, Milestone, Quota, Task
from tasklists.periods import name_of_period
from tasklists.quantities import plain
from tasklists.querysets import TaskQuerySet
from tasklists.years import into_year, wording_into_year

# Facts in words, by the heading under which they are shown: {"完成时限": "2026-10-31（10月底）", …}
Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    fact: str
    old: str
    new: str


def with_facts(tasks: TaskQuerySet) -> TaskQuerySet:
    """Everything `facts_of` reads, in a fixed number of queries."""
    return tasks.select_related("category__parent").prefetch_related(
        Prefetch("assignments", Assignment.objects.select_related("department", "town")),
        Prefetch("indicators", Indicator.objects.order_by("position", "id")),
        Prefetch(
            "indicators__quotas",
            Quota.objects.select_related("town").order_by("town__position", "town_id"),
        ),
        "indicators__quotas__partners__town",
        "milestones",
    )


def facts_of(task: Task, *, into: int | None = None) -> Facts:
    """What the task promises: title, category, deadline, bodies, indicators, shares and milestones.
    Expects a task of `with_facts`; a fact that is not there is left out. `into` carries the
    days into the list of that year, so that the promise of one year can be compared with another's."""
    facts = {
        _("序号"): task.number,
        _("任务名称"): task.title,
        _("类别"): str(task.category or ""),
        _("完成时限"): _deadline(task, into),
        _("总投资"): task.investment_text or quantity(task.investment_wan, _("万元")),
        _("涉及范围"): task.scope_text,
    }
    for role in Assignment.Role:
        bodies = [str(row) for row in task.assignments.all() if row.role == role]
        facts[str(role.label)] = "、".join(bodies)
    for indicator in task.indicators.all():
        facts[_("指标：%s") % indicator.name] = target_of(indicator)
        for quota in indicator.quotas.all():
            towns = "、".join([str(quota.town), *(str(partner.town) for partner in quota.partners.all())])
            share = quantity(quota.value, indicator.unit) or str(_("涉及"))
            facts[_("任务量：%(name)s，%(towns)s") % {"name": indicator.name, "towns": towns}] = share
    for milestone in task.milestones.all():
        facts[_("节点：%s") % name_of_period(_period(milestone, into))] = _milestone(milestone)
    return {fact: words for fact, words in facts.items() if words}


def recorded_facts(task: Task) -> Facts:
    """The facts by which a change is recorded: also which department or town a printed name stands for,
    and how it is printed. Compare them with `recorded_differences`."""
    facts = facts_of(task)
    for role in Assignment.Role:
        bodies = [_in_full(row) for row in task.assignments.all() if row.role == role]
        if bodies:
            facts[_names(role)] = "、".join(bodies)
    return facts


def recorded_facts_of(tasks: Collection[int]) -> dict[int, Facts]:
    """Of several tasks as they stand in the database now, by id; a fixed number of queries."""
    return {task.pk: recorded_facts(task) for task in with_facts(Task.objects.filter(pk__in=tasks))}


def recorded_differences(old: Facts, new: Facts) -> list[Difference]:
    """As `differences`; of names it is said how they stand only where the names are the same."""
    found = differences(old, new)
    changed = {difference.fact for difference in found}
    implied = {_names(role) for role in Assignment.Role if str(role.label) in changed}
    return [difference for difference in found if difference.fact not in implied]


def differences(old: Facts, new: Facts) -> list[Difference]:
    """What differs, in the order of the facts; "" stands for what is not there."""
    facts = [*new, *(fact for fact in old if fact not in new)]
    found = [Difference(fact, old.get(fact, ""), new.get(fact, "")) for fact in facts]
    return [difference for difference in found if difference.old != difference.new]


def fresh_facts(task: Task) -> Facts:
    """The recorded facts as they stand in the database now."""
    return recorded_facts(with_facts(Task.objects.filter(pk=task.pk)).get())


def record_changes(task: Task, before: Facts, *, reason: str, by: User | None) -> list[ListChange]:
    """Write down how the stored task differs from `before`. Nothing for a draft list.

    Raises ValidationError where something changed after issue and no reason is given.
    """
    if task.task_list.state != task.task_list.State.ISSUED:
        return []
    found = recorded_differences(before, fresh_facts(task))
    if found and not reason.strip():
        raise ValidationError(
            _("清单已印发，改动%(facts)s须填写变更原因，如“市级计划调整”。"),
            code="reason",
            params={
                "facts": "、".join(f"“{d.fact}”" for d in found[:3]) + (_("等") if len(found) > 3 else "")
            },
        )
    written = ListChange.objects.bulk_create(
        ListChange(
            district_id=task.district_id,
            task_list=task.task_list,
            task=task,
            fact=difference.fact[:250],
            old=difference.old,
            new=difference.new,
            reason=reason.strip(),
            user=by,
        )
        for difference in found
    )
    if found:
        tell_of_change([task], by)
    return written


def tell_of_change(tasks: Sequence[Task], by: User | None) -> None:
    """Rooms that judge by the promises of these issued tasks look at them anew; to be called within
    the transaction that changed them."""
    for name in settings.WHEN_TARGETS_CHANGE:
        import_string(name)(tasks, by)


def facts_of_all(tasks: Iterable[Task]) -> dict[int, Facts]:
    return {task.pk: facts_of(task) for task in tasks}


def quantity(value: Decimal | None, unit: str) -> str:
    return "" if value is None else plain(value) + unit


def _names(role: Assignment.Role) -> str:
    return _("%s单位的名称") % role.label


def _in_full(row: Assignment) -> str:
    """区水务局；区水务局（印作“水务局”）；各街镇（只有名称）."""
    if row.department_id is None and row.town_id is None:
        return _("%s（只有名称，没有选部门或街镇）") % row.printed
    name = str(row)
    return (
        name
        if row.printed in ("", name)
        else _("%(name)s（印作“%(printed)s”）")
        % {
            "name": name,
            "printed": row.printed,
        }
    )


def _period(milestone: Milestone, into: int | None) -> str:
    dated = milestone.period == milestone.due.isoformat()
    return into_year(milestone.due, into).isoformat() if dated and into else milestone.period


def _deadline(task: Task, into: int | None) -> str:
    day, text = task.deadline, task.deadline_text
    if into:
        text = wording_into_year(text, day, task.recurring, of=task.task_list.year, into=into)
        day = into_year(day, into) if day else None
    if day is None:
        return text
    return f"{day.isoformat()}（{text}）" if text else day.isoformat()


def target_of(indicator: Indicator) -> str:
    if indicator.comparator == Indicator.Comparator.RANGE:
        return f"{quantity(indicator.minimum, '')}—{quantity(indicator.maximum, indicator.unit)}"
    if indicator.target is None:
        each = quantity(indicator.each, indicator.unit)
        return (_("每个街镇 %s") % each if each else "") or indicator.target_text
    return f"{indicator.get_comparator_display()} {quantity(indicator.target, indicator.unit)}"


def _milestone(milestone: Milestone) -> str:
    figures = quantity(milestone.percent, "%") or quantity(milestone.value, milestone.unit)
    return "；".join(part for part in (milestone.text, figures) if part) or milestone.due.isoformat()
