"""Who does what: text of a responsibility cell, line or bracket → departments with their roles.

Roles: 牵头 lead, 责任 responsible, 配合 cooperating, 指导 guiding. Without a word about it the
`default_role` of the column holds; where the text itself names a lead, the others of a `lead` column
become responsible. Names stay as printed; people (分管领导) are not departments.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from tasklists.importing.records import NOWHERE, AssignmentRow, Issue, Role, SourceRef
from tasklists.importing.words import closing_bracket, fold_spaces, is_nothing, split_outside

from .bodies import (
    COLLECTIVE,
    begins_body,
    is_body,
    is_complete,
    is_person,
    mend_lines,
    run_on_parts,
    split_names,
)
from .dates import find_dates

_LEAD = r"牵头|主办|主责|领办|首责|主管|总牵头|主抓"
_HELP = r"配合|协办|协同|参与|协助|参加|会办|支持|联动"
_GUIDE = r"指导|督导"
_DUTY = r"责任|落实|实施|承办|执行|负责|完成|建设|推进"
_NOUN = r"(?:单位|部门|主体|科室|处室|股室|机构|方|区直部门|街镇|乡镇)"
_PEOPLE = r"(?:领导|责任人|负责人|联系人|人员|联系电话|电话)"
_LABEL: Final = re.compile(
    rf"(?:(?P<lead>{_LEAD})|(?P<help>{_HELP})|(?P<guide>{_GUIDE})|(?P<duty>{_DUTY}))(?:和责任|责任|实施|落实|负责)?"
    rf"{_NOUN}\s*(?:及责任人)?\s*[：:]|(?P<people>(?:{_LEAD}|{_HELP}|{_DUTY}|分管|包保|挂点|联系|区|市|县|区级|县级|市级)*"
    rf"{_PEOPLE})\s*[：:]|(?P<bare>(?:{_LEAD}|{_HELP}|{_GUIDE}|责任))\s*[：:]"
)
_MANNER = (
    r"(?:分别|共同|联合|具体|统筹|总体|按照?(?:各自)?(?:职责|职能|分工|职责分工)(?:分工)?|根据职责|各自|主要|积极|"
    r"协调|抓总)*"
)
_AFTER: Final = re.compile(
    rf"(?:等(?:相关|有关|各)?(?:单位|部门|成员单位)?)?{_MANNER}"
    rf"(?:(?P<lead>{_LEAD})(?:落实|负责|实施|组织|推进|抓|单位|部门|协调|组织实施)*|(?P<help>{_HELP})(?:落实|实施|单位|部门|推进|做好)*"
    rf"|(?P<guide>{_GUIDE})(?:单位|部门|落实)*|(?P<duty>负责|落实|实施|承办|组织实施|抓落实|分工负责)(?:落实|实施|推进|抓好)*)"
    r"[。.]?$"
)
_ROLE_OF_GROUP: Final[dict[str, Role | None]] = {
    "lead": "lead",
    "help": "cooperating",
    "guide": "guiding",
    "duty": None,
}
# 教育局牵头各乡镇配合: no mark between the verb and the next body.
_VERB_BEFORE_NEXT: Final = re.compile(
    rf"({_LEAD}|负责)(?=(?:各|相关|有关|[区市县省])[^，,；;。、：:]{{1,16}}(?:{_HELP}|{_LEAD}|负责|落实)(?:[，,；;。]|$))"
)
_LONGEST: Final = 4000  # characters of a responsibility cell
_STAR: Final = r"[*＊★☆▲△]"
_MARK_IN_BRACKETS: Final = re.compile(
    rf"[（(【\[]\s*(?:(?P<lead>(?:{_LEAD}))|(?P<help>{_HELP})|(?P<guide>{_GUIDE})|(?P<duty>责任)){_NOUN}?\s*[）)】\]]"
)
# A space before a bracket, or behind that of a collective, is how a cell was broken, not a separator.
_BROKEN_AT_BRACKET: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])\s+(?=[（(])|(?<=[)）])\s+(?=(?:安委会|管委会|指挥部|领导小组|党工委|政府)(?:$|[、，,；;\s]))"
)
_NOTE_ON_LEAD: Final = re.compile(
    rf"[（(]?(?:注[：:])?[^（()）、；;。]{{0,12}}(?:{_STAR}|第一|首位|排名|列首|排在)[^（()）]{{0,10}}(?:{_LEAD})[^（()）、；;]{{0,20}}[）)]?"
)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of names with the role its words give it; None where they give none."""

    text: str
    role: Role | None
    people: bool = False
    labelled: bool = False


