"""Lists without tables: numbered items, brackets and label lines that say who does them."""

from __future__ import annotations

import pytest

from tasklists.importing.found import Found, FoundHeading
from tasklists.importing.narrative import find_narrative, plan_items
from tasklists.importing.outline import han_number, label_of, number_of
from tasklists.importing.prose import title_and_rest
from tasklists.importing.readers.text import read_plain
from tasklists.importing.records import Paragraph


def found(text: str) -> Found:
    return find_narrative(read_plain(text))


def outline(result: Found) -> list[str]:
    return [
        f"{item.level}:{item.label} {item.title}"
        if isinstance(item, FoundHeading)
        else f"{item.parent or ''}>{item.text('number')} {item.text('title')}"
        for item in result.items
    ]


def who(result: Found) -> list[dict[str, str]]:
    """The marks of each row: field → text."""
    inner = ("number", "title", "requirement")
    return [{c.field: cell.text for c, cell in row.cells if c.field not in inner} for row in result.rows]


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("一、总体要求", "一", "总体要求"),
        ("（二） 加强管护", "（二）", "加强管护"),
        ("〔三〕加强管护", "〔三〕", "加强管护"),
        ("24.推进数字乡村", "24", "推进数字乡村"),
        ("3．推进", "3", "推进"),
        ("（4）推进", "（4）", "推进"),
        ("①摸底", "①", "摸底"),
        ("任务五：摸底", "任务五", "摸底"),
        ("第二十一条 摸底", "第二十一条", "摸底"),
        ("5.2022年10月底前公布清单", "5", "2022年10月底前公布清单"),
        ("1.6月底前完成摸底", "1", "6月底前完成摸底"),
    ],
)
def test_numbering_in_every_form(text: str, label: str, rest: str) -> None:
    read = label_of(text)

    assert read is not None
    assert (read.text, read.rest) == (label, rest)


@pytest.mark.parametrize(
    "text", ["2023年全区", "1.5万亩", "12月底前", "一是抓好落实", "三农工作", "100%覆盖", "5G网络", "2026.10"]
)
def test_what_only_looks_like_numbering(text: str) -> None:
    assert label_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("（3）", 3), ("7.", 7), ("二十一", 21), ("一百零二", 102), ("任务5", 5), ("区局", None)],
)
def test_numbers_of_cells(text: str, value: int | None) -> None:
    assert number_of(text) == value


def test_chinese_numerals_that_are_none() -> None:
    assert han_number("") is None
    assert han_number("十五") == 15


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("筑牢屏障。全面落实责任。", "筑牢屏障", "全面落实责任。"),
        ("“一次”部署：召开会议，把任务分到村。", "“一次”部署", "召开会议，把任务分到村。"),
        ("新建高标准农田5000亩。", "新建高标准农田5000亩", ""),
        ("按照“实施方案：试行”要求推进", "按照“实施方案：试行”要求推进", ""),
    ],
)
def test_the_name_of_an_item_and_what_follows(text: str, title: str, rest: str) -> None:
    assert title_and_rest(text) == (title, rest)


def test_responsibilities_in_brackets_of_every_kind() -> None:
    result = found(
        "一、产业\n1.稳定粮食面积32万亩。（牵头单位：县农业局；配合单位：县发改局、各乡镇；完成时限：2025年10月底前）\n"
        "2.培育龙头企业5家。〔县农业局牵头，县经信局配合〕\n3.新建户厕1200户（县农业局、县卫健局按职责分工负责）。\n"
        "4.垃圾处理率达到98%。（责任领导：王建国；责任单位：县城管局；时限：长期坚持）\n5.严守耕地红线。（县资源局）\n"
    )

    assert outline(result)[:2] == ["0:一 产业", ">1 稳定粮食面积32万亩"]
    assert who(result) == [
        {"lead": "县农业局", "cooperating": "县发改局、各乡镇", "deadline": "2025年10月底前"},
        {"lead": "县农业局牵头，县经信局配合"},
        {"lead": "县农业局、县卫健局按职责分工负责"},
        {"person": "王建国", "lead": "县城管局", "deadline": "长期坚持"},
        {"lead": "县资源局"},
    ]


def test_brackets_that_say_something_else_stay_in_the_text() -> None:
    result = found(
        "1.建设美丽庭院（小三园）20户。（县农业局牵头）\n2.推进试点（含续建）3个。（县农业局牵头）\n3.修路。（县交通局牵头）\n"
    )

    assert [row.text("title") for row in result.rows] == [
        "建设美丽庭院（小三园）20户",
        "推进试点（含续建）3个",
        "修路",
    ]


