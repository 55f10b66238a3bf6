"""The five real documents: counts, contradictions, and values read by eye from the pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tasklists.importing.document_json import as_json
from tasklists.importing.pipeline import read_document

BAOSHAN, QINGPU_2022, QINGPU_2026, JIANGHAI, MINHANG = "000", "001", "002", "003", "004"


@lru_cache
def read(folder: Path, name: str) -> dict[str, Any]:
    (path,) = folder.glob(f"{name}_*.txt")
    return as_json(read_document(path.read_bytes(), name=path.name))


def task(document: dict[str, Any], number: str, parent: str | None = None) -> dict[str, Any]:
    (found,) = [t for t in document["tasks"] if t["number"] == number and t["parent"] == parent]
    return found  # type: ignore[no-any-return]


def who(found: dict[str, Any], role: str = "lead") -> str:
    return "、".join(a["department"] for a in found["assignments"] if a["role"] == role)


def quotas(indicator: dict[str, Any]) -> dict[str, Any]:
    return {quota.get("town") or "+".join(quota["towns"]): quota["value"] for quota in indicator["quotas"]}


def issues(document: dict[str, Any], code: str) -> list[tuple[str | None, str]]:
    return [(issue["task"], issue["message"]) for issue in document["issues"] if issue["code"] == code]


HEADS = {
    BAOSHAN: (
        "2023年宝山区乡村建设行动任务清单",
        "annual_list",
        "宝山区",
        2023,
        "宝乡村振兴办〔2023〕4号",
        "宝山区实施乡村振兴战略工作领导小组办公室",
        "2023-06-06",
    ),
    QINGPU_2022: (
        "2022年青浦区乡村振兴重点任务清单（74项）",
        "annual_list",
        "青浦区",
        2022,
        None,
        None,
        None,
    ),
    QINGPU_2026: ("2026年度青浦区乡村建设行动任务清单", "annual_list", "青浦区", 2026, None, None, None),
    JIANGHAI: (
        "2023年全面推进乡村振兴重点工作约束性任务清单",
        "binding_list",
        "江海区",
        2023,
        "江海农办〔2023〕93号",
        "中共江门市江海区委农村工作领导小组办公室",
        "2023-05-16",
    ),
    MINHANG: (
        "2024年闵行区农村人居环境“百村净美”专项行动工作方案",
        "campaign",
        "闵行区",
        2024,
        "闵乡村振兴办〔2024〕8号",
        "闵行区实施乡村振兴战略工作领导小组办公室",
        "2024-05-24",
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_the_head_of_each_document(documents: Path, name: str) -> None:
    head = read(documents, name)

    keys = ("title", "kind", "district", "year", "issuing_number", "issuing_body", "issued_on")
    assert tuple(head[key] for key in keys) == HEADS[name]


@pytest.mark.parametrize(
    ("name", "tasks", "categories"),
    [(BAOSHAN, 48, 23), (QINGPU_2022, 74, 14), (QINGPU_2026, 41, 7), (JIANGHAI, 120, 37), (MINHANG, 8, 1)],
)
def test_how_much_each_document_holds(documents: Path, name: str, tasks: int, categories: int) -> None:
    document = read(documents, name)

    assert (len(document["tasks"]), len(document["categories"])) == (tasks, categories)
    assert not issues(document, "doubtful_row")
    assert not issues(document, "stated_count_mismatch")
    paths = {category["label"] for category in document["categories"]}
    assert {found["category"] for found in document["tasks"]} <= paths
    assert all(found["source"]["line"] for found in document["tasks"])


@pytest.mark.parametrize(
    ("name", "count"), [(BAOSHAN, 48), (QINGPU_2022, 74), (QINGPU_2026, 41), (JIANGHAI, 120)]
)
def test_every_task_has_a_lead_and_runs_on_in_number(documents: Path, name: str, count: int) -> None:
    document = read(documents, name)

    assert [found["number"] for found in document["tasks"]] == [str(n) for n in range(1, count + 1)]
    assert all(who(found) for found in document["tasks"])


# ---------------------------------------------------------------- 宝山 2023


def test_baoshan_rows(documents: Path) -> None:
    document = read(documents, BAOSHAN)

    second = task(document, "2")
    assert second["title"] == "完成2022年度乡村振兴示范村建设"
    assert second["category"] == "(二)"
    assert second["deadline"] == {"text": "10 月底", "date": "2023-10-31", "recurring": None}
    assert who(task(document, "12")) == "区建管委、区房管局"
    assert who(task(document, "18")) == "市电力公司宝山供电公司、区发展改革委"
    assert who(task(document, "19")) == "区农业农村委、区发展改革委、区建管委"
    assert who(task(document, "44")) == "区财政局、区农业农村局"
    assert task(document, "13")["deadline"]["date"] == "2023-06-30"
    assert task(document, "42")["deadline"]["date"] == "2023-06-30"
    assert [found["category"] for found in document["tasks"][20:27]] == ["(十)"] * 6 + ["(十二)"]
    assert task(document, "48")["category"] == "(二十三)"
    assert document["categories"][22] == {
        "label": "(二十三)",
        "title": "强化人才技术标准支撑",
        "parent": None,
    }
    assert all(found["fields"]["requirement"] for found in document["tasks"])


def test_baoshan_targets(documents: Path) -> None:
    document = read(documents, BAOSHAN)

    def targets(number: str) -> list[tuple[str, str, Any]]:
        return [(i["comparator"], i["unit"], i["target"]) for i in task(document, number)["indicators"]]

    assert targets("8") == [("=", "%", 90), (">=", "%", 80)]
    assert targets("10") == [("=", "%", 100), (">=", "%", 95), ("=", "%", 55), (">=", "%", 43)]
    assert targets("11") == [("=", "公里", 8.2)]
    assert targets("7") == [("~", "座", 3)]
    assert targets("15") == [("=", "公里", 4), (">=", "条", 5)]
    assert targets("24") == [(">", "%", 40), ("=", "%", 100), (">=", "%", 70)]


def test_baoshan_contradictions(documents: Path) -> None:
    document = read(documents, BAOSHAN)

    ((_, message),) = issues(document, "category_after_tasks")
    assert "(十一)完善乡村综合服务设施配置" in message
    assert [number for number, _ in issues(document, "department_variant")] == ["44"]


# ---------------------------------------------------------------- 青浦 2022


def test_qingpu_2022_rows(documents: Path) -> None:
    document = read(documents, QINGPU_2022)

    assert [c["label"] for c in document["categories"]][:3] == ["(一)", "(二)", "(三)"]
    assert document["categories"][13]["title"] == "增强乡村振兴保障力度"
    assert task(document, "8")["title"] == "完成国家卫生镇复审创建任务"
    assert task(document, "41")["title"] == "推进蔬果生产“机器换人”"
    assert who(task(document, "47")) == "区农业农村委、区文旅局"
    assert who(task(document, "52")) == "区委组织部、区农业农村委"
    assert [task(document, n)["upper_number"] for n in ("29", "30", "74")] == ["29", "31", "75"]
    assert {task(document, n)["deadline"]["date"] for n in ("1", "18", "73")} == {"2022-10-31"}
    assert {task(document, n)["deadline"]["date"] for n in ("31", "32", "33")} == {"2022-11-30"}
    assert task(document, "50")["category"] == "(十)"
    assert task(document, "58")["category"] == "(十一)"
    assert task(document, "60")["deadline"]["text"] == "12月底"
    assert task(document, "21")["scope"]["kind"] == "none"


def test_qingpu_2022_scopes(documents: Path) -> None:
    document = read(documents, QINGPU_2022)

    assert task(document, "7")["scope"]["kind"] == "all_towns"
    assert task(document, "7")["indicators"] == []
    assert task(document, "61")["scope"]["kind"] == "all_towns"
    assert not any(
        i["quotas"] for n in ("44", "46", "49", "61", "74") for i in task(document, n)["indicators"]
    )
    assert task(document, "4")["scope"] == {"kind": "named", "towns": ["重固镇"], "text": "重固镇"}
    assert task(document, "51")["scope"]["towns"] == ["白鹤", "朱家角", "练塘", "金泽"]
    assert task(document, "6")["scope"]["kind"] == "text"


def test_qingpu_2022_quotas(documents: Path) -> None:
    document = read(documents, QINGPU_2022)

    roads, bridges = task(document, "9")["indicators"][:2]
    assert (roads["unit"], roads["target"], roads["quota_sum"]) == ("公里", 54.4, 60.54)
    assert roads["reconciles"] is False
    assert quotas(roads) == {
        "赵巷": 2, "徐泾": 2, "华新": 6, "重固": 3, "白鹤": 8, "朱家角": 8, "练塘": 10,
        "金泽": 6, "夏阳": 5.54, "香花桥": 10,
    }  # fmt: skip
    assert (bridges["unit"], bridges["target"], bridges["quota_sum"]) == ("座", 48, 33)
    (grain,) = [i for i in task(document, "17")["indicators"] if i["quotas"]]
    assert (grain["unit"], grain["target"], grain["quota_sum"], grain["reconciles"]) == (
        "亩",
        124000,
        124000,
        True,
    )
    vegetables = [i for i in task(document, "19")["indicators"] if i["quotas"]]
    assert [(i["unit"], i["target"], len(i["quotas"])) for i in vegetables] == [
        ("万亩次", 16.9, 12),
        ("万吨", 38.09, 12),
        ("万吨", 0.13, 2),
    ]
    (joint,) = task(document, "26")["indicators"]
    assert joint["quotas"] == [{"towns": ["练塘镇", "现代农业园区"], "value": 1, "joint": True}]
    implied = task(document, "13")["indicators"][0]["quotas"]
    assert implied == [
        {"town": "徐泾镇", "value": 1, "implied": True},
        {"town": "金泽镇", "value": 1, "implied": True},
    ]
    (trainers,) = task(document, "66")["indicators"]
    assert (trainers["target"], trainers["each"], trainers["quotas"]) == (600, 60, [])


def test_qingpu_2022_contradictions(documents: Path) -> None:
    document = read(documents, QINGPU_2022)

    mismatches = issues(document, "quota_sum_mismatch")
    assert [number for number, _ in mismatches].count("9") == 2
    assert {number for number, _ in mismatches} == {"9", "24", "31", "66"}
    assert [(number, "缺 30" in message) for number, message in issues(document, "number_gap")] == [
        ("30", True)
    ]
    assert len(issues(document, "empty_row")) == 1


# ---------------------------------------------------------------- 青浦 2026


def test_qingpu_2026_rows(documents: Path) -> None:
    document = read(documents, QINGPU_2026)

    assert [c["label"] for c in document["categories"]] == list("一二三四五六七")
    third = task(document, "3")
    assert third["investment"] == {"text": "278138", "amount_wan": 278138, "approximate": False}
    assert [(m["period"], m["due"], m["percent"]) for m in third["milestones"]] == [
        ("H1", "2026-06-30", 20),
        ("Q3", "2026-09-30", 30),
        ("Q4", "2026-12-31", 50),
    ]
    assert task(document, "4")["investment"] == {"text": "约68916", "amount_wan": 68916, "approximate": True}
    assert task(document, "4")["scope"]["towns"] == ["练塘镇", "赵巷镇", "徐泾镇", "金泽镇"]
    assert task(document, "5")["deadline"]["date"] == "2026-09-30"
    assert task(document, "11")["investment"]["amount_wan"] == 69.7
    assert [(m["value"], m["unit"]) for m in task(document, "11")["milestones"]] == [
        (1, "公里"),
        (2.2, "公里"),
    ]
    assert task(document, "1")["investment"] is None
    assert who(task(document, "16")) == "区规划资源局、建设管理委、区农业农村委"
    assert who(task(document, "21")) == "区民政局、政务办"
    fields = task(document, "7")["fields"]
    assert all(fields[name] for name in ("objective", "content", "scale", "standard", "funding"))
    assert fields["requirement"] is None


def test_qingpu_2026_quotas(documents: Path) -> None:
    document = read(documents, QINGPU_2026)

    (parking,) = task(document, "7")["indicators"]
    assert (parking["target"], parking["quota_sum"], parking["reconciles"]) == (250, 250, True)
    assert quotas(parking)["香花桥街道"] == 4
    services, elderly = task(document, "18")["indicators"]
    assert (services["target"], sum(quotas(services).values())) == (45, 45)
    assert (elderly["target"], len(elderly["quotas"])) == (8, 8)
    (gardens,) = [i for i in task(document, "23")["indicators"] if i["quotas"]]
    assert (gardens["target"], gardens["quota_sum"], gardens["reconciles"]) == (1000, 1001, False)


def test_qingpu_2026_contradictions(documents: Path) -> None:
    document = read(documents, QINGPU_2026)

    assert [number for number, _ in issues(document, "quota_sum_mismatch")] == ["23"]
    assert [number for number, _ in issues(document, "deadline_outside_year")] == ["28"]
    assert [number for number, _ in issues(document, "department_variant")] == ["16"]


# ---------------------------------------------------------------- 江海 2023


def test_jianghai_headings(documents: Path) -> None:
    document = read(documents, JIANGHAI)
    labels = [category["label"] for category in document["categories"]]

    assert [label for label in labels if "(" not in label] == list("一二三四五六七")
    assert len([label for label in labels if "(" in label]) == 30
    parents = {category["label"]: category["parent"] for category in document["categories"]}
    assert (parents["(六)"], parents["(七)"], parents["(十八)"], parents["(三十)"]) == (
        "一",
        "二",
        "四",
        "七",
    )
    sizes = [
        sum(found["category"] == label for found in document["tasks"]) for label in ("(一)", "(十)", "(十六)")
    ]
    assert sizes == [5, 8, 10]


def test_jianghai_lines_have_their_lead_and_their_responsible_units(documents: Path) -> None:
    document = read(documents, JIANGHAI)

    first = task(document, "1")
    assert first["title"] == "粮食播种1900亩,粮食总产量600吨,大豆播种面积39亩"
    assert first["fields"]["requirement"].startswith(first["title"])
    assert who(first) == "区农业农村和水利局"
    assert who(first, "responsible") == (
        "区发展和改革局、区财政局、区自然资源局、区经济促进局、区市场监督管理局、区金融办"
    )
    assert [(i["target"], i["unit"]) for i in first["indicators"]] == [(1900, "亩"), (600, "吨"), (39, "亩")]
    fifth = task(document, "5")
    assert who(fifth) == "区发展和改革局"
    assert who(fifth, "responsible").startswith("区农业农村和水利局、区财政局")
    power = task(document, "48")
    assert who(power) == "广东电网有限责任公司江门江海供电局"
    assert "区政务数据服务管理局" in who(power, "responsible")
    assert who(task(document, "68")) == "区纪委监委机关"
    assert who(task(document, "69")) == "区纪委监委机关"
    assert who(task(document, "75")) == "市公安局江海分局"
    assert who(task(document, "89"), "responsible").endswith("区涉农资金统筹整合领导小组成员单位")
    assert who(task(document, "120")) == "区发展和改革局"
    assert all(len(who(found).split("、")) == 1 for found in document["tasks"])
    assert all(who(found, "responsible") for found in document["tasks"])


def test_jianghai_plan_items_stand_beside_the_headings_they_explain(documents: Path) -> None:
    plan = read(documents, JIANGHAI)["plan"]

    assert [item["number"] for item in plan] == [str(n) for n in range(1, 26)]
    assert {item["section"] for item in plan} == {"(一)", "(二)", "(三)", "(四)", "(五)", "(六)"}
    explained = {item["number"]: item["category"] for item in plan}
    assert [explained[n] for n in ("1", "3", "5", "6", "15", "16", "22", "25")] == [
        "(一)", "(三)", "(五)", "(七)", "(十六)", "(十八)", "(二十四)", "(二十七)",
    ]  # fmt: skip
    assert all(item["text"] for item in plan)


def test_jianghai_contradictions(documents: Path) -> None:
    document = read(documents, JIANGHAI)

    repeated = [message for _, message in issues(document, "category_repeated")]
    assert len(repeated) == 2
    assert "(六)" in repeated[0] and "(五)" in repeated[0]
    assert "(十六)" in repeated[1]
    variants = " ".join(message for _, message in issues(document, "department_variant"))
    assert all(
        name in variants
        for name in ("区市场监管理局", "区人力资源与社会保障局", "区政务数据服务管理局", "区发展改革局")
    )


# ---------------------------------------------------------------- 闵行 2024


def test_minhang_items_and_sub_items(documents: Path) -> None:
    document = read(documents, MINHANG)

    assert [(t["number"], t["parent"], t["title"]) for t in document["tasks"]] == [
        ("（一）", None, "“一次”专题推进"),
        ("（二）", None, "“两轮”集中清洁"),
        ("（三）", None, "“三大”问题攻坚"),
        ("1", "（三）", "针对“净厕”行动"),
        ("2", "（三）", "针对“净地”行动"),
        ("3", "（三）", "针对“净宅”行动"),
        ("（四）", None, "“四个”有利抓手"),
        ("（五）", None, "“五大”模式推广"),
    ]
    guides = [who(found, "guiding") for found in document["tasks"][3:6]]
    assert guides == [
        "区绿容局、区卫健委、区农业农村委",
        "区农业农村委、区城管局",
        "区农业农村委、区房管局、区市场监管局",
    ]
    assert {who(found, "responsible") for found in document["tasks"][3:6]} == {"各涉农街镇"}
    (spread,) = task(document, "（五）")["indicators"]
    assert (spread["comparator"], spread["target"], spread["unit"]) == (">=", 50, "%")
    assert document["plan"] == []


def test_other_lists_have_no_plan(documents: Path) -> None:
    assert [read(documents, name)["plan"] for name in (BAOSHAN, QINGPU_2022, QINGPU_2026)] == [[], [], []]