def parse_assignments(
    text: str,
    default_role: Role,
    *,
    known: Collection[str] = (),
    first_leads: bool = False,
    ref: SourceRef = NOWHERE,
) -> tuple[tuple[AssignmentRow, ...], tuple[Issue, ...]]:
    """The bodies of a responsibility text in printed order, with their roles.

    `known`: names that stand alone elsewhere, to cut names that run on. `first_leads`: a note of the
    document says that the first of each list leads.
    """
    if is_nothing(text):
        return (), ()
    if len(text) > _LONGEST:
        return (), (Issue("warning", "unplaced_text", "文字过长，不像责任单位。", text[:_LONGEST], ref),)
    printed = _unwrap(mend_lines(mend_brackets(fold_spaces(text)), known))
    note = _NOTE_ON_LEAD.search(printed)
    if note:
        first_leads = first_leads or not re.search(_STAR, note[0])
        printed = printed.replace(note[0], "")
    rows: list[AssignmentRow] = []
    issues: list[Issue] = []
    for segment in _segments(printed):
        if segment.people:
            issues.append(Issue("info", "unplaced_text", f"“{segment.text}”是人员，不作部门。", text, ref))
            continue
        found, doubts = _names(segment, known, text, ref)
        rows.extend(found)
        issues.extend(doubts)
    rows = _settle_roles(rows, default_role, first_leads)
    return tuple(dict.fromkeys(replace(row, ref=ref) for row in rows)), tuple(issues)


def mend_brackets(text: str) -> str:
    """The text without the spaces at which a cell was broken before or behind a bracket."""
    return _BROKEN_AT_BRACKET.sub("", text)


def role_of_label(label: str) -> Role | None:
    """The role that a heading or label gives: 牵头单位 → lead, 配合部门 → cooperating; 责任单位 → None
    (the column's default decides); None also for what is no such label."""
    match = _LABEL.fullmatch(label.strip().rstrip("：:") + "：")
    return _ROLE_OF_GROUP.get(match.lastgroup or "") if match else None


def collect_departments(texts: Iterable[str]) -> frozenset[str]:
    """Names that stand alone between plain separators anywhere in the responsibility texts."""
    names: set[str] = set()
    for text in texts:
        for _, piece in split_outside(text, "、，,；;/\n（）()：:"):
            name = piece.strip()
            if 3 <= len(name) <= 20 and is_complete(name) and run_on_parts(name) == ([name], True):
                names.add(name)
    return frozenset(names)


def split_leads_in_brackets(
    text: str, *, default_role: Role = "lead", known: Collection[str] = (), ref: SourceRef = NOWHERE
) -> tuple[str, tuple[AssignmentRow, ...], tuple[Issue, ...]]:
    """Prose without the brackets that say who does it, and what they say.

    '……。（某局牵头落实）', '……（指导部门：A、B；责任主体：C）', '……〔责任单位：A〕'. A bracket without such
    words counts only at the very end, and only if it holds nothing but bodies.
    """
    rows: list[AssignmentRow] = []
    issues: list[Issue] = []
    kept: list[str] = []
    position = 0
    for match in re.finditer(r"[（(〔【\[]", text):
        if match.start() < position:
            continue
        end = closing_bracket(text, match.start())
        if end is None:
            continue
        at_end = not text[end + 1 :].strip(" 。.；;\n\r\t（）()")
        who, when = split_when(text[match.start() + 1 : end])
        if not _may_say_who(who, at_end=at_end):
            continue
        found, doubts = parse_assignments(who, default_role, known=known, ref=ref)
        if not _names_only_bodies(found, doubts):
            continue
        rows.extend(found)
        issues.extend(doubts)
        # A deadline beside the names stays in the prose.
        kept.append(text[position : match.start()] + (f"（{when}）" if when else ""))
        position = end + 1
    kept.append(text[position:])
    rest = re.sub(r"([。；;])[。；;]+", r"\1", "".join(kept)).strip()
    return rest, tuple(dict.fromkeys(rows)), tuple(issues)