def test_label_lines_of_their_own_and_inside_a_sentence() -> None:
    result = found(
        "一、目标\n\n1.生产总值增长6%左右。\n\n牵头单位:区发改局\n\n责任单位:开发区,各街道\n\n2.建公园10座。责任单位：区住建局。完成时限：10月底\n\n"
        "3.建路5公里。\n\n【责任单位】区交通局  完成时限：2024年11月\n"
    )

    assert who(result) == [
        {"lead": "区发改局", "responsible": "开发区,各街道"},
        {"lead": "区住建局", "deadline": "10月底"},
        {"lead": "区交通局", "deadline": "2024年11月"},
    ]


def test_where_an_item_names_no_lead_the_responsible_ones_lead() -> None:
    result = found(
        "1.修路。\n责任单位：区交通局\n2.建桥。\n责任单位：区交通局、区财政局\n3.种树。\n责任单位：区林业局\n"
    )

    assert [set(marks) for marks in who(result)] == [{"lead"}] * 3


def test_responsible_bodies_beside_guiding_ones_stay_responsible() -> None:
    result = found(
        "一、重点任务\n（一）清理塘边：清理垃圾。（指导部门：区水务局；责任主体：各街镇）\n（二）清理屋后：限期清完。（指导部门：区城管局；责任主体：各街镇）\n"
    )

    assert who(result)[0] == {"guiding": "区水务局", "responsible": "各街镇"}


def test_parts_of_an_item_on_labelled_lines() -> None:
    result = found(
        "一、饮水提升工程\n建设内容：新建水厂1座。\n责任单位：县水利局\n责任领导：周涛\n完成时限：2024年10月底\n"
        "二、养老助餐工程\n建设内容：建设助餐点20个。\n责任单位：县民政局\n完成时限：全年\n"
    )

    assert outline(result) == [">一 饮水提升工程", ">二 养老助餐工程"]
    assert who(result)[0] == {
        "content": "新建水厂1座。",
        "lead": "县水利局",
        "person": "周涛",
        "deadline": "2024年10月底",
    }


def test_items_without_numbers_that_begin_with_their_name() -> None:
    result = found(
        "项目名称：供水工程\n责任单位：县水利局\n完成时限：10月底\n项目名称：道路工程\n责任单位：县交通局\n完成时限：9月底\n"
    )

    assert outline(result) == ["> 供水工程", "> 道路工程"]


def test_a_number_on_a_line_of_its_own_above_the_name() -> None:
    item = "序号：{}\n任务名称：{}\n牵头单位：市农业局\n完成时限：10月\n"

    result = found(item.format(1, "粮食生产") + item.format(2, "农田建设"))

    assert outline(result) == [">1 粮食生产", ">2 农田建设"]


CAMPAIGN = """一、工作背景
为巩固成效，制定本方案。
二、重点任务
（一）“一次”部署：召开一次部署会，把任务分到村里去。
（二）“三类”难题：用两个月时间，集中解决三类老大难问题。
1. 清理“塘边”：清理垃圾和废弃渔具。（指导部门：区水务局；责任主体：各街镇）
2. 清理“屋后”：屋后堆物限期清完。（指导部门：区城管局；责任主体：各街镇）
（三）“四项”机制：建立四项机制，按月亮灯，推广（户管家；网格化；自治共治

等), 年内全部见效。
三、工作要求
（一）落实责任。主要负责人是第一责任人，要亲自抓。
"""


def test_items_of_a_campaign_with_sub_items_and_nothing_of_background_or_requirements() -> None:
    result = found(CAMPAIGN)

    assert outline(result) == [
        "0:二 重点任务",
        ">（一） “一次”部署",
        ">（二） “三类”难题",
        "（二）>1 清理“塘边”",
        "（二）>2 清理“屋后”",
        ">（三） “四项”机制",
    ]


def test_a_paragraph_broken_by_a_page_is_one_sentence() -> None:
    last = found(CAMPAIGN).rows[-1]

    assert last.text("requirement").endswith("（户管家；网格化；自治共治等), 年内全部见效。")


