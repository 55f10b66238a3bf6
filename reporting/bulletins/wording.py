"""The text of each part of a bulletin, from its figures: sentences for none, one and many.

Official papers set no space between Chinese and figures, and say nothing of what is not there except
that it is not (无逾期任务). The paper is Chinese whatever the language of the screen.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from progress.explanations import tenth_points
from progress.status import Totals
from reporting.bulletins.figures import ALL, Figures, ListOfDay, Standing
from reporting.bulletins.paper import han
from reporting.bulletins.praise import (
    ON_TIME_LOW_BP,
    Criticised,
    criticised_departments,
    criticised_towns,
    praised_departments,
    praised_towns,
)
from reporting.states import TaskState

MOST_NAMED = 5  # bodies named in one sentence; the table has them all
LABEL = re.compile(r"^(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])\s*")
BETWEEN = re.compile(r"(?<=[一-鿿，。；：、）》”]) +(?=[\d《“（])|(?<=[\d%]) +(?=[一-鿿（《“])")


def opening(figures: Figures) -> str:
    return f"现将{figures.month}{_lists(figures)}推进情况通报如下："


def overview(figures: Figures) -> str:
    """One paragraph for all, one for each list where there are several, one against the month before, one
    for what was put right of it."""
    paragraphs = [_counts(f"截至{day_words(figures.day)}，{_lists(figures)}", figures.totals)]
    if figures.has_several_lists:
        days = {row.pk: row for row in figures.lists}
        for tally in figures.by_list:
            held = days[tally.key]
            since = "" if held.day == figures.day else f"（截至{day_words(held.day)}）"
            paragraphs.append(_counts(f"《{tally.name}》{since}", tally.totals))
    paragraphs.append(_pace(figures))
    if figures.before is not None:
        paragraphs.append(_against(figures.totals, figures.before))
    paragraphs.append(_corrections(figures))
    return "\n".join(filter(None, paragraphs))


def by_category(figures: Figures) -> str:
    if not figures.categories:
        return "清单未分类别。"
    rows = [(f"“{bare(row.name)}”", row.totals) for row in figures.categories]
    whole = [name for name, totals in rows if totals.done == totals.all]
    text = f"任务分为{len(rows)}个类别。" if len(rows) > 1 else f"任务均属{rows[0][0]}类别。"
    if whole:
        text += f"{'、'.join(whole)}的任务全部完成。"
    return text + _where(rows, "各类别均无逾期任务。", "类别")


def by_department(figures: Figures) -> str:
    rows = [row for row in figures.departments if row.pk is not None]
    if not rows:
        return "清单未明确牵头部门。"
    begin = f"共有{len(rows)}个部门牵头任务。" if len(rows) > 1 else f"牵头部门为{rows[0].name}。"
    text = begin + _where([(row.name, row.totals) for row in rows], "各部门牵头的任务均未逾期。", "部门")
    return text + _reporting(rows, "部门")


def by_town(figures: Figures) -> str:
    """The tasks that concern the towns, as pages by town count them; then their shares (街镇任务量)."""
    rows = figures.towns
    if not rows:
        return "清单未涉及街镇。"
    text = f"任务涉及{len(rows)}个街镇。" if len(rows) > 1 else f"任务涉及{rows[0].name}。"
    text += _late_tasks_by_town(figures) + _shares_of_towns(rows)
    return text + _reporting(list(rows), "街镇")


def overdue(figures: Figures) -> str:
    """A line a task, the longest overdue first, with the reason that the department gave."""
    rows = figures.overdue
    if not rows:
        return "本期无逾期任务。"
    lines = [f"逾期任务{len(rows)}项："]
    lines += [f"{place}.{_overdue(row, figures)}" for place, row in enumerate(rows, 1)]
    return "\n".join(lines)


def praise(figures: Figures) -> str:
    """（一）表扬 and （二）通报批评, by the rules of `praise.py`."""
    return "\n".join(["（一）表扬", *_praised(figures), "（二）通报批评", *_criticised(figures)])


def next_steps(figures: Figures) -> str:
    """What follows from the figures; the office writes on."""
    totals, steps = figures.totals, []
    if totals.overdue:
        owners = _owners(figures.overdue)
        steps.append(
            f"抓紧办结逾期任务。对逾期的{totals.overdue}项任务，{owners or '责任单位'}要逐项查明原因、"
            "重新排定时间，在下一填报期说明办理结果。"
        )
    if totals.behind:
        owners = _owners(figures.behind)
        steps.append(f"加快滞后任务进度。滞后的{totals.behind}项任务，由{owners or '责任单位'}制定追赶计划。")
    if totals.due_soon:
        steps.append(f"盯住即将到期的任务。今后30天内到期的{totals.due_soon}项任务，要确保按时办结。")
    owed, missing = figures.measures.owed, figures.measures.owed - figures.measures.on_time
    if missing > 0:
        steps.append(
            f"按时报送进展。本期应报{owed}份，未按时报送{missing}份，有关单位要尽快补报，以后各期按时报送。"
        )
    if not steps:
        return "各单位继续按计划推进各项任务，按时报送进展。"
    return "\n".join(f"（{han(place)}）{step}" for place, step in enumerate(steps, 1))


# ---- sentences ----


def _counts(begin: str, totals: Totals) -> str:
    """…共列任务74项，已完成12项，完成率16.2%…；what is zero is left out, but 无逾期任务 is said."""
    if not totals.all:
        return f"{begin}没有任务。"
    text = f"{begin}共列任务{totals.all}项，"
    if totals.done:
        late = f"（其中逾期办结{totals.done_late}项）" if totals.done_late else ""
        text += f"已完成{totals.done}项{late}，完成率{percent(ALL * totals.done // totals.all)}；"
    else:
        text += "尚无任务完成；"
    parts = [
        (totals.on_schedule, "正常推进{}项"),
        (totals.attention, "需关注{}项（临近时限或未按期填报）"),
        (totals.not_started, "未启动{}项"),
        (totals.behind, "滞后{}项"),
        (totals.overdue, "逾期{}项"),
    ]
    said = [words.format(number) for number, words in parts if number]
    if totals.done == totals.all:
        said = ["任务全部完成"]
    text += "，".join(said) + ("" if totals.overdue or totals.done == totals.all else "，无逾期任务") + "。"
    if totals.due_soon:
        text += f"今后30天内到期{totals.due_soon}项。"
    if totals.claimed:
        text += f"已申请办结、待核实{totals.claimed}项。"
    return text


def _pace(figures: Figures) -> str:
    measured = figures.measures
    if not measured.measured:
        return ""
    reached = tenth_points(measured.reported_sum, ALL * measured.measured) or 0
    asked = tenth_points(measured.demand_sum, ALL * measured.measured) or 0
    text = (
        f"按序时进度考核的任务{measured.measured}项，平均完成{_tenths(reached)}%，"
        f"序时进度为{_tenths(asked)}%，"
    )
    if reached == asked:
        return text + "与序时进度持平。"
    return text + f"{'快于' if reached > asked else '慢于'}序时进度{_tenths(abs(reached - asked))}个百分点。"


def _against(totals: Totals, before: Totals) -> str:
    """Against the month before."""
    changes = [
        ("已完成", totals.done - before.done),
        ("滞后", totals.behind - before.behind),
        ("逾期", totals.overdue - before.overdue),
    ]
    said = [f"{word}{'增加' if number > 0 else '减少'}{abs(number)}项" for word, number in changes if number]
    if not said:
        return "与上月相比，已完成、滞后和逾期的任务数均无变化。"
    return f"与上月相比，{'，'.join(said)}。"


def _corrections(figures: Figures) -> str:
    """What the month before said otherwise, because it was decided after its closing day: each where they
    are few, else how many; the snapshot's page has them all."""
    rows = figures.corrections
    if not rows:
        return ""
    if len(rows) > MOST_NAMED:
        return f"上期截止后核定或改正的数据{len(rows)}处，均已计入本期。"
    said = (
        f"{_named(row)}{row['what']}由{_value(row['before'])}更正为{_value(row['after'])}" for row in rows
    )
    return tight(f"对上期数据更正{len(rows)}处：{'；'.join(said)}。")