def _may_say_who(inner: str, *, at_end: bool) -> bool:
    """Whether a bracket has a label or a verb of responsibility, or stands last and names bodies."""
    if len(inner) > 400:
        return False
    labels = [label for label in _LABEL.finditer(inner) if not label["people"]]
    if labels and not re.search(r"[。；;]", inner[: labels[0].start()].rstrip("；;，, ")):
        return True
    if any(_AFTER.search(clause.strip()) for _, clause in split_outside(inner, "；;。，,\n")):
        return True
    names = split_names(inner)
    return at_end and bool(names) and all(is_body(name) and begins_body(name) for name in names)


def split_when(text: str) -> tuple[str, str]:
    """A text of responsibility without what it says of time, and that: '某局牵头，12月底前完成'.

    The whole text and '' where it says nothing of time, or nothing else.
    """
    who: list[str] = []
    when: list[str] = []
    for _, clause in split_outside(text, "；;。，,\n"):
        piece = clause.strip()
        (when if _is_time(piece) else who).append(piece)
    return ("，".join(who), "，".join(when)) if who and when else (text, "")


def _is_time(piece: str) -> bool:
    """Whether a clause only says when: 12月底前完成, 长期坚持, 持续推进."""
    if len(piece) > 20:
        return False
    if re.fullmatch(r"(?:长期|持续|全年|每[年月季]|常年|常态化)[坚持推进开展落实实施度]{0,4}", piece):
        return True
    dates = find_dates(piece, 2000)
    rest = piece[: dates[0].start] + piece[dates[-1].end :] if dates else piece
    done = r"[于在]?(?:前|底)?(?:全面|基本|完成|建成|落实到位|见效|动工|开工|取得成效)*"
    return bool(dates) and re.fullmatch(done, rest) is not None


def _names_only_bodies(rows: Collection[AssignmentRow], issues: Collection[Issue]) -> bool:
    """Whether what was read of a bracket is bodies throughout, people aside."""
    if any(issue.code == "unplaced_text" and issue.level == "warning" for issue in issues):
        return False
    return bool(rows) and all(
        is_complete(row.department) or COLLECTIVE.search(row.department) for row in rows
    )


def _unwrap(text: str) -> str:
    """Without the bracket that holds the whole text."""
    while text[:1] in "（(【[〔" and text and closing_bracket(text, 0) == len(text) - 1:
        if _MARK_IN_BRACKETS.fullmatch(text):
            break
        text = text[1:-1].strip()
    return text


def _segments(text: str) -> list[_Segment]:
    """The text cut where a label begins a role, or a verb (牵头, 配合) ends one."""
    labels = [match for match in _LABEL.finditer(text) if not _inside_brackets(text, match.start())]
    if not labels:
        return _by_verbs(text)
    segments = _by_verbs(text[: labels[0].start()]) if text[: labels[0].start()].strip(" ，,；;。\n") else []
    for match, end in zip(labels, [m.start() for m in labels[1:]] + [len(text)], strict=True):
        body = text[match.end() : end].strip(" ，,；;。\n\r\t")
        people = bool(match["people"])
        group = "lead" if (match["bare"] and re.match(_LEAD, match["bare"])) else match.lastgroup or ""
        role = _bare_role(match["bare"]) if match["bare"] else _ROLE_OF_GROUP.get(group)
        if match["duty"] and re.search(r"主体|落实|实施|承办|执行", match[0]):
            role = "responsible"
        if people:
            segments.append(_Segment(match[0] + body, None, people=True))
        else:
            inner = _by_verbs(body) if re.search(rf"{_LEAD}|{_HELP}", body) else [_Segment(body, None)]
            segments.extend(replace(s, role=s.role or role, labelled=True) for s in inner)
    return segments


def _bare_role(word: str) -> Role | None:
    for pattern, role in ((_LEAD, "lead"), (_HELP, "cooperating"), (_GUIDE, "guiding")):
        if re.match(pattern, word):
            return role  # type: ignore[return-value]
    return None


def _inside_brackets(text: str, position: int) -> bool:
    opening = max(text.rfind("（", 0, position), text.rfind("(", 0, position))
    if opening < 0:
        return False
    end = closing_bracket(text, opening)
    return end is not None and end > position


