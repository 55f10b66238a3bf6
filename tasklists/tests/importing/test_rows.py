"""Found rows become tasks: numbers, names, departments, dates and figures under their fields."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from tasklists.importing.pipeline import understand
from tasklists.importing.readers.text import read_plain
from tasklists.importing.records import ListDocument, TaskRow
from tasklists.importing.rows import tidy


def read(text: str, year: int | None = 2024) -> ListDocument:
    return understand(read_plain(f"清河区重点任务清单\n{text}"), year=year)


def first(text: str, year: int | None = 2024) -> TaskRow:
    return read(text, year).tasks[0]


def roles(task: TaskRow) -> list[tuple[str, str]]:
    return [(assignment.department, assignment.role) for assignment in task.assignments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进示范村\n建设", "推进示范村建设"),
        ("完成 2022 年度建设", "完成 2022 年度建设"),
        ("1.建路。\n2.修桥。", "1.建路。\n2.修桥。"),
        ("道路（公里）：\n东浦2", "道路（公里）：\n东浦2"),
    ],
)
def test_line_breaks_of_the_layout_are_joined_and_those_of_the_text_kept(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_titles_lose_line_breaks_and_the_spaces_that_come_from_them() -> None:
    task = first("序号\t任务名称\t责任部门\n1\t完成 2022 年度 示范村建设\t区农业局\n2\t修路\t区交通局\n")

    assert task.title == "完成2022年度示范村建设"


def test_a_line_that_is_a_sentence_is_name_and_requirement_at_once() -> None:
    task = first(
        "指标\t责任单位\n粮食播种2300亩,产量920吨。(区农业局牵头落实)\t区农业局、区财政局\n良种率97%。\t区农业局\n"
    )

    assert task.title == "粮食播种2300亩,产量920吨"
    assert task.fields["requirement"] == "粮食播种2300亩,产量920吨。(区农业局牵头落实)"
    assert roles(task) == [("区农业局", "lead"), ("区财政局", "responsible")]


def test_of_several_sentences_the_first_names_the_task() -> None:
    task = first(
        "序号\t工作任务\t责任单位\n1\t推进高标准农田建设。新建5000亩，改造3000亩，年底前完成验收。\t区农业局\n"
    )

    assert task.title == "推进高标准农田建设"
    assert task.fields["requirement"].startswith("推进高标准农田建设。新建5000亩")


def test_known_columns_have_their_names_and_others_keep_their_heading() -> None:
    task = first(
        "序号\t任务名称\t任务要求\t建设目标\t建设内容\t责任人\t责任单位\t绩效系数\t备注\n"
        "1\t修路\t保质量\t通车\t建路5公里\t张伟\t区交通局\t甲\t续建\n"
    )

    assert task.fields == {
        "requirement": "保质量",
        "objective": "通车",
        "content": "建路5公里",
        "责任人": "张伟",
        "绩效系数": "甲",
        "备注": "续建",
    }
    assert roles(task) == [("区交通局", "lead")]


def test_plan_and_result_are_told_apart() -> None:
    task = first(
        "序号\t任务名称\t责任单位\t二季度目标\t二季度完成情况\n1\t修路\t区交通局\t完成50%\t已完成30%\n2\t建桥\t区交通局\t完成20%\t未开工\n"
    )

    assert [(m.period, m.percent) for m in task.milestones] == [("Q2", Decimal(50))]
    assert task.fields == {"二季度完成情况": "已完成30%"}


def test_the_first_leads_where_a_note_says_so() -> None:
    task = first(
        "序号\t任务\t责任单位（第一位为牵头单位）\n1\t修路\t区交通局、区财政局、各镇\n2\t建桥\t区交通局\n"
    )

    assert roles(task) == [("区交通局", "lead"), ("区财政局", "responsible"), ("各镇", "responsible")]


def test_names_that_only_spaces_part_and_a_star_for_the_lead() -> None:
    task = first(
        "序号\t任务\t责任单位（*为牵头单位）\n1\t修路\t*区交通局 区财政局 各镇\n2\t建桥\t区 交 通 局\n"
    )

    assert roles(task) == [("区交通局", "lead"), ("区财政局", "responsible"), ("各镇", "responsible")]


def test_roles_keep_their_printed_order() -> None:
    task = first(
        "一、重点任务\n（一）清理塘边：清理垃圾。（指导部门：区水务局；责任主体：各街镇）\n（二）清理屋后：限期清完。（指导部门：区城管局；责任主体：各街镇）\n"
    )

    assert roles(task) == [("区水务局", "guiding"), ("各街镇", "responsible")]


def test_upper_numbers_and_printed_numbers_stay_as_printed() -> None:
    task = first("区级序号\t市级序号\t任务名称\t牵头部门\n（3）\t12\t修路\t区交通局\n")

    assert (task.number, task.upper_number) == ("（3）", "12")


def test_where_nothing_is_numbered_the_running_number_counts() -> None:
    document = read("任务名称\t责任单位\n修路\t区交通局\n建桥\t区交通局\n")

    assert [task.number for task in document.tasks] == ["1", "2"]


def test_target_and_unit_of_their_own_columns_are_one_indicator() -> None:
    document = read(
        "指标名称\t单位\t目标值\t责任单位\n粮食面积\t万亩\t12.5\t区农业局\n治理率\t%\t≥45\t区环保局\n增速\t%\t7左右\t区统计局\n撂荒\t亩\t0\t区农业局\n"
    )

    figures = [(i.name, i.unit, i.comparator, i.target) for task in document.tasks for i in task.indicators]
    assert figures == [
        ("粮食面积", "万亩", "=", Decimal("12.5")),
        ("治理率", "%", ">=", Decimal(45)),
        ("增速", "%", "~", Decimal(7)),
        ("撂荒", "亩", "=", Decimal(0)),
    ]


def test_a_unit_printed_in_the_name_of_the_indicator() -> None:
    task = first(
        "序号\t考核指标\t目标值\t责任单位\n1\t粮食面积（万亩）\t≥12.5\t区农业局\n2\t合格率（%）\t98\t区农业局\n"
    )

    (indicator,) = task.indicators
    assert (indicator.name, indicator.unit, indicator.target) == ("粮食面积", "万亩", Decimal("12.5"))


def test_columns_of_towns_are_quotas_of_the_row() -> None:
    (indicator,) = first(
        "序号\t任务名称\t单位\t合计\t城关镇\t河东镇\t河西乡\n1\t户厕改造\t户\t1000\t300\t400\t200\n2\t道路\t公里\t9\t3\t3\t3\n"
    ).indicators

    assert (indicator.name, indicator.unit, indicator.target) == ("户厕改造", "户", Decimal(1000))
    assert [(q.towns, q.value) for q in indicator.quotas] == [
        (("城关镇",), Decimal(300)),
        (("河东镇",), Decimal(400)),
        (("河西乡",), Decimal(200)),
    ]
    assert (indicator.quota_sum, indicator.reconciles) == (Decimal(900), False)


def test_a_promised_date_counts_only_where_there_is_no_column_of_dates() -> None:
    without = first("序号\t任务\t责任单位\n1\t力争到2024年底，全面完成改造。\t区住建局\n")
    beside = read(
        "序号\t任务\t责任单位\t时限\n1\t力争到2024年底，全面完成改造。\t区住建局\t\n2\t修路\t区交通局\t6月底\n"
    )

    assert without.deadline is not None
    assert without.deadline.date == datetime.date(2024, 12, 31)
    assert beside.tasks[0].deadline is None


def test_without_a_year_no_date_is_guessed() -> None:
    document = read("序号\t任务\t责任单位\t完成时限\n1\t修路\t区交通局\t6月底\n", year=None)

    deadline = document.tasks[0].deadline
    assert deadline is not None
    assert (deadline.text, deadline.date) == ("6月底", None)
    assert "missing_year" in {issue.code for issue in document.issues}


def test_every_value_keeps_the_cell_it_came_from() -> None:
    task = first("序号\t任务名称\t责任单位\t完成时限\n1\t修路\t区交通局\t6月底\n")

    assert {name: cell.text for name, cell in task.cells.items()} == {
        "title": "修路",
        "assignments": "区交通局",
        "deadline": "6月底",
    }
    assert {cell.ref.line for cell in task.cells.values()} == {3}


def test_a_slip_in_one_row_does_not_turn_the_names_into_headings():
    document = read(
        "2026年清河区任务清单\n"
        "序号\t任务名称\t目标\t牵头单位\t时限\n"
        "1\t改造公厕\t改造12座\t区农业农村委\t12月底\n"
        "1\t整治河道\t整治3公里\t区水务局\t12月底\n"
        "3\t\t新建5个\t区水务局\t6月底\n"
        "四\t维修村道\t维修5公里\t区建管委\t12月底\n",
        2026,
    )
    assert [task.title for task in document.tasks] == ["改造公厕", "整治河道", "", "维修村道"]
    assert "number_duplicate" in {issue.code for issue in document.issues}
