"""The tables of a bulletin: in the text by category, department and town, in the annex the tasks."""

from __future__ import annotations

from collections.abc import Iterable

from progress.status import Totals
from reporting.bulletins.figures import ALL, Figures, share
from reporting.bulletins.paper import Annex, Column, Table
from reporting.bulletins.wording import day_words, percent, tight
from reporting.states import TaskState

NOTHING = "—"


def by_category(figures: Figures) -> Table | None:
    if not figures.categories:
        return None
    columns = (
        Column("类别", 15),
        Column("任务数", 6, True),
        Column("已完成", 6, True),
        Column("完成率", 6, True),
        Column("正常推进", 8, True),
        Column("需关注", 6, True),
        Column("未启动", 6, True),
        Column("滞后", 5, True),
        Column("逾期", 5, True),
    )
    rows = [(row.name, row.totals) for row in figures.categories] + [("合计", figures.totals)]
    return Table(columns, tuple((name, *_counts(totals)) for name, totals in rows))


def _counts(totals: Totals) -> tuple[str, ...]:
    """The words of the first paragraph, each with its number: the line adds up."""
    done = percent(share(totals.done, totals.all)) or NOTHING
    others = (totals.on_schedule, totals.attention, totals.not_started, totals.behind, totals.overdue)
    return (str(totals.all), str(totals.done), done, *map(str, others))


def by_department(figures: Figures) -> Table | None:
    columns = (
        Column("牵头部门", 14),
        Column("任务数", 6, True),
        Column("已完成", 6, True),
        Column("完成率", 6, True),
        Column("滞后", 6, True),
        Column("逾期", 6, True),
        Column("按时填报率", 9, True),
    )
    rows = tuple(
        (
            row.name,
            str(row.totals.all),
            str(row.totals.done),
            percent(row.done_bp) or NOTHING,
            str(row.totals.behind),
            str(row.totals.overdue),
            percent(row.on_time_bp) or NOTHING,
        )
        for row in figures.departments
    )
    return Table(columns, rows) if rows else None


def by_town(figures: Figures) -> Table | None:
    columns = (
        Column("街镇", 11),
        Column("涉及任务", 6, True),
        Column("逾期任务", 6, True),
        Column("滞后任务", 6, True),
        Column("任务量（项）", 8, True),
        Column("完成任务量", 7, True),
        Column("任务量逾期或滞后", 9, True),
        Column("任务量平均完成率", 9, True),
        Column("按时填报率", 8, True),
    )
    rows = tuple(
        (
            row.name,
            str(row.totals.all),
            str(row.totals.overdue),
            str(row.totals.behind),
            str(row.quotas),
            str(row.reached),
            str(row.troubled),
            percent(row.share_bp) or NOTHING,
            percent(row.on_time_bp) or NOTHING,
        )
        for row in figures.towns
    )
    return Table(columns, rows) if rows else None


TASKS = (
    Column("序号", 4, True),
    Column("任务名称", 20),
    Column("牵头单位", 12),
    Column("完成时限", 8, True),
    Column("完成进度", 6, True),
    Column("序时进度", 6, True),
    Column("情况", 7, True),
    Column("说明", 22),
)


def annexes(figures: Figures, rows: str) -> list[Annex]:
    """`rows` is 'overdue' (one table, none where nothing is overdue) or 'all' (one a list)."""
    if rows == "overdue":
        found = figures.overdue
        return [Annex("逾期任务一览表", _tasks(found, figures))] if found else []
    if rows != "all":
        return []
    made = []
    for held in figures.lists:
        states = [row for row in figures.states if row.list_pk == held.pk]
        if states:
            made.append(Annex(f"{held.title}推进情况表", _tasks(states, figures)))
    return made


def _tasks(states: Iterable[TaskState], figures: Figures) -> Table:
    return Table(
        TASKS,
        tuple(
            (
                row.number,
                row.title,
                row.owner or NOTHING,
                day_words(row.due_on, figures.day) if row.due_on else row.deadline_text or NOTHING,
                percent(_reached(row)) or NOTHING,
                percent(row.demand_bp) or NOTHING,
                str(row.word),
                tight(row.why),
            )
            for row in states
        ),
    )


def _reached(state: TaskState) -> int | None:
    """A task that is closed counts as reached, whatever was reported last."""
    return ALL if state.status in ("done", "done_late") else state.reported_bp
