"""Measurable targets of prose: what is one, what is none, and what it is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasklists.importing.fields.indicators import parse_indicators
from tasklists.importing.fields.targets import parse_target


def read(text: str, title: str = "") -> list[tuple[str, str, str, str | None]]:
    rows, _ = parse_indicators(text, title=title)
    return [
        (row.name, row.unit, row.comparator, None if row.target is None else f"{row.target:f}")
        for row in rows
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("污水治理率达到90%。", [("污水治理率", "%", "=", "90")], id="reaches"),
        pytest.param("水质达标率达到80%以上", [("水质达标率", "%", ">=", "80")], id="and-more"),
        pytest.param("垃圾达标率稳定在95%以上", [("垃圾达标率", "%", ">=", "95")], id="stays-at"),
        pytest.param("抽检合格率不低于99%", [("抽检合格率", "%", ">=", "99")], id="not-below"),
        pytest.param("确保危害损失率控制在5%以内", [("危害损失率", "%", "<=", "5")], id="within"),
        pytest.param("资源占比高于40%", [("资源占比", "%", ">", "40")], id="above"),
        pytest.param("在线率达到70%以上", [("在线率", "%", ">=", "70")], id="name-begins-with-zai"),
        pytest.param("验收通过率≥80%", [("验收通过率", "%", ">=", "80")], id="sign"),
        pytest.param("直接结算率提高到60%", [("直接结算率", "%", "=", "60")], id="raised-to"),
        pytest.param("集体净资产比上年增长3%", [("集体净资产", "%", "up", "3")], id="grows-by"),
        pytest.param(
            "项目储备数量相比上年度增长不得低于10%",
            [("项目储备数量", "%", "up", "10")],
            id="grows-by-at-least",
        ),
        pytest.param("发生面积较上年减少10%", [("发生面积", "%", "down", "10")], id="shrinks-by"),
        pytest.param(
            "保持100%生活垃圾有效收集", [("生活垃圾有效收集", "%", "=", "100")], id="share-before-noun"
        ),
        pytest.param("85%以上门店实现亮码买药", [("门店实现亮码买药", "%", ">=", "85")], id="share-opens"),
        pytest.param("到位率百分之九十", [("到位率", "%", "=", "90")], id="share-in-words"),
        pytest.param(
            "建成3316户美丽庭院（小三园）。",
            [("美丽庭院（小三园）", "户", "=", "3316")],
            id="count-before-noun",
        ),
        pytest.param("打造3座左右乡村公园", [("乡村公园", "座", "~", "3")], id="about"),
        pytest.param("完成杆线序化8.2公里", [("杆线序化", "公里", "=", "8.2")], id="count-behind-noun"),
        pytest.param("创建市级示范路不少于5条", [("创建市级示范路", "条", ">=", "5")], id="not-fewer"),
        pytest.param("至少新增3个服务项目", [("新增服务项目", "个", ">=", "3")], id="at-least-over-a-verb"),
        pytest.param("推进至少一个试点建设", [("试点建设", "个", ">=", "1")], id="at-least-one-in-words"),
        pytest.param("打造两个应用场景", [("应用场景", "个", "=", "2")], id="two-in-words"),
        pytest.param("产值超1.17亿元", [("产值", "亿元", ">", "1.17")], id="exceeds"),
        pytest.param("办案数达5个及以上", [("办案数", "个", ">=", "5")], id="and-above"),
        pytest.param(
            "粮食总产量600吨,大豆播种面积39亩",
            [("粮食总产量", "吨", "=", "600"), ("大豆播种面积", "亩", "=", "39")],
            id="bare-figures",
        ),
        pytest.param(
            "蔬菜、水产品产量分别达4.36万吨、3.06万吨。",
            [("蔬菜产量", "万吨", "=", "4.36"), ("水产品产量", "万吨", "=", "3.06")],
            id="respectively",
        ),
        pytest.param(
            "主体、证书数量分别增长20%以上",
            [("主体数量", "%", "up", "20"), ("证书数量", "%", "up", "20")],
            id="both-grow",
        ),
        pytest.param(
            "开展电商、工匠培训各不少于150次",
            [("电商培训", "次", ">=", "150"), ("工匠培训", "次", ">=", "150")],
            id="each-of-two",
        ),
        pytest.param(
            "完成54.4公里村主路、支路及48座危桥改建",
            [("村主路、支路", "公里", "=", "54.4"), ("危桥改建", "座", "=", "48")],
            id="two-in-a-row",
        ),
        pytest.param(
            "启动并完成采样任务50%和分析任务30%",
            [("采样任务", "%", "=", "50"), ("分析任务", "%", "=", "30")],
            id="and",
        ),
        pytest.param(
            "办事项超200项、通办事项100项",
            [("办事项", "项", ">", "200"), ("通办事项", "项", "=", "100")],
            id="enumerated",
        ),
        pytest.param("推进1,200户改厕", [("改厕", "户", "=", "1200")], id="thousands"),
        pytest.param(
            "开展种业宣传，每季度不少于1次", [("种业宣传", "次", ">=", "1")], id="name-in-the-clause-before"
        ),
        pytest.param("提交案例汇编（不少于5篇典型案例）", [("典型案例", "篇", ">=", "5")], id="in-brackets"),
        pytest.param("快检不少于45批次/年", [("快检", "批次", ">=", "45")], id="a-year"),
        pytest.param("新建“平安屋”63个并正式运作", [("新建“平安屋”", "个", "=", "63")], id="quoted-name"),
        pytest.param(
            "实现评价覆盖，超1000万元的村达到12个以上",
            [("超1000万元的村", "个", ">=", "12")],
            id="condition-in-the-name",
        ),
        pytest.param(
            "每个行政村至少培养8个“明白人”", [("每个行政村“明白人”", "个", ">=", "8")], id="asked-of-villages"
        ),
        pytest.param(
            "计划竣工12所，其中幼儿园7所、小学4所、初中1所",
            [
                ("竣工", "所", "=", "12"),
                ("幼儿园", "所", "=", "7"),
                ("小学", "所", "=", "4"),
                ("初中", "所", "=", "1"),
            ],
            id="parts-of-a-count",
        ),
        pytest.param(
            "建设稻谷、玉米示范基地各10万亩",
            [("稻谷示范基地", "万亩", "=", "10"), ("玉米示范基地", "万亩", "=", "10")],
            id="ten-each",
        ),
        pytest.param("物价指数控制在103.5以内", [("物价指数", "", "<=", "103.5")], id="index-without-unit"),
        pytest.param(
            "平均浓度控制在35微克/立方米以下", [("平均浓度", "微克/立方米", "<=", "35")], id="concentration"
        ),
        pytest.param(
            "投资完成30亿元，同比增长10%",
            [("投资", "亿元", "=", "30"), ("投资", "%", "up", "10")],
            id="grows-too",
        ),
        pytest.param(
            "改造小区12个1.5万户",
            [("改造小区", "个", "=", "12"), ("改造小区", "万户", "=", "1.5")],
            id="two-measures",
        ),
        pytest.param("办理时限压缩50%以上", [("办理时限", "%", "down", "50")], id="cut-by"),
        pytest.param(
            "6个大县，每个县至少建设1处示范片", [("每个县示范片", "处", ">=", "1")], id="asked-of-counties"
        ),
        pytest.param(
            "PM2.5浓度不高于30微克/立方米", [("PM2.5浓度", "微克/立方米", "<=", "30")], id="name-with-digits"
        ),
        pytest.param("按照30%的比例开展抽查", [("抽查比例", "%", "=", "30")], id="share-of-a-work"),
        pytest.param(
            "为1000名残疾人提供康复服务", [("残疾人提供康复服务", "名", "=", "1000")], id="for-whom"
        ),
        pytest.param(
            "建成农田3万亩，其中新建2万亩、改造提升1万亩",
            [("农田", "万亩", "=", "3"), ("新建农田", "万亩", "=", "2"), ("改造提升农田", "万亩", "=", "1")],
            id="parts-named-by-verbs",
        ),
        pytest.param("事故死亡人数为0人", [("事故死亡人数", "人", "=", "0")], id="zero"),
    ],
)
def test_targets(text: str, rows: list[tuple[str, str, str, str | None]]) -> None:
    assert read(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("完成2022年度示范村考核", id="year"),
        pytest.param("深入推进三年行动计划（2023—2025年）", id="span-of-years"),
        pytest.param("开展第五批示范村遴选", id="ordinal"),
        pytest.param("按照《办法》（清农发〔2021〕56号）执行", id="number-of-a-document"),
        pytest.param("符合《设计规范（DB31/T 1109-2022）》", id="standard"),
        pytest.param("整治D级破损村路和4-5类桥", id="grades"),
        pytest.param("推动“一网通办”延伸，开展“五清一改”行动", id="slogans"),
        pytest.param("推进5G网络建设", id="name-with-digit"),
        pytest.param("按1:1配套资金", id="ratio"),
        pytest.param("市级资金按照3.78万元/户补助", id="price"),
        pytest.param("落实“一村一站2万元”补贴", id="quoted-price"),
        pytest.param("6月底前完成摸排", id="date"),
        pytest.param("集中利用3个月时间开展攻坚", id="duration"),
        pytest.param("消灭连片15亩以上撂荒地块", id="condition-of-size"),
        pytest.param("常住人口4000人以上的行政村举办幼儿园", id="condition-of-people"),
        pytest.param("人均收入低于17100元并符合条件的全部纳入", id="condition-of-income"),
        pytest.param("排名后1/3的村", id="fraction"),
        pytest.param("倒数5位的村予以通报", id="rank"),
        pytest.param("对180多名村干部开展培训", id="population"),
        pytest.param("组织8部门联合行动", id="number-of-departments"),
        pytest.param("围绕三类突出问题开展行动", id="three-kinds"),
        pytest.param("签约率92%的基础上加快建设", id="what-has-been-reached"),
        pytest.param("巩固户厕全覆盖成果", id="cover-that-has-been-reached"),
        pytest.param("完善2026项目储备库", id="bare-year"),
        pytest.param("目前已完成80%，下一步继续推进", id="what-has-been-done"),
        pytest.param("截至11月底，累计完成投资3亿元", id="what-has-been-spent"),
        pytest.param("全区现有耕地50万亩", id="what-there-is"),
        pytest.param("占年度计划的50%", id="share-of-the-plan"),
        pytest.param("一季度完成30%，二季度完成60%", id="steps-on-the-way"),
        pytest.param("该项目占地50亩，总投资2亿元", id="site-and-cost"),
        pytest.param("11个街镇", id="count-of-towns"),
        pytest.param("对23个乡镇（街道）开展督查", id="count-of-those-inspected"),
        pytest.param("实现24小时监控", id="hours"),
        pytest.param("发现一条、整治一条", id="one-each"),
    ],
)
def test_what_is_no_target(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "name", "comparator", "words"),
    [
        ("推进5G网络在乡村地区全覆盖", "5G网络在乡村地区", "=", "全覆盖"),
        ("信访量比2021年有所下降", "信访量", "down", "比2021年有所下降"),
        ("预算支出正增长", "预算支出", "up", "正增长"),
        ("收入增速高于全市平均水平", "收入增速", ">", "高于全市平均水平"),
        ("播种面积不低于前三年平均面积", "播种面积", ">=", "不低于前三年平均面积"),
        ("车桩比不高于2:1", "车桩比", "<=", "不高于2:1"),
    ],
)
def test_targets_without_a_number_keep_their_words(text: str, name: str, comparator: str, words: str) -> None:
    (row,) = parse_indicators(text)[0]
    assert (row.name, row.comparator, row.target, row.text) == (name, comparator, None, words)


def test_two_targets_of_one_text_stay_two() -> None:
    assert [row[0] for row in read("推广作物新品种1个、水产新品种1个")] == ["作物新品种", "水产新品种"]


def test_a_target_without_a_number_stands_beside_one_with() -> None:
    assert read("信访案件同比下降、按期办结率达95%以上") == [
        ("按期办结率", "%", ">=", "95"),
        ("信访案件", "", "down", None),
    ]


def test_a_range_has_two_ends() -> None:
    (row,) = parse_indicators("打造1-2个产业融合平台")[0]
    assert (row.comparator, row.target, row.minimum, row.maximum) == ("range", None, 1, 2)


@pytest.mark.parametrize(
    ("text", "name", "each"),
    [
        ("每个街道建有1所以上幼儿园", "幼儿园", 1),
        ("各街镇新申报项目不得少于1个", "新申报项目", 1),
        ("每个街镇系统内人员使用率不低于85%", "系统内人员使用率", 85),
        ("9个街镇每月报送3篇", "每月报送", 3),
    ],
)
def test_what_is_asked_of_every_town(text: str, name: str, each: int) -> None:
    (row,) = parse_indicators(text)[0]
    assert (row.name, row.each, row.target) == (name, Decimal(each), None)


def test_what_the_whole_district_shall_reach_is_not_asked_of_every_town() -> None:
    (row,) = parse_indicators("各街镇保持上升，确保全区认证率达30%")[0]
    assert (row.target, row.each) == (30, None)


def test_the_title_names_a_target_without_words_of_its_own() -> None:
    assert read("预计今年实施约14户（最终以立项为准）。", "推进危旧房改造") == [
        ("危旧房改造", "户", "~", "14")
    ]


@pytest.mark.parametrize(
    ("text", "unit", "row"),
    [
        ("≥95%", "", ("%", ">=", "95")),
        ("95", "%", ("%", "=", "95")),
        ("0", "起", ("起", "=", "0")),
        ("5%左右", "", ("%", "~", "5")),
        ("控制在35以内", "微克", ("微克", "<=", "35")),
        ("不低于10.2", "万亩", ("万亩", ">=", "10.2")),
        ("增长5%以上", "", ("%", "up", "5")),
        ("1,200", "户", ("户", "=", "1200")),
        ("三个", "", ("个", "=", "3")),
        ("9.5（预期性）", "%", ("%", "=", "9.5")),
        ("全市统筹", "", ("", "=", None)),
        ("良好以上", "", ("", ">=", None)),
        ("完成市下达任务", "", ("", "=", None)),
    ],
)
def test_a_cell_of_a_target_column(text: str, unit: str, row: tuple[str, str, str | None]) -> None:
    (found,), issues = parse_target("某项指标", text, unit)
    target = None if found.target is None else f"{found.target:f}"
    assert (found.name, found.unit, found.comparator, target) == ("某项指标", *row)
    assert found.text == text
    assert not issues


def test_a_range_in_a_target_column() -> None:
    (row,), _ = parse_target("增速", "6%-8%")
    assert (row.comparator, row.minimum, row.maximum) == ("range", 6, 8)


@pytest.mark.parametrize("text", ["", "/", "—"])
def test_an_empty_target_is_none(text: str) -> None:
    assert parse_target("某项指标", text) == ((), ())


def test_prose_in_a_target_column_is_read_as_prose() -> None:
    rows, _ = parse_target("粮食", "播种面积10万亩，总产量5万吨")
    assert [(row.name, row.unit) for row in rows] == [("播种面积", "万亩"), ("总产量", "万吨")]
