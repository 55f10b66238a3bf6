"""Tables of many shapes: which rows are tasks, which headings, and what the columns mean."""

from __future__ import annotations

import pytest

from tasklists.importing.found import FoundRow
from tasklists.importing.headers import meaning
from tasklists.importing.records import Cell, Paragraph, RawDocument, RawTable, SourceRef
from tasklists.importing.tables import find_tables
from tasklists.tests.importing.outlines import fields, found, outline


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("序 号", "number"),
        ("区级序号", "number"),
        ("市级序号", "upper_number"),
        ("责任单\n位", "responsible"),
        ("责任单位（第一位为牵头单位）", "responsible"),
        ("牵头（责任）单位", "lead"),
        ("配合单位", "cooperating"),
        ("业务指导部门", "guiding"),
        ("分管领导", "person"),
        ("完成时\n间节点", "deadline"),
        ("2023年工作任务", "title"),
        ("总投资(万元)", "investment"),
        ("上半年目标", "milestone:H1"),
        ("第三季度目标", "milestone:Q3"),
        ("1-6月工作计划", "milestone:M06"),
        ("6月底前进度要求", "milestone:M06"),
        ("二季度完成情况", "result"),
        ("上半年责任人", "person"),
        ("2025年目标值", "target"),
        ("街镇任务量", "quota"),
        ("此件公开发布", None),
    ],
)
def test_headings_are_known_by_synonym_and_by_build(heading: str, expected: str | None) -> None:
    assert meaning(heading) == expected


def test_a_category_cell_merged_downwards_heads_the_rows_below_it_over_pages() -> None:
    header = "类别\t序号\t任务名称\t责任部门\t完成时间节点\n"
    result = found(
        f"{header}(一)道路\t1\t修路\t区交通局\t12 月底\n\t2\t建桥\t区交通局\t11月底\n\n"
        f"{header}(一)道路\t3\t种树\t区林业局\t6月底\n(二)水利\t4\t修渠\t区水务局\t9月底\n"
    )

    assert outline(result) == ["0:(一) 道路", "1 修路", "2 建桥", "3 种树", "0:(二) 水利", "4 修渠"]


def test_a_category_alone_on_its_line_is_a_heading_or_an_empty_row() -> None:
    header = "类别\t序号\t任务\t单位\n"
    result = found(f"{header}(一)道路\t1\t修路\t区交通局\n(一)道路\t\t\t\n(二)水利\t\t\t\n")

    assert outline(result) == ["0:(一) 道路", "1 修路", "0:(二) 水利"]
    assert [(issue.code, issue.ref.line) for issue in result.issues] == [("empty_row", 3)]


def test_bold_rows_and_numbered_rows_are_headings_of_two_levels() -> None:
    result = found(
        "序号\t工作任务\t责任单位\n<b>一、产业</b>\t\t\n（一）种植业\t\t\n1\t稳粮\t区农业局\n（二）养殖业\t\t\n"
        "2\t养猪\t区畜牧局\n二、建设\t\t\n（一）道路\t\t\n3\t修路\t区交通局\n"
    )

    assert outline(result) == [
        "0:一 产业",
        "1:（一） 种植业",
        "1 稳粮",
        "1:（二） 养殖业",
        "2 养猪",
        "0:二 建设",
        "1:（一） 道路",
        "3 修路",
    ]


def test_a_heading_numbered_in_the_column_of_numbers() -> None:
    result = found(
        "序号\t任务\t责任单位\n一\t产业发展\t\n1\t稳粮\t区农业局\n二\t乡村建设\t\n2\t修路\t区交通局\n"
    )

    assert outline(result) == ["0:一 产业发展", "1 稳粮", "0:二 乡村建设", "2 修路"]


def test_a_header_over_two_lines() -> None:
    result = found(
        "序号\t工作任务\t责任单位\t\t完成时限\n\t\t牵头单位\t配合单位\t\n1\t改厕\t县农业局\t县卫健局\t11月底\n"
    )

    assert fields(result) == {
        "序号": "number",
        "工作任务": "title",
        "牵头单位": "lead",
        "配合单位": "cooperating",
        "完成时限": "deadline",
    }
    assert outline(result) == ["1 改厕"]


def test_half_years_below_a_spanning_heading_are_goals_unless_it_says_what_was_done() -> None:
    header = "序号\t项目名称\t形象进度\t\t完成情况\t\n\t\t上半年\t全年\t上半年\t全年\n"
    result = found(f"{header}1\t物流园\t完成征地\t完成主体\t已征地\t\n2\t水厂\t完成30%\t竣工\t完成25%\t\n")

    assert [column.field for column in result.columns][2:] == ["milestone:H1", "", "result", "result"]