def _named(row: dict[str, Any]) -> str:
    return f"第{row['number']}项“{row['title']}”" if row["number"] else row["title"]


def _value(text: str) -> str:
    return "无数据" if text == "—" else text


def _where(rows: list[tuple[str, Totals]], none: str, unit: str) -> str:
    """Where what is overdue and behind stands; `none` is said where nothing is overdue."""
    late = [f"{name}{totals.overdue}项" for name, totals in rows if totals.overdue]
    behind = [f"{name}{totals.behind}项" for name, totals in rows if totals.behind]
    text = f"有逾期任务的{unit}：{'、'.join(late)}。" if late else none
    if behind:
        text += f"有滞后任务的{unit}：{'、'.join(behind)}。"
    return text


def _late_tasks_by_town(figures: Figures) -> str:
    """A task that concerns several towns counts with each of them, which is said."""
    said, shared = [], False
    for word, tasks in (("逾期", figures.overdue), ("滞后", figures.behind)):
        named = []
        for town in figures.towns:
            held = [row for row in tasks if any(body.pk == town.pk for body in row.towns)]
            shared = shared or any(len(row.towns) > 1 for row in held)
            if held:
                named.append(f"{town.name}{len(held)}项{_numbers(held, figures)}")
        if named:
            said.append(f"有{word}任务的街镇：{'、'.join(named)}。")
        elif word == "逾期":
            said.append("涉及街镇的任务均未逾期。")
    return "".join(said) + ("一项任务涉及几个街镇的，各街镇均计入。" if shared else "")


