"""Whole documents of made-up governments in many layouts: what is read, and what is refused and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklists.importing.document_json import as_json
from tasklists.importing.pipeline import MOST_ROWS, read_document, understand
from tasklists.importing.readers.text import read_plain
from tasklists.importing.records import ListDocument, UnreadableDocument

SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "samples"


def read(text: str, name: str = "") -> ListDocument:
    return understand(read_plain(text), name=name)


def codes(document: ListDocument) -> set[str]:
    return {issue.code for issue in document.issues}


def lines(document: ListDocument) -> list[str]:
    """'category|number|title|leads|deadline' of each task."""
    return [
        "|".join(
            [
                task.category or "",
                task.number,
                task.title,
                "、".join(a.department for a in task.assignments if a.role == "lead"),
                str(task.deadline.date if task.deadline else None),
            ]
        )
        for task in document.tasks
    ]


# ---------------------------------------------------------------- the sample of each layout

KNOWN = {
    "merged-category-table.txt": (10, 5, {"number_gap", "department_variant", "category_after_tasks"}),
    "cell-per-line.txt": (12, 4, {"quota_sum_mismatch", "number_gap", "empty_row"}),
    "wide-table.txt": (10, 4, {"deadline_outside_year", "department_variant"}),
    "plan-with-binding-list.txt": (11, 8, {"category_repeated", "department_variant"}),
    "campaign.txt": (7, 1, set()),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_samples_of_each_layout(name: str) -> None:
    tasks, categories, contradictions = KNOWN[name]

    document = read_document((SAMPLES / name).read_bytes(), name=name)

    assert (len(document.tasks), len(document.categories)) == (tasks, categories)
    assert codes(document) >= contradictions
    assert (document.district, document.year) == ("清河区", 2025 if name.startswith("cell") else 2026)
    assert document.kind == {"plan-with-binding-list.txt": "binding_list", "campaign.txt": "campaign"}.get(
        name, "annual_list"
    )
    assert len(document.plan) == (5 if name.startswith("plan") else 0)


# ---------------------------------------------------------------- layouts of other governments

LAYOUTS = {
    "letter, then items with brackets of every form": (
        "云山县人民政府办公室文件\n云政办发〔2024〕15号\n云山县人民政府办公室\n关于印发2024年全县重点任务分工方案的通知\n"
        "各乡镇人民政府：\n《分工方案》已经县政府同意，现印发给你们，并提出要求。\n一、明确责任。各牵头单位要制定方案。\n"
        "二、加强配合。各单位要主动。\n云山县人民政府办公室\n2024年2月20日\n（此件公开发布）\n2024年全县重点任务分工方案\n"
        "一、粮食生产\n1.粮食面积稳定在45万亩以上。（县农业农村局牵头，各乡镇配合）\n"
        "2.建设高标准农田3万亩。（县农业农村局、县水利局分别牵头，县财政局等配合）\n二、美丽乡村\n"
        "3.建设示范村8个[责任单位：县农业农村局；完成时限：11月底]。\n4.新增龙头企业2家（县工信局*、县市场监管局）。\n注：带*的为牵头单位。",
        [
            "一|1|粮食面积稳定在45万亩以上|县农业农村局|None",
            "一|2|建设高标准农田3万亩|县农业农村局、县水利局|None",
            "二|3|建设示范村8个|县农业农村局|2024-11-30",
            "二|4|新增龙头企业2家|县工信局|None",
        ],
    ),
    "label lines below numbered items": (
        "云山区政府2023年重点工作\n\n任务分解和责任分工方案\n\n一、主要预期目标\n\n1.生产总值增长6.2%左右。\n\n牵头单位:区发改局\n\n"
        "责任单位:开发区,各街道\n\n二、重点工作\n\n(一)项目建设\n\n4.新开工项目20个。完善机制。\n\n牵头单位:区发改局\n\n完成时限:12月底前\n\n"
        "三、工作要求\n\n(一)加强领导。各单位要重视。",
        ["一|1|生产总值增长6.2%左右|区发改局|None", "(一)|4|新开工项目20个|区发改局|2023-12-31"],
    ),
    "numbering that begins at 24, a date without a year": (
        "2025年重点任务（续）\n序号\t重点任务\t牵头单位\t时限要求\n"
        "24\t推进数字乡村\t区大数据局\t年底前\n25\t深化移风易俗\t区委宣传部\t持续推进\n",
        ["|24|推进数字乡村|区大数据局|2025-12-31", "|25|深化移风易俗|区委宣传部|None"],
    ),
    "people beside departments, no numbers": (
        "2025年任务分工\n工作任务\t分管领导\t责任部门\t责任人\t完成时间\t完成情况\n"
        "整治村庄20个\t陈刚\t区农业农村局\t刘洋\t2025.11\t已完成8个\n"
        "建路30公里\t孙丽\t区交通局\t何平\t2025.10\t进行中\n",
        ["|1|整治村庄20个|区农业农村局|2025-11-30", "|2|建路30公里|区交通局|2025-10-31"],
    ),
    "one cell a paragraph with several departments": (
        "云山县办公室关于督办民生实事的通知\n\n2016年民生实事分解表\n\n序号\n\n民生实事\n\n责任单位\n\n完成时限\n\n1\n\n建设湿地公园。\n\n县水务局\n\n"
        "县住建局\n\n12月底前\n\n2\n\n新建2座天桥。\n\n县住建局\n\n9月投入使用\n\n3\n\n建成康复中心。\n\n县残联\n\n5月底前动工\n\n分享到:",
        [
            "|1|建设湿地公园|县水务局、县住建局|2016-12-31",
            "|2|新建2座天桥|县住建局|2016-09-30",
            "|3|建成康复中心|县残联|2016-05-31",
        ],
    ),
    "one cell a line without blank lines": (
        "2024年任务责任清单\n序号\n重点任务\n责任单位\n完成时限\n1\n新建高标准农田1万亩\n县农业农村局\n2024年底\n2\n培训农民300人次\n"
        "县农业农村局\n县人社局\n2024年11月\n",
        [
            "|1|新建高标准农田1万亩|县农业农村局|2024-12-31",
            "|2|培训农民300人次|县农业农村局、县人社局|2024-11-30",
        ],
    ),
    "bars": (
        "# 2024年责任清单\n\n"
        "| 类别 | 序号 | 重点任务 | 牵头单位 | 完成时限 |\n| --- | --- | --- | --- | --- |\n"
        "| 一、产业 | 1 | 建产业园 | 区农业局 | 12月 |\n|  | 2 | 新增合作社 | 区农业局 | 9月 |\n",
        ["一|1|建产业园|区农业局|2024-12-31", "一|2|新增合作社|区农业局|2024-09-30"],
    ),
    "values in square brackets": (
        "2024年重点工作责任分解\n[一]产业\n[1]建产业园3个。责任单位[区农业局、区商务局]，完成时限[2024年10月]\n"
        "[2]育品牌5个。责任单位[区市场监管局]，完成时限[2024年12月]\n",
        ["[一]|[1]|建产业园3个|区农业局、区商务局|2024-10-31", "[一]|[2]|育品牌5个|区市场监管局|2024-12-31"],
    ),
    "items named by themselves above their labels": (
        "2024年重点项目\n\n农村公路工程\n建设内容：新建公路20公里。\n责任单位：县交通局\n完成时限：10月底\n\n农村供水工程\n"
        "建设内容：改造管网30公里。\n责任单位：县水利局\n完成时限：11月底\n",
        ["|1|农村公路工程|县交通局|2024-10-31", "|2|农村供水工程|县水利局|2024-11-30"],
    ),
    "a card for each item": (
        "2024年重点民生项目\n\n项目名称\t农村公路工程\t责任单位\t县交通局\n建设内容\t新建公路20公里\t完成时限\t2024年10月\n\n"
        "项目名称\t农村供水工程\t责任单位\t县水利局\n建设内容\t改造管网30公里\t完成时限\t2024年11月\n",
        ["|1|农村公路工程|县交通局|2024-10-31", "|2|农村供水工程|县水利局|2024-11-30"],
    ),
    "sentences below the name of the list": (
        "市政府2011年10件实事\n一、解决10万人饮水问题。\n二、新建300个服务社。\n三、改造17个中转站。\n",
        ["|一|解决10万人饮水问题||None", "|二|新建300个服务社||None", "|三|改造17个中转站||None"],
    ),
    "numbers in two parts": (
        "2024年任务清单\n编号\t工作任务\t责任单位\n1.1\t修路\t区交通局\n1.2\t建桥\t区交通局\n2.1\t种树\t区林业局\n",
        ["|1.1|修路|区交通局|None", "|1.2|建桥|区交通局|None", "|2.1|种树|区林业局|None"],
    ),
    "departments in brackets of the requirement": (
        "2024年任务清单\n序号\t重点任务\t工作要求\n1\t粮食生产\t播种12万亩。（牵头单位：区农业局；配合单位：各镇）\n"
        "2\t农村道路\t建路20公里。（牵头单位：区交通局）\n",
        ["|1|粮食生产|区农业局|None", "|2|农村道路|区交通局|None"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_other_governments(layout: str) -> None:
    text, expected = LAYOUTS[layout]

    document = read(text)

    assert lines(document) == expected
    assert "doubtful_row" not in codes(document)


def test_the_same_list_in_several_layouts_is_the_same_list() -> None:
    cells = [["序号", "工作任务", "牵头单位", "完成时限"], ["1", "建设农田5000亩", "区农业农村局", "11月底"]]
    cells.append(["2", "新建农村公路12公里", "区交通局", "10月底"])
    forms = {
        "tabs": "\n".join("\t".join(row) for row in cells),
        "bars": "\n".join("|" + "|".join(row) + "|" for row in cells),
        "spaces": "\n".join("   ".join(row) for row in cells),
        "paragraphs": "\n\n".join(cell for row in cells for cell in row),
        "cell lines": "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in cells),
    }

    read_lines = {form: lines(read(f"2024年任务清单\n\n{text}\n")) for form, text in forms.items()}

    assert set(map(tuple, read_lines.values())) == {
        ("|1|建设农田5000亩|区农业农村局|2024-11-30", "|2|新建农村公路12公里|区交通局|2024-10-31")
    }


# ---------------------------------------------------------------- heads


@pytest.mark.parametrize(
    ("head", "title", "district", "year"),
    [
        (
            "关于印发《2024年清河县任务清单》的通知\n附件：2024年清河县任务清单",
            "2024年清河县任务清单",
            "清河县",
            2024,
        ),
        ("云山区2024年重点工作\n责任分解表", "云山区2024年重点工作责任分解表", "云山区", 2024),
        ("福州市鼓楼区2023年度为民办实事项目表", "福州市鼓楼区2023年度为民办实事项目表", "鼓楼区", 2023),
        ("二〇二四年全市重点任务清单", "二〇二四年全市重点任务清单", None, 2024),
        ("浦东新区2025年工作要点", "浦东新区2025年工作要点", "浦东新区", 2025),
    ],
)
def test_title_district_and_year(head: str, title: str, district: str | None, year: int) -> None:
    document = read(f"{head}\n序号\t任务\t责任单位\n1\t修路\t区交通局\n")

    assert (document.title, document.district, document.year) == (title, district, year)


def test_a_year_that_only_the_date_of_issue_states_is_taken_with_a_warning() -> None:
    head = "清河县重点任务清单\n清河县人民政府\n2024年3月1日\n"
    text = f"{head}序号\t任务\t责任单位\t时限\n1\t修路\t县交通局\t6月底\n"

    document = read(text)

    assert document.year == 2024
    assert "missing_year" in codes(document)


def test_a_year_that_all_deadlines_print_is_the_year_of_the_list() -> None:
    document = read("重点任务清单\n序号\t任务\t责任单位\t时限\n1\t修路\t县交通局\t2024年6月底\n")

    assert document.year == 2024
    assert "missing_year" not in codes(document)


def test_the_metadata_of_a_portal() -> None:
    document = read(
        "发布机构：清河县人民政府办公室\n文号：清政办〔2024〕8号\n成文日期：2024-02-20\n清河县2024年重点任务清单\n"
        "序号\t任务\t责任单位\n1\t修路\t县交通局\n"
    )

    assert document.issuing_number == "清政办〔2024〕8号"
    assert document.issuing_body == "清河县人民政府办公室"
    assert str(document.issued_on) == "2024-02-20"


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("关于开会的通知\n各镇：\n请准时参加。\n区办\n2024年6月1日\n", "没有找到任务清单"),
        (
            "全县任务推进会召开\n会议强调，县农业局牵头，各乡镇配合，完成高标准农田2万亩。\n",
            "没有找到任务清单",
        ),
        (
            "管理办法\n第一章 总则\n第一条 为加强管理，制定本办法。\n第二条 县农业局负责统筹。\n",
            "没有找到任务清单",
        ),
        ("乡镇\t农田（亩）\t户厕（户）\n城关镇\t3000\t300\n河东镇\t2500\t400\n", "表头"),
        ("序号 重点任务 牵头单位 完成时限\n1 新建高标准 县农业局 12月底\n农田\n", "分隔"),
        ("序号\n指标名称\n单位\n合计\n城关镇\n河东镇\n1\n农田\n亩\n9\n4\n5\n2\n户厕\n户\n7\n4\n", "分不清"),
        ("\n".join(f"第{n}行" for n in range(MOST_ROWS + 1)), "过多"),
    ],
    ids=[
        "letter",
        "news",
        "regulation",
        "towns by indicators",
        "separators lost",
        "figures shifted",
        "too long",
    ],
)
def test_what_cannot_be_read_with_confidence_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(text)

    assert reason in str(refused.value)
    assert str(refused.value).endswith("。")


# ---------------------------------------------------------------- any input

PIECES = st.sampled_from(
    [
        sample.read_text(encoding="utf-8")[start : start + 300]
        for sample in SAMPLES.glob("*.txt")
        for start in (0, 400, 900)
    ]
)
MARKS = st.text("\t\n|，。、；：（）()【】0123456789%一二三.区局镇月底年 序号任务责任单位", max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, MARKS), max_size=12))
def test_any_text_is_read_or_refused_and_every_number_stays_a_number(pieces: list[str]) -> None:
    try:
        document = as_json(read("".join(pieces)))
    except UnreadableDocument as refused:
        assert str(refused)
        return
    values = [q["value"] for t in document["tasks"] for i in t["indicators"] for q in i["quotas"]]
    assert all(value is None or isinstance(value, int | float) for value in values)
    assert document["tasks"]