def test_the_first_row_is_never_taken_for_a_second_line_of_the_header() -> None:
    result = found(
        "项目名称\t建设单位\t总投资\t责任人\n河东镇高标准农田项目\t县农投公司\t2400万元\t赵强\n供水\t县水司\t1亿元\t钱伟\n"
    )

    assert [row.text("title") for row in result.rows] == ["河东镇高标准农田项目", "供水"]


def test_a_heading_broken_over_two_lines_of_the_header() -> None:
    result = found(
        "序号\t任务\t责任\t完成\n\t名称\t单位\t时限\n1\t改厕\t县农业局\t11月底\n2\t修路\t县交通局\t9月底\n"
    )

    assert list(fields(result).values()) == ["number", "title", "lead", "deadline"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1\t粮食面积\t万亩\t12.5\n2\t治理率\t%\t45\n", "measure"),
        ("1\t粮食面积\t区农业局\t12.5\n2\t治理率\t区环保局\t45\n", "lead"),
    ],
)
def test_the_cells_decide_what_单位_means(rows: str, expected: str) -> None:
    assert fields(found(f"序号\t指标名称\t单位\t目标值\n{rows}"))["单位"] == expected


def test_people_are_no_departments_whatever_the_heading() -> None:
    result = found(
        "序号\t任务\t责任单位\t责任部门\n1\t修路\t张伟\t区交通局\n2\t改厕\t李娜、王芳\t区农业局\n3\t建桥\t陈刚\t区交通局\n"
    )

    assert fields(result)["责任单位"] == "person"
    assert fields(result)["责任部门"] == "lead"


def test_one_column_of_departments_leads_and_beside_leads_others_are_responsible() -> None:
    alone = found("序号\t任务\t责任单位\n1\t修路\t区交通局\n")
    beside = found("序号\t任务\t牵头单位\t责任单位\n1\t修路\t区交通局\t区财政局\n")

    assert fields(alone)["责任单位"] == "lead"
    assert fields(beside)["责任单位"] == "responsible"


def test_of_several_columns_of_work_the_finest_names_the_task() -> None:
    result = found(
        "重点工作\t具体任务\t责任单位\n一、产业\t稳定粮食面积\t区农业局\n\t发展大棚\t区农业局\n\t培育家庭农场\t区农业局\n"
        "二、建设\t修路\t区交通局\n\t改厕\t区卫健局\n"
    )

    assert outline(result)[:3] == ["0:一 产业", " 稳定粮食面积", " 发展大棚"]


def test_measures_with_their_own_departments_are_the_tasks_of_a_merged_name() -> None:
    result = found(
        "序号\t重点任务\t工作措施\t责任单位\t完成时限\n1\t高标准农田\t完成设计\t县农业局\t3月底\n\t\t开工建设\t县农业局\t6月底\n"
        "\t\t完成验收\t县财政局\t12月底\n2\t农村改厕\t摸底\t县卫健局\t4月底\n\t\t改造1000户\t县农业局\t11月底\n"
    )

    assert outline(result) == [
        "0:1 高标准农田",
        " 完成设计",
        " 开工建设",
        " 完成验收",
        "0:2 农村改厕",
        " 摸底",
        " 改造1000户",
    ]


def test_a_row_broken_over_a_page_is_one_row() -> None:
    header = "序号\t任务名称\t任务要求\t责任单位\n"
    result = found(
        f"{header}1\t整治\t清理垃圾、污水、\t区农业局\n{header}\t\t厕所，打造示范村5个。\t\n2\t修路\t建路\t区交通局\n"
    )

    assert [row.text("requirement") for row in result.rows] == [
        "清理垃圾、污水、厕所，打造示范村5个。",
        "建路",
    ]


def test_totals_notes_and_counts_are_left_outside_the_list() -> None:
    result = found(
        "序号\t任务\t责任单位\n1\t修路\t区交通局\n合计\t1项\t\n注：按月报送。\t\t\n全区共涉及建设任务1项。\t\t\n"
    )

    assert outline(result) == ["1 修路"]
    assert [p.text for p in result.left] == ["合计 1项", "注：按月报送。", "全区共涉及建设任务1项。"]


def test_departments_merged_downwards_reach_all_rows_of_their_heading() -> None:
    rows = (
        "一、产业\t\t\n1\t稳粮\t区农业局\n2\t种菜\t\n3\t养猪\t\n二、建设\t\t\n4\t修路\t区交通局\n5\t建桥\t\n"
    )
    result = found(f"序号\t任务\t责任单位\n{rows}")

    assert [row.text("lead") for row in result.rows] == ["区农业局"] * 3 + ["区交通局"] * 2