def _by_verbs(text: str) -> list[_Segment]:
    """Clauses with the role their last word gives; a clause without one joins the next that has."""
    segments: list[_Segment] = []
    waiting = ""
    text = _VERB_BEFORE_NEXT.sub(r"\1；", text)
    for _, clause in split_outside(text, "；;。，,\n"):
        match = _AFTER.search(clause.strip())
        if match is None:
            waiting = f"{waiting}，{clause}" if waiting else clause
            continue
        role = _ROLE_OF_GROUP[match.lastgroup or "duty"]
        if clause.strip().startswith(("会同", "联合")):
            role = "cooperating"
        names = clause.strip()[: match.start()]
        if waiting and role in ("cooperating", "guiding") and not segments:
            segments.append(_Segment(waiting, None))  # A局、B局，各乡镇配合: only the last helps
            waiting = ""
        segments.extend(_with_partners(f"{waiting}，{names}" if waiting else names, role))
        waiting = ""
    if waiting:
        segments.extend(_with_partners(waiting, None))
    return segments


def _with_partners(names: str, role: Role | None) -> list[_Segment]:
    """'A牵头会同B' and 'A会同B牵头': who stands after 会同 cooperates."""
    head, joined, tail = names.partition("会同")
    if not joined or not head.strip():
        return [_Segment(names, role)]
    verb = _AFTER.search(head.strip())
    lead = head.strip()[: verb.start()] if verb else head
    return [_Segment(lead, role or "lead"), _Segment(tail, "cooperating")]


def _names(
    segment: _Segment, known: Collection[str], raw: str, ref: SourceRef
) -> tuple[list[AssignmentRow], list[Issue]]:
    """The bodies of one segment; a mark in brackets or a star gives its own role."""
    rows: list[AssignmentRow] = []
    issues: list[Issue] = []
    for piece in split_names(_keep_stars(segment.text), known):
        role = segment.role
        mark = _MARK_IN_BRACKETS.search(piece)
        if mark:
            role = _ROLE_OF_GROUP[mark.lastgroup or "duty"] or "responsible"
            piece = piece.replace(mark[0], "").strip()
        if "※" in piece:
            role, piece = "lead", piece.replace("※", "").strip()
        if (named := re.fullmatch(r"([^：:]+)[：:](.+)", piece)) and is_person(named[2]):
            issues.append(Issue("info", "unplaced_text", f"“{named[2]}”像是人员，不作部门。", raw, ref))
            piece = named[1].strip()
        if (inner := re.search(r"[（(]([^（()）]{2,4})[）)]$", piece)) and is_person(inner[1]):
            issues.append(Issue("info", "unplaced_text", f"“{inner[1]}”像是人员，不作部门。", raw, ref))
            piece = piece[: inner.start()].strip()
        if is_person(piece):
            issues.append(Issue("info", "unplaced_text", f"“{piece}”像是人员，不作部门。", raw, ref))
            continue
        if not is_body(piece):
            if piece:
                issues.append(Issue("warning", "unplaced_text", f"“{piece}”不像部门名称。", raw, ref))
            continue
        parts, certain = run_on_parts(piece, known)
        if not certain:
            shown = "、".join(parts)
            issues.append(
                Issue("warning", "department_run_on", f"“{piece}”名称相连，暂分为{shown}，请核对。", raw, ref)
            )
        # The parts of AssignmentRow.role that are still open are settled by the caller.
        rows.extend(
            AssignmentRow(part, role or "responsible", _OPEN if role is None else NOWHERE) for part in parts
        )
    return rows, issues


_OPEN: Final = SourceRef(line=-1)  # marks a row whose role the text does not give


def _keep_stars(text: str) -> str:
    """Stars as a mark that survives trimming, tied to the name beside it."""
    return re.sub(_STAR, "※", text)


def _settle_roles(rows: list[AssignmentRow], default_role: Role, first_leads: bool) -> list[AssignmentRow]:
    """Gives the rows without a role of their own the default, or what is left beside a stated lead."""
    stated_lead = any(row.role == "lead" and row.ref is not _OPEN for row in rows)
    settled: list[AssignmentRow] = []
    for index, row in enumerate(rows):
        role = row.role
        if row.ref is _OPEN:
            role = default_role
            if default_role == "lead" and stated_lead:
                role = "responsible"
            elif first_leads and not stated_lead:
                role = "lead" if index == 0 and not COLLECTIVE.search(row.department) else "responsible"
        settled.append(AssignmentRow(row.department, role))
    return settled
