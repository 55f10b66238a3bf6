"""Who does what: every separator, every way to say who leads, names that hold separators themselves."""

from __future__ import annotations

import pytest

from tasklists.importing.fields.departments import (
    collect_departments,
    parse_assignments,
    role_of_label,
    split_leads_in_brackets,
    split_when,
)

L, R, C, G = "lead", "responsible", "cooperating", "guiding"


def read(text: str, **kwargs: object) -> list[tuple[str, str]]:
    rows, _ = parse_assignments(text, "lead", **kwargs)  # type: ignore[arg-type]
    return [(row.department, row.role) for row in rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("区教育局", ["区教育局"], id="one"),
        pytest.param("区教育局、区房管局", ["区教育局", "区房管局"], id="enumeration-comma"),
        pytest.param("区农业农村委/区文旅局", ["区农业农村委", "区文旅局"], id="slash"),
        pytest.param("区财政局、区金融办,区审计局", ["区财政局", "区金融办", "区审计局"], id="mixed-commas"),
        pytest.param("市教育局；各区县", ["市教育局", "各区县"], id="semicolon"),
        pytest.param("县教育局 县财政局", ["县教育局", "县财政局"], id="space"),
        pytest.param("县教育局\u3000县林业局", ["县教育局", "县林业局"], id="ideographic-space"),
        pytest.param("教育局 财政局 各乡镇", ["教育局", "财政局", "各乡镇"], id="space-without-prefix"),
        pytest.param("区教育局\n区财政局", ["区教育局", "区财政局"], id="line-break-between"),
        pytest.param("区农业农\n村委", ["区农业农村委"], id="line-break-inside"),
        pytest.param("区规划资源\n局、区建管\n委", ["区规划资源局", "区建管委"], id="line-breaks-inside"),
        pytest.param("一、区教育局 二、区财政局", ["区教育局", "区财政局"], id="numbered-in-words"),
        pytest.param("高新园（东山镇）、各街道", ["高新园（东山镇）", "各街道"], id="park-with-its-town"),
        pytest.param("1.区教育局 2.区财政局", ["区教育局", "区财政局"], id="numbered"),
        pytest.param("区教育局及各街镇", ["区教育局", "各街镇"], id="and-ji"),
        pytest.param("区教育局和区财政局", ["区教育局", "区财政局"], id="and-he"),
        pytest.param("区委组织部和宣传部", ["区委组织部", "宣传部"], id="and-short-second"),
        pytest.param("区农业农村和水利局", ["区农业农村和水利局"], id="name-holds-he"),
        pytest.param("发展和改革局和财政局", ["发展和改革局", "财政局"], id="name-holds-he-and-he"),
        pytest.param("区人力资源与社会保障局", ["区人力资源与社会保障局"], id="name-holds-yu"),
        pytest.param(
            "市住房和城乡建设局及各县（市、区）人民政府",
            ["市住房和城乡建设局", "各县（市、区）人民政府"],
            id="bracket-holds-separator",
        ),
        pytest.param(
            "县教育局（基教股、人事股）、县水利局",
            ["县教育局（基教股、人事股）", "县水利局"],
            id="offices-in-brackets",
        ),
        pytest.param("各镇（街道）、区教育局", ["各镇（街道）", "区教育局"], id="towns-in-brackets"),
        pytest.param("县教育局、县财政局等部门", ["县教育局", "县财政局"], id="and-others"),
        pytest.param("区规划局、建设管理委", ["区规划局", "建设管理委"], id="as-printed-without-prefix"),
        pytest.param("市公安局清河分局、区残联", ["市公安局清河分局", "区残联"], id="branch-of-the-city"),
        pytest.param("团区委、区妇联", ["团区委", "区妇联"], id="youth-league"),
        pytest.param("各乡、镇人民政府，区教育局", ["各乡、镇人民政府", "区教育局"], id="collective-of-two"),
        pytest.param("各街道、区直各部门", ["各街道", "区直各部门"], id="two-collectives"),
        pytest.param("建设局\n城投集团", ["建设局", "城投集团"], id="lines-without-prefix"),
        pytest.param("区直有关单位、各乡镇", ["区直有关单位", "各乡镇"], id="collectives"),
        pytest.param("区安委办 (工作专班)", ["区安委办(工作专班)"], id="broken-before-a-bracket"),
        pytest.param("各镇(开发区) 安委会", ["各镇(开发区)安委会"], id="broken-behind-a-bracket"),
        pytest.param(
            "区教育局、区残联分别按职责负责", ["区教育局", "区残联"], id="manner-at-the-end-is-no-name"
        ),
    ],
)
def test_names_as_printed(text: str, names: list[str]) -> None:
    rows, issues = parse_assignments(text, "lead")
    assert [(row.department, row.role) for row in rows] == [(name, L) for name in names]
    assert not issues


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("甲局牵头，乙局配合", [("甲局", L), ("乙局", C)], id="leads-and-helps"),
        pytest.param(
            "县教育局牵头，县财政局、县水利局配合",
            [("县教育局", L), ("县财政局", C), ("县水利局", C)],
            id="several-help",
        ),
        pytest.param("县教育局、县财政局分别牵头", [("县教育局", L), ("县财政局", L)], id="both-lead"),
        pytest.param("(县教育局牵头落实)", [("县教育局", L)], id="in-brackets"),
        pytest.param(
            "牵头单位：县教育局；配合单位：县财政局、各乡镇",
            [("县教育局", L), ("县财政局", C), ("各乡镇", C)],
            id="labels",
        ),
        pytest.param(
            "牵头单位：\n县教育局\n责任单位：\n县财政局、县水利\n局",
            [("县教育局", L), ("县财政局", R), ("县水利局", R)],
            id="labels-on-lines",
        ),
        pytest.param(
            "指导部门：区绿容局、区卫健委；责任主体：各涉农街镇",
            [("区绿容局", G), ("区卫健委", G), ("各涉农街镇", R)],
            id="guiding-and-responsible",
        ),
        pytest.param("责任单位：县教育局", [("县教育局", L)], id="only-responsible-leads"),
        pytest.param("*县教育局、县财政局", [("县教育局", L), ("县财政局", R)], id="star-before"),
        pytest.param("县教育局★、县财政局", [("县教育局", L), ("县财政局", R)], id="star-after"),
        pytest.param("县教育局（牵头）、县财政局", [("县教育局", L), ("县财政局", R)], id="mark-in-brackets"),
        pytest.param(
            "县教育局牵头，县财政局等按职责分工负责", [("县教育局", L), ("县财政局", R)], id="others-by-duty"
        ),
        pytest.param(
            "由市教育局牵头，会同市财政局落实", [("市教育局", L), ("市财政局", C)], id="together-with"
        ),
        pytest.param("市教育局会同市财政局负责", [("市教育局", L), ("市财政局", C)], id="together-in-one"),
        pytest.param(
            "牵头部门：市教育局、责任部门：市财政局",
            [("市教育局", L), ("市财政局", R)],
            id="label-after-comma",
        ),
        pytest.param(
            "县教育局、县财政局，各乡镇配合",
            [("县教育局", L), ("县财政局", L), ("各乡镇", C)],
            id="last-helps",
        ),
        pytest.param("教育局牵头各乡镇配合", [("教育局", L), ("各乡镇", C)], id="no-mark-between"),
        pytest.param("县教育局会同县财政局", [("县教育局", L), ("县财政局", C)], id="together-without-verb"),
        pytest.param(
            "市教育局、市财政局（列第一位者为牵头单位或汇总单位，下同）",
            [("市教育局", L), ("市财政局", R)],
            id="note-that-the-first-leads",
        ),
        pytest.param("区教育局负责，各街镇配合", [("区教育局", L), ("各街镇", C)], id="charge-and-help"),
    ],
)
def test_roles_that_the_text_gives(text: str, rows: list[tuple[str, str]]) -> None:
    assert read(text) == rows


