"""What the headings of columns and labels mean: synonyms as data.

A heading alone is only a hint: `tables.py` decides from the whole header row and from what the cells
hold. Meanings are the field names of `TaskRow`, the roles of departments, and a few of our own:
`person` (names of people, never departments), `result` (what has been done, as against what is
planned), `measure` (a unit of measurement), `ignored` (signatures, telephone numbers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasklists.importing.names import is_town_like
from tasklists.importing.words import close_up, fold

DEPARTMENT_FIELDS = ("lead", "responsible", "cooperating", "guiding")
# Columns that can hold what is to be done; the first kind present names the task.
WORK_FIELDS = ("title", "indicator", "requirement", "content", "objective")

# Headings as printed, without spaces and brackets, by what they mean.
SYNONYMS: dict[str, str] = {
    "number": """
        序号 编号 序 区级序号 任务序号 任务编号 项目序号 项目编号 区序号 县级序号 事项编号
        顺序 总序号 任务号 No NO no
    """,
    "upper_number": """
        市级序号 省级序号 市序号 省序号 上级序号 市级编号 省级编号 上级编号 市任务序号
        市清单序号 对应市级序号 对应市级任务序号
    """,
    "category": """
        类别 类型 分类 大类 小类 任务类别 任务类型 任务分类 工作类别 工作类型 项目类别
        项目类型 项目分类 所属类别 领域 工作领域 重点领域 所属领域 板块 工作板块 任务板块 方面
        行动 专项行动 重点行动 行动名称 版块 任务领域 一级指标 一级任务 任务大类 工程 重点工程
        工作方面 指标类别 指标类型 维度 工作分类 事项类别 事项类型 章节 部分 模块
    """,
    "title": """
        任务名称 项目名称 工作名称 事项名称 实事项目 民生实事项目 实事名称 任务 项目 事项
        工作任务 重点任务 主要任务 重点工作 重点工作任务 主要工作任务 工作事项 重点事项 重点项目
        任务事项 目标任务 工作目标任务 工作项目 任务项目 主要工作 年度任务 年度重点任务
        年度工作任务 二级任务 三级任务 民生实事 实事 实事内容 为民办实事项目 民生项目 清单事项
        任务清单 主要目标任务 重点目标任务 工作要点 重点工作事项 改革事项 改革任务 改革举措
        事项内容 任务分解 工作任务分解 主要事项 整改任务 整改事项  反馈问题
        问题清单 建设项目 工程项目 重点建设项目 任务目标 主要任务目标 工作任务及目标 重点任务事项
        序号及任务名称
    """,
    "indicator": """
        指标 指标名称 考核指标 约束性任务指标 主要指标 任务指标 约束性指标 二级指标 三级指标
        评价指标 监测指标 核心指标 具体指标 指标内容 考核内容 考核项目 重点指标 工作指标
        量化指标 建设指标 发展指标
    """,
    "requirement": """
        任务要求及举措 任务要求 工作要求 具体要求 要求 工作举措 主要举措 具体举措 重点举措 举措
        措施 工作措施 具体措施 主要措施 推进措施 落实措施 实施举措 整改措施 推进举措 落实举措
        任务举措 任务措施 具体工作措施 工作任务及要求 任务及要求 具体任务 具体工作任务 具体工作
        具体事项 任务内容 任务描述 具体任务要求 工作任务要求 主要任务及措施 任务说明 工作思路
        主要做法 细化措施 重点工作内容 具体目标任务 细化任务 任务细化 分解任务 主要任务内容
        任务具体内容 具体工作举措 任务要求和举措 工作要求及举措 具体任务及要求 整改要求
    """,
    "content": """
        建设内容 工作内容 主要内容 具体内容 内容 实施内容 项目内容 主要建设内容 建设任务
        项目建设内容 具体建设内容 具体工作内容 主要工作内容 项目概况 建设项目内容 主要建设任务
        实事项目内容 项目主要内容 工作内容及要求 项目简介 工程内容
    """,
    "objective": """
        建设目标 工作目标 年度目标 目标 目标要求 预期目标 年度工作目标 年度建设目标 完成目标
        总体目标 主要目标 具体目标 年度目标要求 预期成效 预期成果 工作成效 绩效目标 年度主要目标
        任务目标值 全年目标 年度任务目标 目标内容 工作目标及要求 阶段目标 整改目标 年度预期目标
        工作成果 成果形式 成果体现 项目目标 全年目标任务 年度目标任务 年度总目标 标志性成果
        预期效果 完成标准 达到目标 任务完成标准
    """,
    "target": """
        目标值 指标值 年度目标值 指标要求 考核目标 目标数 任务数 计划数 数量 任务量 年度任务数
        工作量 目标数值 计划值 年度计划 考核目标值 年度指标 指标目标 指标值要求 年度指标值
        年度任务量 建设数量 考核标准 目标任务数 全年任务数
    """,
    "measure": """
        计量单位 单位名称及计量 计算单位 指标单位 度量单位 量纲
    """,
    "scale": """
        建设规模 规模 建设规模及内容 项目规模 建设内容及规模 建设规模与内容 建设内容和规模
    """,
    "standard": """
        建设标准 标准 工作标准 验收标准 标准规范 技术标准 质量标准 建设要求
    """,
    "figures": """
        指标与任务量明细
    """,
    "nodes": """
        节点目标明细
    """,
    "funding": """
        资金来源 资金渠道 资金筹措 资金保障 经费来源 资金安排 资金来源及渠道
    """,
    "investment": """
        总投资 投资额 投资 投资估算 计划投资 投资规模 项目总投资 预算 资金 投资金额 计划总投资
        估算投资 投资概算 预计投资 资金预算 资金需求 概算投资 预算金额 总投资额 投入资金
        计划投入资金 资金规模 预算资金 资金投入 计划资金
    """,
    "scope": """
        涉及范围 实施范围 建设地点 实施地点 责任街镇 涉及街镇 实施街镇 建设地址 项目地点 地点
        范围 区域 实施区域 涉及镇街 责任镇街 实施镇街 所在街镇 所在镇 涉及乡镇 责任乡镇 所在地
        项目所在地 建设位置 实施乡镇 项目实施地点 所属街镇 所属镇街 属地 涉及镇 建设范围
        覆盖范围 属地街镇 属地镇街 属地乡镇 涉及地区 工作范围
    """,
    "quota": """
        街镇任务量 各街镇任务量 镇街任务量 乡镇任务量 街镇任务 各街镇任务 镇街任务 任务分配
        街镇任务分解 镇街任务分解 各镇街任务量 任务量分解 指标分解 分解指标 各镇任务 镇级任务量
        乡镇任务 乡镇任务分解 各乡镇任务 目标分解 各街镇任务数
    """,
    "lead": """
        牵头单位 牵头部门 区级牵头部门 牵头责任单位 牵头责任部门 主要责任单位 主办单位 主办部门
        主责单位 主责部门 牵头科室 区级牵头单位 市级牵头单位 市级牵头部门 县级牵头单位 牵头
        牵头股室 牵头处室 第一责任单位 总牵头单位 总牵头部门 牵头主管部门 区牵头部门 县牵头单位
        市牵头单位 责任牵头单位 主牵头单位 牵头负责单位 牵头区级部门 牵头区级单位 牵头县级部门
        主要牵头单位 统筹单位 牵头委办
    """,
    "responsible": """
        责任单位 责任部门 责任科室 责任股室 责任处室 责任主体 区级责任单位 区级责任部门
        县级责任单位 市级责任单位 落实单位 落实部门 实施单位 实施主体 承办单位 承办部门 负责单位
        负责部门 建设单位 项目单位 项目业主 业主单位 责任单位及部门 承担单位 主体责任单位
        具体责任单位 实施部门 承办科室 负责科室 归口部门 责任分工 任务分工 分工 责任委办
        项目责任单位 项目实施单位 执行单位 组织实施单位 具体承办单位 部门 部门单位 推进单位
        责任组织 整改责任单位 整改单位 建设主体 项目建设单位 实施责任单位 责任部门单位
        责任单位部门 项目法人 负责处室 责任区县 工作责任单位 完成单位
    """,
    "cooperating": """
        配合单位 配合部门 协同单位 协同部门 参与单位 参与部门 协办单位 协办部门 协助单位
        协作单位 配合责任单位 协同配合单位 区级配合部门 区级配合单位 参加单位 协同责任单位
        配合科室 相关单位 相关部门 市级配合单位 县级配合单位 协助部门 协作部门 配合 协办
        责任配合单位 会办单位 其他责任单位 支持单位 联合单位 配合责任部门 协调单位 协同责任部门
        参与配合单位 配合股室 协办科室 次要责任单位 配合处室
    """,
    "guiding": """
        指导单位 指导部门 业务指导部门 业务指导单位 市级指导部门 监管单位 监管部门 督导单位
        督办单位 督查单位 行业主管部门 主管部门 主管单位 市级主管部门 行业主管单位 监督单位
        市级对口部门 督导部门 督办部门 监督部门 考核单位 考核部门 验收单位 验收部门 行业指导部门
        市级指导单位 督促单位 指导
    """,
    "deadline": """
        完成时限 完成时间 完成时间节点 时限要求 计划完成时间 时间节点 时限 完成期限 进度要求
        整改时限 预计完成时间 完成日期 截止时间 时间要求 办结时限 实施时间 工作时限 完成时间要求
        任务完成时间 时间安排 计划时间 年限 实施期限 完成节点 推进时限 时间进度 完成时效
        落实时限 时间 期限 节点 计划竣工时间 竣工时间 工作节点 进度安排 建设年限 建设周期
        计划完成时限 要求完成时间 拟完成时间 节点要求 办理时限 整改期限 建设工期 工期
        计划完成日期 建设期限 任务时限 完成时间及要求 起止时间 建设时间 完成时间时限 推进时间
        落实时间 工作时间节点 整改完成时间 任务完成时限 计划完成时间节点 时限节点 完工时间
        计划完工时间 建设起止年限 实施年限
    """,
    "person": """
        责任人 责任领导 分管领导 牵头领导 主要领导 联系人 负责人 具体责任人 分管区领导 区领导
        责任区领导 挂钩领导 包联领导 包保领导 联系领导 主要负责人 分管负责人 市领导 分管市领导
        牵头区领导 牵头市领导 县领导 责任县领导 牵头县领导 分管县领导 县级领导 区级领导 市级领导
        具体负责人 经办人 项目负责人 联络员 责任人员 第一责任人 直接责任人 领导 姓名 局领导
        分管局领导 牵头人 责任科长 科室负责人 填报人 责任市领导 牵头领导及责任人 负责领导 承办人
        包抓领导 督办领导 责任县级领导 挂帅领导 分管副市长 分管副区长 分管副县长 责任副市长
        督导领导 责任分管领导 牵头责任人 整改责任人 督导人 包联责任人 责任校领导 责任局领导
    """,
    "result": """
        存在问题 主要问题 问题及原因 困难问题
        完成情况 进展情况 工作进展 落实情况 推进情况 目前进展 进展 当前进展 完成进度 整改情况
        整改进展 存在的问题 实际完成 完成率 完成比例 工作进展情况 上年完成情况 是否完成 状态
        完成状态 办理情况 实施情况 进度 工作完成情况 目前进度 整改成效 任务完成情况 上年完成数
        上年实际 上年完成值 上年值 基期值 基准值 形象进度 工程进度 进展成效 完成效果
        实际完成时间 下一步打算 下一步安排 下步安排 推进成效 目前进展情况 项目进展 项目进展情况
        截至目前进展情况 完成情况说明 得分 自评得分 评分
    """,
    "plan": """
        工作计划 推进计划 实施计划 进度计划 计划安排 工作安排 推进安排 年度工作计划 阶段计划 工作进度
        序时进度 进度安排计划 推进步骤 实施步骤 阶段任务 工作步骤 节点安排 阶段性目标
    """,
    "remark": """
        备注 说明 其他 注 依据 文件依据 来源 任务来源 政策依据 备注说明 工作依据
    """,
    "ignored": """
        联系电话 电话 手机 手机号码 联系方式 签名 签字 邮箱 职务
    """,
}

MEANINGS: dict[str, str] = {word: meaning for meaning, words in SYNONYMS.items() for word in words.split()}

# Composite headings by what they contain; the first line that matches decides.
PATTERNS: tuple[tuple[str, str], ...] = (
    (r"(?:市|省|上)级?.*(?:序号|编号)", "upper_number"),
    (r".*(?:序号|编号)", "number"),
    (r".*(?:联系电话|电话|手机|联系方式|签字|签名).*", "ignored"),
    (r".*(?:完成情况|进展|落实情况|推进情况|整改情况|实际完成|完成率).*", "result"),
    (r".*(?:牵头|主办|主责).*(?:单位|部门|科室|委办|乡镇|街道).*", "lead"),
    (r".*(?:配合|协办|协同|协助|参与|协作).*(?:单位|部门|科室).*", "cooperating"),
    (r".*(?:指导|监管|督导|督办|主管|监督|验收).*(?:单位|部门).*", "guiding"),
    (r".*(?:责任|实施|承办|落实|建设|负责|承担|业主).*(?:单位|部门|主体|科室|处室|股室).*", "responsible"),
    (r".*(?:领导|责任人|负责人|联系人|联络员|局长|区长|县长|市长|书记|主任).*", "person"),
    (r".*(?:街镇|镇街|乡镇|街道|园区|区县).*(?:任务量|任务数|任务|分解|指标|计划数)", "quota"),
    (r".*(?:任务量|任务数|指标)?分解(?:到|至).*", "quota"),
    (r".*(?:完成|竣工|办结|整改|完工).*(?:时间|时限|期限|日期|节点).*", "deadline"),
    (r".*(?:时限|时间节点|完成时间|期限|工期).*", "deadline"),
    (r".*资金.*(?:来源|渠道|筹措).*", "funding"),
    (r".*(?:投资|资金|经费|预算)(?:总|金|数)?额?(?:估算|概算)?", "investment"),
    (r".*(?:涉及|实施|责任|所属|所在|建设).*(?:街镇|镇街|乡镇|街道|区域|范围|地点|地址|位置|村)", "scope"),
    (r".*(?:目标值|指标值|任务数|目标数|计划数|任务量)", "target"),
    (r".*(?:指标)(?:名称|内容)?", "indicator"),
    (r".*建设.*规模(?:及.{2,6})?", "scale"),
    (r".*标准(?:要求|及要求|规范)?", "standard"),
    (r".*(?:举措|措施|要求)(?:及.{2,6})?", "requirement"),
    (r".*(?:任务|工作|项目|建设|事项)(?:具体|主要)?内容.*", "content"),
    (r".*(?:年度|工作|建设|全年|年|总体|预期).*目标(?:任务|要求)?", "objective"),
    (r".*(?:任务|项目|事项|工作)(?:名称|事项|清单|任务)?", "title"),
    (r".*目标(?:及.{2,6})?", "objective"),
    (r".*内容(?:及.{2,6})?", "content"),
    (r".*(?:类别|类型|分类|领域|板块)", "category"),
    (r".*(?:备注|依据|来源)", "remark"),
)
LONGEST_HEADING = 24  # characters, brackets left out

_PATTERNS = tuple((re.compile(pattern), meaning) for pattern, meaning in PATTERNS)

# Headings that name a period whose goal the cells hold.
_HALF = {"上": "H1", "下": "H2"}
_QUARTER = {"一": "Q1", "二": "Q2", "三": "Q3", "四": "Q4", "1": "Q1", "2": "Q2", "3": "Q3", "4": "Q4"}
_PERIODS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?P<half>[上下])半年"),
    re.compile(r"第?(?P<quarter>[一二三四1-4])季度"),
    re.compile(r"Q(?P<quarter>[1-4])"),
    re.compile(r"(?<!\d)\d{1,2}月?(?:-|~|—|–|至|到)(?P<month>\d{1,2})月"),
    re.compile(r"(?:截至|截止|到|至)?(?<!\d)(?P<month>\d{1,2})月(?:底|末|份)?"),
)
# A heading may say more than its period ("上半年目标", "6月底进度要求"), but not what was done.
_GOAL = re.compile(
    r"(?:(?:20\d\d)?年度?|目标|计划|进度|节点|任务|要求|安排|工作|完成|前|底|末|份|形象|推进|建设|序时|阶段|累计|内容"
    r"|主要|重点|时间|应|达到|需|拟|数|值|量|预期|到|第|季度末|性)*"
)

BRACKET = re.compile(r"[（(【〔\[][^（()）】〕\]]*[)）】〕\]]")
FIRST_LEADS = re.compile(
    r"(?:第一|首|列前)(?:位|个|名)?.{0,12}(?:牵头|主办|主责)|(?:牵头|主办).{0,8}(?:列|排)在?(?:首|第一)|(?:排名|列|排)(?:第一|首位).{0,4}(?:牵头|主)"
)


def normal(heading: str) -> str:
    """A heading without spaces, line breaks, brackets and punctuation; digits and letters plain."""
    return re.sub(r"[:：、/\\.*，,_—－-]+", "", _without_brackets(heading))


def _without_brackets(heading: str) -> str:
    return re.sub(r"\s+", "", BRACKET.sub("", fold(close_up(heading))))


def meaning(heading: str) -> str | None:
    """What a heading names, or None. Periods come as `milestone:H1`."""
    text = normal(heading)
    if not text:
        inner = re.sub(r"[（()）【】〔〕\[\]\s]", "", fold(heading))
        return MEANINGS.get(inner)
    if len(text) > LONGEST_HEADING:
        return None
    if text in MEANINGS:
        return MEANINGS[text]
    if (period := period_of(heading)) is not None:
        return f"milestone:{period}"
    bare = re.sub(r"^(?:20\d\d年?(?:度|全年)?|本年度?|今年|全年)", "", text)
    if bare in MEANINGS:
        return MEANINGS[bare]
    return next((name for pattern, name in _PATTERNS if pattern.fullmatch(text)), None)


def period_of(heading: str) -> str | None:
    """H1, H2, Q1…Q4 or M01…M12 where the heading names the goal of a period."""
    text = _without_brackets(heading)
    for pattern in _PERIODS:
        match = pattern.search(text)
        if match is None or not _GOAL.fullmatch(text[: match.start()] + text[match.end() :]):
            continue
        groups = match.groupdict()
        if groups.get("half"):
            return _HALF[groups["half"]]
        if groups.get("quarter"):
            return _QUARTER[groups["quarter"]]
        month = int(groups["month"])
        return f"M{month:02d}" if 1 <= month <= 12 else None
    return None


_TOTAL = re.compile(r"总计|合计|小计|总数|全[区县市](?:合计)?")


def heading_field(heading: str) -> str:
    """The meaning of a heading by itself, with columns of towns and totals; "" where unknown."""
    found = meaning(heading)
    if found:
        return found
    bare = normal(heading)
    if bare and is_town_like(bare):
        return f"town:{bare}"
    if _TOTAL.fullmatch(bare):
        return "total"
    return ""


def is_known_heading(text: str) -> bool:
    """Whether the words are listed, not merely built like a heading."""
    return normal(text) in MEANINGS or period_of(text) is not None


def is_card_row(texts: Sequence[str]) -> bool:
    """Whether headings and values alternate, as on a card (项目名称 | … | 责任单位 | …)."""
    filled = [text for text in texts if text.strip()]
    heads, values = filled[::2], filled[1::2]
    return (
        len(filled) >= 2
        and len(heads) == len(values)
        and all(normal(text) in MEANINGS for text in heads)
        and not any(normal(text) in MEANINGS for text in values)
    )
