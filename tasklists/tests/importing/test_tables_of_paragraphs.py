"""Tables that a text holds with one cell a paragraph."""

from __future__ import annotations

from tasklists.tests.importing.outlines import found, outline

ONE_CELL_A_PARAGRAPH = """
序号

工作任务

牵头单位

完成时限

1

落实粮食面积15万亩，总产量达到6万吨。

区农业农村局

12月底

2

推进集体产权制度改革。

区农业农村局、各镇街

长期
"""


def test_one_cell_a_paragraph_below_a_run_of_headings() -> None:
    result = found(ONE_CELL_A_PARAGRAPH)

    assert outline(result) == ["1 落实粮食面积15万亩，总产量达到6万吨。", "2 推进集体产权制度改革。"]
    assert [row.text("deadline") for row in result.rows] == ["12月底", "长期"]


def test_one_cell_a_paragraph_with_headings_and_departments_merged_downwards() -> None:
    result = found(
        "重点工作\n\n约束性任务指标\n\n责任单位\n\n一、实施粮食行动\n\n(一)稳住面积\n\n粮食播种2300亩。(区农业局牵头落实)\n\n"
        "区农业局、区财政局\n\n良种覆盖率达97%。(区农业局牵头落实)\n\n(二)管好耕地\n\n耕地不减少。(区资源局牵头落实)\n\n"
        "区资源局、区农业局\n\n注:列在首位的为牵头单位。"
    )

    assert outline(result) == [
        "0:一 实施粮食行动",
        "1:(一) 稳住面积",
        " 粮食播种2300亩。(区农业局牵头落实)",
        " 良种覆盖率达97%。(区农业局牵头落实)",
        "1:(二) 管好耕地",
        " 耕地不减少。(区资源局牵头落实)",
    ]
    assert [row.text("lead") for row in result.rows] == ["区农业局、区财政局"] * 2 + ["区资源局、区农业局"]
    assert [p.text for p in result.left] == ["注:列在首位的为牵头单位。"]


def test_one_cell_a_paragraph_in_two_lists_below_their_titles() -> None:
    first = (
        "重点分解\n\n序号\n\n任务\n\n责任单位\n\n1\n\n建园10个\n\n市农业局\n\n2\n\n修路5公里\n\n市交通局\n\n"
    )
    second = (
        "实事项目分解\n\n序号\n\n项目名称\n\n主要内容\n\n责任单位\n\n"
        "1\n\n优质教育\n\n新建幼儿园10所。\n\n市教育局\n\n2\n\n健康服务\n\n新增床位500张。\n\n市卫健委\n"
    )

    result = found(first + second)

    assert outline(result) == [
        "0: 重点分解",
        "1 建园10个",
        "2 修路5公里",
        "0: 实事项目分解",
        "1 优质教育",
        "2 健康服务",
    ]


def test_cells_of_a_run_that_fit_no_column_make_no_table() -> None:
    words = "\n\n".join(f"第{i}段说明文字，讲的是别的事情，没有任务。" for i in range(12))

    assert found(f"序号\n\n责任单位\n\n完成时限\n\n{words}").rows == ()