def test_a_note_of_the_document_can_say_that_the_first_leads() -> None:
    assert read("区教育局、区财政局、各街镇", first_leads=True) == [
        ("区教育局", L),
        ("区财政局", R),
        ("各街镇", R),
    ]


def test_the_columns_role_holds_where_the_text_gives_none() -> None:
    rows, _ = parse_assignments("区教育局、区财政局", "cooperating")
    assert [row.role for row in rows] == ["cooperating", "cooperating"]


def test_known_names_cut_names_that_run_on() -> None:
    rows, issues = parse_assignments("市海洋渔业局市教育局", "lead", known={"市海洋渔业局", "市教育局"})
    assert [row.department for row in rows] == ["市海洋渔业局", "市教育局"]
    assert not issues


def test_names_that_run_on_are_reported() -> None:
    rows, issues = parse_assignments("市海洋渔业局市教育局", "lead")
    assert [row.department for row in rows] == ["市海洋渔业局", "市教育局"]
    assert [issue.code for issue in issues] == ["department_run_on"]


@pytest.mark.parametrize(
    "name", ["市公安局清河分局", "市市场监管局", "市电力公司清河供电公司", "区城市管理局"]
)
def test_one_long_name_is_not_cut(name: str) -> None:
    rows, issues = parse_assignments(name, "lead")
    assert [row.department for row in rows] == [name]
    assert not issues


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("分管领导：张三；责任单位：县水利局", [("县水利局", L)]),
        ("县长王五、县教育局", [("县教育局", L)]),
        ("县教育局（张三）", [("县教育局", L)]),
        ("县教育局：李四", [("县教育局", L)]),
        ("县委常委、宣传部部长 李某", []),
        ("责任单位及责任人：县教育局 李四", [("县教育局", L)]),
        ("张三", []),
    ],
)
def test_people_are_not_departments(text: str, rows: list[tuple[str, str]]) -> None:
    assert read(text) == rows
    assert {issue.code for issue in parse_assignments(text, "lead")[1]} == {"unplaced_text"}


