"""What is asked of every town alike: 每个街镇60人."""

from __future__ import annotations

import re
from typing import Final

from .around import Context
from .clauses import Clause
from .numbers import Quantity

# Verbs that say that something shall be done, so that a figure behind them is to be reached.
_VERB_WORDS: Final = """
    完成 建成 建设 新建 改建 改造 扩建 新增 新创 创建 创评 创成 打造 培育 培训 培养 推进 推动
    推广 开展 实施 申报 选派 举办 组织 整治 发展 推出 种植 安置 建立 设立 评选 评定 认定 引进
    招引 储备 落实 投入 投资 治理 修复 提升 开发 实现 形成 建有 配备 配置 发放 解决 扶持 布局
    征集 编制 创作 消灭 消除 启动 保持 争取 获评 获得 签约 更新 选树 挖掘 召开 办理 帮扶 促进
    筹集 回收 拆除 清理 整改 铺设 安装 疏浚 绿化 造林 复垦 盘活 流转 淘汰 吸纳 转移 募集 安排
    检查 抽查 抽检 检测 监测 巡查 采样 开工 竣工 投产 接收 受理 走访 进行 推介 扩大 增设 增加
    支持 遴选 购置 采购 供应 提供 播种 组建 成立 构建 招录 招聘 选聘 聘请 印发 制作 验收 销售
    开放 救助 资助 收购 至少 预计 计划 确定 包括 明确 加强 推荐 发布 回答 报送 提交 重点 达
    新
"""
VERBS: Final = re.compile("|".join([*_VERB_WORDS.split(), r"完(?=\s*\d)"]))
EACH_TOWN: Final = re.compile(
    r"(?:按|在|确保|要求|以)?(?:(?:每个?|各)(?:相关|涉农|有关)?|\d+个(?=街?[镇乡]?[镇街]?道?(?:每|各|分别|均)))"
    r"(?:街镇|乡镇|镇街|镇乡|镇(?:（街道）)?|街道|乡)(?:（街道）|\(街道\))?(?:及|、|和)?(?:现代)?(?:农业园区)?(?!村|社区|[级内])"
)
_BEGINS_WITH_VERB: Final = re.compile(
    rf"\s*(?:全年|年内|每[月季年周]|常态化|累计|并|还|同时|{VERBS.pattern})"
)


def is_each(clause: Clause, quantity: Quantity, context: Context) -> bool:
    """Whether the figure is asked of every town; what the whole district shall reach is not."""
    before = clause.text[: quantity.start]
    own_subject = re.search(r"全[区县市]|本[区县市]|[区县市]级", before) or not _BEGINS_WITH_VERB.match(
        before
    )
    return asks_each_town(before) or (context.each and not own_subject)


def asks_each_town(text: str) -> bool:
    """Whether the words ask the same of every town; 各街镇村居 are villages."""
    match = EACH_TOWN.search(text)
    return match is not None and not re.match(
        r"(?:的)?(?:每个?|各)?(?:村|居|社区|行政村)", text[match.end() :]
    )