def _numbers(tasks: list[TaskState], figures: Figures) -> str:
    """（第3、28项）where they are few and one list has numbered them, else nothing."""
    if figures.has_several_lists or len(tasks) > MOST_NAMED:
        return ""
    in_order = sorted(tasks, key=lambda row: row.position)
    return f"（第{'、'.join(row.number for row in in_order)}项）"


def _shares_of_towns(towns: Iterable[Standing]) -> str:
    rows = sorted((row for row in towns if row.share_bp is not None), key=lambda row: -(row.share_bp or 0))
    if not rows:
        return ""
    first, last = rows[0], rows[-1]
    if first.share_bp != last.share_bp:
        text = (
            f"按分解到街镇的任务量计，有任务量的{len(rows)}个街镇中，平均完成率最高的是{first.name}"
            f"（{percent(first.share_bp)}），最低的是{last.name}（{percent(last.share_bp)}）。"
        )
    else:
        text = f"按分解到街镇的任务量计，有任务量的街镇{len(rows)}个，平均完成率{percent(first.share_bp)}。"
    if troubled := [f"{row.name}{row.troubled}项" for row in rows if row.troubled]:
        return text + f"任务量逾期或滞后的街镇{len(troubled)}个：{'、'.join(troubled)}。"
    return text + "各街镇分得的任务量均无逾期、滞后。"


def _reporting(rows: list[Standing], word: str) -> str:
    owing = [row for row in rows if row.owed]
    if not owing:
        return ""
    late = sum(row.on_time < row.owed for row in owing)
    if not late:
        return f"本期应填报的{len(owing)}个{word}全部按时填报。"
    return f"本期应填报的{len(owing)}个{word}中，未全部按时填报的{late}个。"


