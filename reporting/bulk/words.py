"""Names and sentences of the bulk demonstration data: made up, and the same in every run."""

from __future__ import annotations

DEPARTMENTS = (
    "区农业农村委", "区水务局", "区生态环境局", "区规划资源局", "区交通委", "区住建委", "区文化旅游局",
    "区民政局", "区卫生健康委", "区教育局", "区人力资源社会保障局", "区财政局", "区发展改革委", "区经济委",
    "区商务委", "区市场监管局", "区绿化市容局", "区司法局", "区委组织部", "区委宣传部",
)  # fmt: skip
TOWNS = (
    "东浦镇", "西塘镇", "南桥镇", "北岭镇", "柳河镇", "青石镇", "花桥镇", "长泾镇", "新场镇", "古渡镇",
    "云台街道", "清泉街道", "白鹤镇", "金山桥镇", "石门镇", "沙洲镇", "梅岭镇", "松林镇", "平湖镇", "安溪镇",
    "凤凰街道", "大港镇", "小湾镇", "红星镇", "前进镇", "三溪镇", "五里镇", "临江镇", "望海镇", "宝塔街道",
)  # fmt: skip
HEADINGS = ("提升产业发展水平", "改善农村人居环境", "完善农村基础设施", "健全乡村公共服务", "加强乡村治理")
PARTS = ("重点项目", "长效机制", "专项整治", "示范创建")
VERBS = ("推进", "完善", "实施", "提升", "开展", "落实", "建成", "改造")
OBJECTS = (
    "农村公路养护", "高标准农田建设", "河道水系整治", "生活垃圾分类", "农村厕所管护", "村级综合服务设施",
    "农产品质量监管", "数字乡村应用", "乡村旅游线路", "农民技能培训", "集体资产管理", "村庄绿化美化",
    "农村污水处理", "老年助餐服务", "农房风貌管控", "种源基地建设", "冷链物流设施", "水稻绿色生产",
    "乡村医生队伍", "耕地保护巡查", "农村电网改造", "供水管网更新", "文化礼堂活动", "积分制管理",
    "邻里服务站点",
)  # fmt: skip
UNITS = ("公里", "亩", "座", "户", "个", "处", "人次", "条")
REQUIREMENT = "按照年度安排{verb}{object}，分解到责任单位和街镇，{quarter}前完成主体工作，年底前通过验收并移交管护，建立台账，按月报送进展。"  # noqa: E501
PROGRESS = "（演示）截至{month}月底，{object}累计完成约{percent}%，现场推进总体有序，资料同步归档。"
PROBLEMS = "（演示）部分点位受天气和征收进度影响，进场偏晚。"
NEXT = "（演示）倒排工期，逐周调度，下月重点推进剩余点位。"
QUARTERS = ("一季度末", "二季度末", "三季度末", "四季度中旬")
NUMERALS = "一二三四五六七八九十"


def title_of(number: int) -> str:
    """The name of the task with this number from 0; no two of the first thousand are alike."""
    verb, rest = VERBS[number % len(VERBS)], number // len(VERBS)
    thing, batch = OBJECTS[rest % len(OBJECTS)], rest // len(OBJECTS)
    return f"{verb}{thing}" + (f"（第{batch + 1}批）" if batch else "")


def object_of(number: int) -> str:
    return OBJECTS[number // len(VERBS) % len(OBJECTS)]


def town_name(number: int) -> str:
    again = number // len(TOWNS)
    return TOWNS[number % len(TOWNS)] if not again else f"新{again}{TOWNS[number % len(TOWNS)]}"
