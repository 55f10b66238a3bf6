"""What stands around a list: its title, year, district, document number, issuing body and date."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasklists.importing.fields.dates import find_year, parse_date
from tasklists.importing.outline import label_of
from tasklists.importing.records import Paragraph, SourceRef
from tasklists.importing.words import close_up, fold

_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,16}[〔\[【（(［]\s*20\d\d\s*[〕\]】）)］]\s*第?\s*\d{1,4}\s*号"
)
_LABELLED = re.compile(r"^[【\[]?\s*(?P<label>[\u4e00-\u9fff\s]{2,8}?)\s*[】\]]?\s*[:：|]\s*(?P<value>\S.*)$")
_TITLE_WORDS = re.compile(
    r"清单|任务|方案|计划|分解|要点|实事|情况表|一览表|分工|工作表|台账|责任表|指标|意见|安排|目标|行动|项目|表$|工作$"
)
_NO_TITLE = re.compile(
    r"^(?:附件|附表|附[:：]|抄送|来源|文章|发布|索引|主题|有效|公开|各|为|根据|按照|现将|单位|填报|日期|联系|注)|的通知$|通知如下|[。；：:]$|^《.*》$"
)
_COMPLETE = re.compile(r"(?:清单|方案|要点|表|任务书|意见|分工|台账|计划|通知|分解)$")
_ANNEX = re.compile(r"^附\s*[件表]\s*[一二三四五六七八九十\d]*\s*[:：.、]?\s*")
_BODY = re.compile(
    r"^[\u4e00-\u9fff（）()·、]{3,40}(?:办公室|委员会|政府|领导小组|指挥部|局|厅|委|办|部|会|院|公司|中心|街道|镇|乡)$"
)
_LETTERHEAD = re.compile(r"^(?P<body>[\u4e00-\u9fff（）()·]{4,40})文\s*件$")
_DATE_LINE = re.compile(
    r"^\s*(?:(?P<body>[\u4e00-\u9fff（）()]{4,40}?)\s*)?(?P<date>[〇○零一二三四五六七八九十\d]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日)\s*(?:印发)?\s*$"
)
_PLACE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|自治旗|新区|[省市区县州盟旗]))")
# Words that end like a district and are none.
_NO_PLACE = re.compile(
    r".[区市县州盟旗]|.*(?:示范|园|社|片|地|城|小|辖|开发|试验|试点|保护|景|灌|功能|先行|核心|保税|库|聚集|集聚|合作|涉农|特|牧|林|矿|城镇"
    r"|农|校|厂|街|覆盖|管控|规划|居住|产业|郊|中心|相关|有关|单元|首发|各|全|本|我|主城|重点|教学|作业|治理|责任|生活)区|.*(?:超|上|都|城|全|我|本|各|地级|县级)市"
    r"|.*(?:全|我|本|各|强|农业)县|(?:根据|按照|推进|推动|建设|加快|实施|印发|全面|为|对|在|将|把|与|和|及|的|各|由|向|经|报).*"
)
_YEAR_WORDS = re.compile(r"20\d\d\s*年?\s*度?|二[〇○零]\S{2}年度?")


@dataclass(frozen=True, slots=True)
class Letterhead:
    title: str
    year: int | None
    district: str | None
    issuing_number: str | None
    issuing_body: str | None
    issued_on: datetime.date | None
    year_from_issue: bool = False  # the year is that of the date or number of issue, not of the title
    used: frozenset[SourceRef] = frozenset()


def read_letterhead(around: Sequence[Paragraph], above_list: int, name: str = "") -> Letterhead:
    """`around`: the paragraphs outside the list in reading order, of which the first `above_list` stand
    above it; `name`: the file's name, the last resort for a title."""
    lines = [(close_up(paragraph.text), paragraph) for paragraph in around]
    above = lines[:above_list] or lines
    title, title_ref = _title(above, name)
    labelled = _labelled_values(text for text, _ in lines)
    number = _number([text for text, _ in lines], labelled)
    body, issued_on = _signature([text for text, _ in lines], labelled)
    year = find_year(title) or find_year(name)
    heads = [title, *(text for text, _ in above if "关于" in text and len(text) < 80)]
    if year is None:
        year = next((found for text in heads if (found := find_year(text))), None)
    of_issue = issued_on.year if issued_on else _year_of_number(number)
    used = frozenset(
        p.ref for text, p in lines if p.ref == title_ref or text in (number, body) or _DATE_LINE.match(text)
    )
    return Letterhead(
        title,
        year or of_issue,
        _district([*heads, body or "", *(text for text, _ in lines[:6]), *(text for text, _ in lines[-4:])]),
        number,
        body,
        issued_on,
        year is None and of_issue is not None,
        used,
    )


# ---------------------------------------------------------------- title