def _overdue(state: TaskState, figures: Figures) -> str:
    number = (
        f"《{state.list_title}》第{state.number}项" if figures.has_several_lists else f"第{state.number}项"
    )
    name = f"{state.title.rstrip('。')}（{number}）"
    parts = [f"牵头单位：{state.owner or '未明确'}"]
    if state.due_on:
        late = (_day_of(state, figures.lists) - state.due_on).days
        parts.append(f"时限{day_words(state.due_on, figures.day)}，已逾期{late}天")
    if state.reported_bp is not None:
        parts.append(f"已完成{percent(state.reported_bp)}")
    if state.claimed_on:
        parts.append(f"{day_words(state.claimed_on, figures.day)}已申请办结、待核实")
    problems = state.said.problems.strip() if state.said else ""
    reason = "；".join(line.strip().rstrip("。；") for line in problems.splitlines() if line.strip())
    parts.append(f"原因：{reason}" if reason else "责任单位未说明原因")
    return f"{name}。{tight('；'.join(parts))}。"


def _praised(figures: Figures) -> list[str]:
    departments, towns = praised_departments(figures), praised_towns(figures)
    lines = []
    if departments:
        named = "、".join(f"{row.name}（完成{row.totals.done}项）" for row in departments)
        lines.append(f"牵头任务按时完成、没有逾期和滞后的部门：{named}。")
    if towns:
        named = "、".join(f"{row.name}（{percent(row.share_bp)}）" for row in towns)
        lines.append(f"任务量平均完成率靠前、填报按时的街镇：{named}。")
    return lines or ["本期没有符合表扬条件的单位。"]


def _criticised(figures: Figures) -> list[str]:
    departments, towns = criticised_departments(figures), criticised_towns(figures)
    lines = []
    if overdue_by := [_with_tasks(row) for row in departments if row.tasks]:
        lines.append(f"牵头任务逾期的部门：{'、'.join(overdue_by)}。")
    lines += _late("部门", departments)
    if red := [row.standing for row in towns if row.standing.red]:
        named = "、".join(f"{row.name}（{row.quotas}项中{row.red}项）" for row in red)
        lines.append(f"街镇任务量逾期或严重滞后的街镇：{named}。")
    lines += _late("街镇", towns)
    return lines or ["本期没有需要通报批评的单位。"]


def _with_tasks(row: Criticised) -> str:
    numbers = "、".join(state.number for state in row.tasks)
    return f"{row.standing.name}{len(row.tasks)}项（第{numbers}项）"


def _late(word: str, rows: list[Criticised]) -> list[str]:
    late = [row.standing for row in rows if row.is_late]
    named = "、".join(f"{row.name}（应报{row.owed}份，按时报送{row.on_time}份）" for row in late)
    return [f"按时填报率低于{ON_TIME_LOW_BP // 100}%的{word}：{named}。"] if late else []


# ---- words ----


def _lists(figures: Figures) -> str:
    if figures.has_several_lists:
        return f"{len(figures.lists)}份任务清单"
    return f"《{figures.lists[0].title}》"


def _day_of(state: TaskState, lists: Iterable[ListOfDay]) -> datetime.date:
    return next(row.day for row in lists if row.pk == state.list_pk)


def _owners(states: Iterable[TaskState]) -> str:
    """Who leads these tasks, each once, the first few; "" where nobody does."""
    held = list(dict.fromkeys(body.name for state in states for body in state.leads))
    return "、".join(held[:MOST_NAMED]) + ("等单位" if len(held) > MOST_NAMED else "")


def bare(heading: str) -> str:
    """Without the label that a list numbers it by: 五、提高… → 提高…"""
    return LABEL.sub("", heading)


def day_words(day: datetime.date, beside: datetime.date | None = None) -> str:
    """2026年10月25日; without the year beside a day of the same year."""
    year = "" if beside is not None and beside.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def percent(bp: int | None) -> str:
    """Basis points with one decimal, rounded as on the pages, all or nothing only where it is: 1621 →
    16.2%, 1625 → 16.3%, 9999 → 99.9%."""
    tenths = tenth_points(bp)
    return "" if tenths is None else _tenths(tenths) + "%"


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}".removesuffix(".0")


def tight(text: str) -> str:
    """Without the spaces that the screen sets between Chinese and figures."""
    return BETWEEN.sub("", text)