def test_headings_of_two_levels_above_the_items() -> None:
    result = found(
        "二、重点任务\n（一）抓好粮食\n1.稳定面积。播种12万亩。（区农业局牵头）\n2.保护耕地。严守红线。（区资源局牵头）\n"
        "（二）乡村建设\n3.修路。建路20公里。（区交通局牵头）\n"
    )

    assert outline(result) == [
        "0:二 重点任务",
        "1:（一） 抓好粮食",
        ">1 稳定面积",
        ">2 保护耕地",
        "1:（二） 乡村建设",
        ">3 修路",
    ]


def test_a_page_number_between_two_halves_of_a_sentence_is_no_part_of_it() -> None:
    result = found(
        "一、重点任务\n（一）保护耕地。严守红线，落实属地责任，按计划分步新建高标准农田\n\n— 2 —\n\n"
        "5000亩，改造3000亩。【责任单位：区农业局】\n"
        "（二）改善环境。改造户厕600户。（责任单位：区住建局）\n"
    )

    assert result.rows[0].text("requirement").endswith("按计划分步新建高标准农田5000亩，改造3000亩。")


def test_a_bracket_that_goes_on_to_explain_itself() -> None:
    result = found(
        "一、重点任务\n（一）粮食。播种12万亩。（区农业局牵头，各镇负责落实。以下均需各镇落实，不再列出）\n（二）耕地。守红线。（区资源局）\n"
    )

    assert who(result)[0] == {"lead": "区农业局牵头，各镇负责落实"}


def test_a_heading_that_names_the_bodies_of_the_items_below_it() -> None:
    text = (
        "一、产业（牵头单位：县农业局）\n1.稳定面积。\n2.发展大棚。\n"
        "二、建设（牵头单位：县住建局）\n1.改造小区。\n2.建公园。\n"
    )

    result = found(text)

    assert outline(result) == [
        "0:一 产业",
        ">1 稳定面积",
        ">2 发展大棚",
        "0:二 建设",
        ">1 改造小区",
        ">2 建公园",
    ]
    assert [marks["lead"] for marks in who(result)] == ["县农业局"] * 2 + ["县住建局"] * 2


def test_an_item_behind_a_deeper_heading_belongs_to_the_heading_above_both() -> None:
    result = found(
        "一、重点任务\n（一）产业\n1.建园区。（区农业局）\n2.育品牌。（区农业局）\n（二）人才。培训农民500人次，发证300本。（区人社局）\n"
    )

    assert outline(result)[-2:] == ["0:一 重点任务", ">（二） 人才"]


def test_steps_and_guarantees_are_no_tasks() -> None:
    result = found(
        "一、工作目标\n明显改善。\n二、工作任务\n（一）垃圾治理。配备垃圾桶2000个。\n牵头单位：区城管局\n（二）厕所革命。改造600户。\n"
        "牵头单位：区农业局\n三、实施步骤\n（一）动员部署阶段（3月）。制定方案。\n四、保障措施\n（一）加强领导。成立小组。（区委办）\n"
        "（二）加强宣传。营造氛围。\n"
    )

    assert outline(result) == ["0:二 工作任务", ">（一） 垃圾治理", ">（二） 厕所革命"]


@pytest.mark.parametrize(
    "text",
    [
        "关于报送情况的函\n各镇：\n一、报送内容。包括进展和问题。\n二、报送方式。书面报送。\n三、联系人：张三，电话：12345678。\n区办\n2024年6月1日\n",
        "通知\n请各单位：\n1.提高认识，压实责任，形成合力，推动落实。\n2.统筹协调，合力攻坚，加强配合。\n3.加强督查考核。\n",
        "",
    ],
)
def test_a_letter_holds_no_list(text: str) -> None:
    assert found(text).rows == ()


def test_the_plan_beside_an_annexed_list_gives_its_numbered_items() -> None:
    document = read_plain(
        "一、总体要求\n深入贯彻。\n二、重点工作任务\n(一)粮食行动\n1.筑牢屏障。全面落实责任。\n2.保护耕地。严守红线。\n"
        "(二)产业行动\n3.完善布局。立足资源禀赋。\n三、加强领导\n(一)落实责任。健全体制。\n"
    )

    items = plan_items(block for block in document.blocks if isinstance(block, Paragraph))

    assert [(item.number, item.section, item.title) for item in items] == [
        ("1", "(一)", "筑牢屏障"),
        ("2", "(一)", "保护耕地"),
        ("3", "(二)", "完善布局"),
    ]
    assert items[0].text == "全面落实责任。"