def test_a_single_empty_department_stays_empty() -> None:
    result = found("序号\t任务\t责任单位\n1\t稳粮\t区农业局\n2\t种菜\t\n3\t养猪\t区畜牧局\n")

    assert [row.text("lead") for row in result.rows] == ["区农业局", "", "区畜牧局"]


def test_rows_that_leave_out_merged_cells_are_set_below_their_columns() -> None:
    header = [Cell(text) for text in ("类别", "序号", "任务名称", "责任单位", "完成时限")]
    rows = [
        ["一、产业", "1", "稳定粮食面积", "区农业局", "10月底"],
        ["2", "发展设施农业", "区农业局", "12月底"],
    ]
    table = RawTable((tuple(header), *(tuple(Cell(text, SourceRef(row=1)) for text in row) for row in rows)))

    result = find_tables(RawDocument((table,)))

    assert outline(result) == ["0:一 产业", "1 稳定粮食面积", "2 发展设施农业"]
    assert [row.text("deadline") for row in result.rows] == ["10月底", "12月底"]


def test_a_row_pushed_left_by_a_merged_cell_and_filled_up_at_its_end() -> None:
    result = found(
        "类别 | 事项名称 | 任务目标 | 责任单位 | 分管领导 | 电话 |\n"
        "一、教育 | 14.改建河东学校 | 完成2座教学楼建设。 | 县教育局 | 王伟 | 0535-1 |\n"
        "15.铺设操场 | 13处操场建成并投入使用。 | 县教育局 | 王伟 | 0535-2 | |\n"
    )

    assert outline(result) == ["0:一 教育", " 14.改建河东学校", " 15.铺设操场"]
    assert [row.text("lead") for row in result.rows] == ["县教育局", "县教育局"]


def test_periods_on_a_second_line_of_the_header_below_one_heading() -> None:
    result = found(
        "实事内容\t工作任务\t责任单位\t进展情况\n一季度\t二季度\t三季度\t四季度\n"
        "教育惠民\t装空调300台。\t区教育局\t摸底。\t定方案。\t进场。\t完工。\n"
    )

    assert len(result.rows) == 1
    assert result.rows[0].text("lead") == "区教育局"


def test_a_row_with_more_cells_than_the_header_is_doubtful() -> None:
    result = found("序号\t任务\t责任单位\n1\t修路\t区交通局\n2\t建桥\t区交通局\t多出来的字\n")

    assert [bool(row.doubt) for row in result.rows] == [False, True]


def test_tables_of_different_columns_below_their_own_titles() -> None:
    result = found(
        "产业任务清单\n序号\t任务\t责任单位\n1\t建产业园\t县农业局\n\n建设项目清单\n序号\t项目名称\t建设地点\t责任单位\n"
        "1\t供水工程\t河东镇\t县水利局\n\n联系人名单\n单位\t姓名\t联系电话\n县农业局\t王伟\t123456\n"
    )

    assert outline(result) == ["0: 产业任务清单", "1 建产业园", "0: 建设项目清单", "1 供水工程"]


def test_headings_between_tables_head_the_rows_below_them() -> None:
    table = "序号\t实事项目\t责任单位\n"
    result = found(f"一、教育\n{table}1\t建校\t区教育局\n二、医疗\n{table}1\t建院\t区卫健局\n")

    assert outline(result) == ["0:一 教育", "1 建校", "0:二 医疗", "1 建院"]


def test_a_table_that_goes_on_without_its_header_is_one_list() -> None:
    ref = SourceRef(row=1)
    first = RawTable(
        tuple(tuple(Cell(t, ref) for t in row) for row in (["序号", "任务", "单位"], ["1", "修路", "交通局"]))
    )
    second = RawTable((tuple(Cell(t, ref) for t in ["2", "建桥", "交通局"]),))

    result = find_tables(RawDocument((first, Paragraph("— 2 —"), second)))

    assert outline(result) == ["1 修路", "2 建桥"]


@pytest.mark.parametrize(
    "text",
    [
        "索引号：\t123\t主题分类：\t农业\n发布机构：\t区政府\t成文日期：\t2024-01-01\n",
        "单位\t姓名\t职务\t联系电话\n县农业局\t王伟\t科长\t123456\n",
        "乡镇\t高标准农田（亩）\t户厕（户）\n城关镇\t3000\t300\n河东镇\t2500\t400\n",
    ],
)
def test_tables_of_something_else_hold_no_tasks(text: str) -> None:
    result = found(text)

    assert result.rows == ()
    assert result.left


def test_every_found_row_names_its_place() -> None:
    result = found("序号\t任务\t责任单位\n1\t修路\t区交通局\n2\t建桥\t区交通局\n")

    assert [row.ref.line for row in result.rows if isinstance(row, FoundRow)] == [2, 3]