@pytest.mark.parametrize("text", ["", "/", "—", "无"])
def test_an_empty_cell_names_nobody(text: str) -> None:
    assert parse_assignments(text, "lead") == ((), ())


def test_a_sentence_is_no_department() -> None:
    rows, issues = parse_assignments("推进道路建设，完成全部任务", "lead")
    assert rows == ()
    assert {issue.code for issue in issues} == {"unplaced_text"}


@pytest.mark.parametrize(
    ("text", "rest", "rows"),
    [
        ("产量达600吨。(区教育局牵头落实)", "产量达600吨。", [("区教育局", L)]),
        (
            "管好公厕。（指导部门：区绿容局；责任主体：各涉农街镇）",
            "管好公厕。",
            [("区绿容局", G), ("各涉农街镇", R)],
        ),
        (
            "抓好落实。〔责任单位：市教育局、市水利局等，各县（市、区）〕",
            "抓好落实。",
            [("市教育局", L), ("市水利局", L), ("各县（市、区）", L)],
        ),
        (
            "推进建设。（区教育局牵头，区财政局按职责分工负责，各镇街落实）",
            "推进建设。",
            [("区教育局", L), ("区财政局", R), ("各镇街", R)],
        ),
        ("抓好整改（区教育局牵头，12月底前完成）", "抓好整改（12月底前完成）", [("区教育局", L)]),
        ("抓好整改[牵头领导：王五；牵头单位：市水利局]", "抓好整改", [("市水利局", L)]),
        ("做好工作（县教育局、县水利局）", "做好工作", [("县教育局", L), ("县水利局", L)]),
        ("改造项目（东山镇、西河街道）好。", "改造项目（东山镇、西河街道）好。", []),
        ("推进用地（不涉及农田）备案。(区资源局牵头)", "推进用地（不涉及农田）备案。", [("区资源局", L)]),
    ],
)
def test_brackets_that_say_who_does_it(text: str, rest: str, rows: list[tuple[str, str]]) -> None:
    shown, found, _ = split_leads_in_brackets(text)
    assert shown == rest
    assert [(row.department, row.role) for row in found] == rows


@pytest.mark.parametrize(
    ("text", "who", "when"),
    [
        ("县教育局牵头，县财政局配合，12月底前完成", "县教育局牵头，县财政局配合", "12月底前完成"),
        ("县教育局；长期坚持", "县教育局", "长期坚持"),
        ("县教育局、县财政局", "县教育局、县财政局", ""),
        ("12月底前完成", "12月底前完成", ""),
    ],
)
def test_what_a_text_of_responsibility_says_of_time_is_parted(text: str, who: str, when: str) -> None:
    assert split_when(text) == (who, when)


def test_roles_of_labels() -> None:
    assert [role_of_label(label) for label in ("牵头单位", "配合部门：", "指导单位", "责任单位", "备注")] == [
        L,
        C,
        G,
        None,
        None,
    ]


def test_names_that_stand_alone_are_collected() -> None:
    assert collect_departments(["区教育局、区财政局", "区水利局区住建局"]) == {"区教育局", "区财政局"}