def _title(lines: Sequence[tuple[str, Paragraph]], name: str) -> tuple[str, SourceRef | None]:
    """The line nearest above the list that names one; else what a notice says it issues."""
    for index in range(len(lines) - 1, -1, -1):
        text = _ANNEX.sub("", lines[index][0])
        text = _with_line_above(text, lines, index)
        if _names_list(text):
            return text, lines[index][1].ref
    for text, paragraph in lines:
        match = re.search(r"(?:印发|下达|公布|发布)\s*《(.+)》的?(?:通知|公告|函)?", text)
        if match:
            return match[1], paragraph.ref
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.rsplit("/", 1)[-1])
    best = next((text for text, _ in lines if re.search(r"[\u4e00-\u9fff]{4}", text) and len(text) <= 60), "")
    return (best or stem), None


def _names_list(text: str) -> bool:
    return (
        4 <= len(text) <= 60
        and bool(_TITLE_WORDS.search(text))
        and not _NO_TITLE.search(text)
        and label_of(text) is None
        and not re.search(r"[。；！]", text)
    )


def _with_line_above(text: str, lines: Sequence[tuple[str, Paragraph]], index: int) -> str:
    """A title set on two lines: the upper one breaks off before the words that name a list."""
    if index == 0 or re.search(r"20\d\d|^关于", text):
        return text
    above = lines[index - 1][0]
    cut_off = re.search(r"20\d\d年|^关于|[\u4e00-\u9fff]{2,}[省市区县]", above) and len(above) <= 40
    if (
        cut_off
        and not re.search(r"[。：:；》号日）)]$|文件$|办公室$|政府$", above)
        and not _COMPLETE.search(above)
    ):
        return above + text
    return text


# ---------------------------------------------------------------- number, body, date


def _labelled_values(lines: Iterable[str]) -> dict[str, str]:
    """Values of the metadata that portals print: 文号：…, 发布机构：…, 成文日期：…"""
    values: dict[str, str] = {}
    for line in lines:
        match = _LABELLED.match(line)
        if match and len(match["value"]) <= 60:
            values.setdefault(re.sub(r"\s", "", match["label"]), match["value"].strip())
    return values


def _number(lines: Sequence[str], labelled: dict[str, str]) -> str | None:
    for line in lines:
        match = _DOCUMENT_NUMBER.search(line)
        alone = match and (len(line) <= len(match[0]) + 12 or (match.start() == 0 and len(line) < 80))
        if match and alone and "《" not in line[: match.end()]:
            return re.sub(r"\s+", "", match[0])
    for label in ("文号", "发文字号", "文件编号", "发文文号"):
        match = _DOCUMENT_NUMBER.search(labelled.get(label, ""))
        if match:
            return re.sub(r"\s+", "", match[0])
    return None


def _year_of_number(number: str | None) -> int | None:
    match = re.search(r"20\d\d", number or "")
    return int(match[0]) if match else None


def _signature(lines: Sequence[str], labelled: dict[str, str]) -> tuple[str | None, datetime.date | None]:
    """Who issued it and when: the letterhead, the line above the date at the end of the letter, or the
    portal's metadata."""
    head = next((match["body"] for line in lines if (match := _LETTERHEAD.match(line))), None)
    signed: str | None = None
    issued_on: datetime.date | None = None
    for index, line in enumerate(lines):
        match = _DATE_LINE.match(line)
        if match is None:
            continue
        issued_on = issued_on or parse_date(match["date"])
        signer = match["body"] or (lines[index - 1] if index else "")
        if signed is None and _BODY.match(signer):
            signed = signer
    for label in ("发布机构", "发文机关", "发布单位", "发文单位", "制发机关", "来源", "信息来源", "文章来源"):
        signed = signed or (labelled[label] if _BODY.match(labelled.get(label, "")) else None)
    for label in ("成文日期", "发文日期", "印发日期", "生成日期", "发布日期", "发布时间", "公开日期"):
        issued_on = issued_on or parse_date(labelled.get(label, ""))
    return head or signed, issued_on


# ---------------------------------------------------------------- district


def _district(texts: Iterable[str]) -> str | None:
    """The innermost place that the heads name: 上海市宝山区 → 宝山区."""
    votes: Counter[str] = Counter()
    for rank, text in enumerate(texts):
        place = _innermost_place(text)
        if place:
            votes[place] += 4 if rank == 0 else 1
    if not votes:
        return None
    best = max(votes.values())
    first = [place for place, count in votes.items() if count == best]
    return max(first, key=lambda place: (place[-1] in "区县旗", -len(place)))


def _innermost_place(text: str) -> str | None:
    plain = _YEAR_WORDS.sub(
        "", re.sub(r"[《》“”\s]|中共|中国共产党|关于(?:印发|做好|下达|公布|调整)?", "", fold(text))
    )
    position = 0
    found: str | None = None
    while (match := _PLACE.match(plain, position)) is not None and not _NO_PLACE.fullmatch(match["name"]):
        found = match["name"]
        position = match.end()
    return found if found and not found.endswith(("省", "自治区")) else None
