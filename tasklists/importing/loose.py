"""Cells without a table around them: one cell a paragraph, and rows from which cells were left out.

Where the columns are known from a header, each cell is set into the column in which it reads best,
over all cells together; a row begins where a cell stands at or before the column of the one above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasklists.importing.cells import is_bodies, is_labelled, is_prose, likeness
from tasklists.importing.headers import WORK_FIELDS, heading_field, is_known_heading, normal
from tasklists.importing.outline import label_of
from tasklists.importing.records import Block, Cell, Paragraph, RawTable
from tasklists.importing.words import close_up

_LEAST_CELLS = 6
_LONGEST_HEADING = 16  # characters
_LEAST_LABELLED = 3
_EMPTY = Cell("")
# What it costs to leave a column empty, to begin a row, to go on in the cell above.
_LEFT_OUT, _NEW_ROW, _SAME_CELL = -0.4, -0.1, -1.2
_DOUBTFUL = -1.0  # a cell that reads worse than this in its column makes the row doubtful
_LEAST_MISPLACED = 2  # cells that read badly where they stand
_NAMES_TABLE = re.compile(r"(?:清单|方案|表|台账|分解|分工|要点)$")
_SENTENCE = 12  # characters: a shorter paragraph is a cell of its own
_HEADING = -1  # the place of a heading that fills its row
# Of the cells of a run, at most this share may read badly, else its separators are lost.
_BAD_SHARE = 0.25
_END_OF_LIST = re.compile(
    r"(?:备?注|说明|附件|附表|抄送|公开(?:方式|属性)|信息公开|主动公开|打印|关闭|分享|上一[篇条]|下一[篇条]|扫一扫|版权|来源|责任编辑)"
    r"[\s:：\d】（(]|[（(]?(?:此件|此页).{0,10}[)）]?$|.{0,30}20\d\d年\d{1,2}月\d{1,2}日(?:印发)?$|注[:：]"
    r"|分享到|【?(?:打印|关闭)(?:本页|窗口)?】?$|版权所有|主办单位?[:：].*(?:网|政府)|.*ICP备|网站(?:地图|标识码)|返回顶部"
)


def aligned(row: Sequence[Cell], fields: Sequence[str]) -> tuple[tuple[Cell, ...], str]:
    """The row's cells under the columns, and why the row is doubtful ("" where it is not)."""
    width = len(fields)
    if len(row) >= width and all(not cell.text.strip() for cell in row[width:]):
        return _moved_right(row[:width], fields) or tuple(row[:width]), ""
    filled = [cell for cell in row if cell.text.strip()]
    if len(row) > width:
        over = [close_up(cell.text) for cell in row[width:] if cell.text.strip()]
        return tuple(row[:width]), f"这一行比表头多出单元格：{'、'.join(over)}。"
    if len(filled) < 2:
        return (*row, *[_EMPTY] * (width - len(row))), ""
    places = _best_places([cell.text for cell in filled], fields)
    cells = [_EMPTY] * width
    worst = 0.0
    for place, cell in zip(places, filled, strict=True):
        cells[place] = cell
        worst = min(worst, likeness(fields[place], cell.text))
    return tuple(cells), "" if worst > _DOUBTFUL else "这一行的单元格比表头少，各列由内容推定，请核对。"


def _moved_right(row: Sequence[Cell], fields: Sequence[str]) -> tuple[Cell, ...] | None:
    """The cells of a row whose first ones were left out for a merged one above, the row being filled
    up at its end; None where the cells read no better elsewhere."""
    filled = [cell for cell in row if cell.text.strip()]
    if (
        len(filled) < 3
        or len(filled) == len(row)
        or any(c.merged or not c.text.strip() for c in row[: len(filled)])
    ):
        return None
    texts = [cell.text for cell in filled]
    places = _best_places(texts, fields)
    worst = min(likeness(fields[place], text) for place, text in zip(places, texts, strict=True))
    bad = sum(likeness(field, text) < _DOUBTFUL for field, text in zip(fields, texts, strict=False))
    if places[0] == 0 or bad < _LEAST_MISPLACED or worst <= _DOUBTFUL:
        return None
    cells = [_EMPTY] * len(fields)
    for place, cell in zip(places, filled, strict=True):
        cells[place] = cell
    return tuple(cells)


def _best_places(texts: Sequence[str], fields: Sequence[str]) -> list[int]:
    """Increasing column indexes for the cells with the best total likeness."""
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for done, text in enumerate(texts):
        following: dict[int, tuple[float, list[int]]] = {}
        for column in range(done, len(fields) - (len(texts) - done - 1)):
            score, path = max(
                (score + _LEFT_OUT * (column - before - 1), path)
                for before, (score, path) in best.items()
                if before < column
            )
            following[column] = (score + likeness(fields[column], text), [*path, column])
        best = following
    return max(best.values())[1]


# ---------------------------------------------------------------- one cell a paragraph


def tables_of_paragraphs(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with every run of paragraphs that are cells below a run of headings as a table."""
    result: list[Block] = []
    position = 0
    while position < len(blocks):
        headings = _headings_at(blocks, position)
        start = position + len(headings)
        cells = _cells_from(blocks, start) if headings else []
        table = _table(headings, cells)
        if table is None:
            result.append(blocks[position])
            position += 1
        else:
            result.append(table)
            position = start + len(cells)
    return result


def _headings_at(blocks: Sequence[Block], start: int) -> list[Paragraph]:
    """The paragraphs from here that are column headings, one each; none where they make no header."""
    found: list[Paragraph] = []
    for block in blocks[start:]:
        if not isinstance(block, Paragraph) or not _is_column_heading(block.text):
            break
        found.append(block)
    fields = {heading_field(close_up(paragraph.text)) for paragraph in found}
    known = sum(is_known_heading(paragraph.text) for paragraph in found)
    return found if len(found) >= 3 and known >= 2 and len(fields) >= 3 else []


def _is_column_heading(text: str) -> bool:
    bare = normal(text)
    if _NAMES_TABLE.search(bare) and not is_known_heading(text):
        return False  # the title above the headings
    known = bare == "单位" or bool(heading_field(close_up(text)))
    return 0 < len(bare) <= _LONGEST_HEADING and label_of(text) is None and known


def _cells_from(blocks: Sequence[Block], start: int) -> list[Paragraph]:
    """Up to what ends the list: its notes, a table, or the title and headings of the next one."""
    cells: list[Paragraph] = []
    for position, block in enumerate(blocks[start:], start):
        if not isinstance(block, Paragraph) or _END_OF_LIST.match(block.text.strip()):
            break
        if cells and _names_table(cells[-1]) and _headings_at(blocks, position):
            while cells and _names_table(cells[-1]):
                cells.pop()
            break
        cells.append(block)
    return cells


def _names_table(paragraph: Paragraph) -> bool:
    return bool(_NAMES_TABLE.search(normal(paragraph.text))) and not is_known_heading(paragraph.text)


def _table(headings: Sequence[Paragraph], paragraphs: Sequence[Paragraph]) -> RawTable | None:
    """The table of these cells; None where too many read badly under every heading."""
    repeated = [normal(heading.text) for heading in headings]
    kept = _without_repeated_header(paragraphs, repeated)
    if len(kept) < _LEAST_CELLS:
        return None
    fields = _fields([heading.text for heading in headings], [paragraph.text for paragraph in kept])
    places = _places_in_rows([paragraph.text for paragraph in kept], fields)
    bad = sum(
        place != _HEADING and likeness(fields[place], paragraph.text) < _DOUBTFUL
        for place, paragraph in zip(places, kept, strict=True)
    )
    if bad > _BAD_SHARE * len(kept):
        return None
    rows = _rows(kept, places, fields)
    if _figures_cannot_be_told_apart(fields, rows):
        return None
    head = tuple(Cell(heading.text, heading.ref) for heading in headings)
    return RawTable((head, *rows), headings[0].ref)


def _figures_cannot_be_told_apart(fields: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Of several columns of figures (a column a town), a figure left out shifts all others."""
    figures = [
        i
        for i, field in enumerate(fields)
        if field.split(":")[0] in ("town", "total", "target", "investment")
    ]
    full = [row for row in rows if len(row) == len(fields)]
    return len(figures) > 1 and any(not row[i].text for row in full for i in figures)


def scattered_header(blocks: Sequence[Block]) -> list[str]:
    """The headings of a table of one cell a paragraph whose cells could not be told apart."""
    for position in range(len(blocks)):
        headings = _headings_at(blocks, position)
        if headings:
            return [close_up(heading.text) for heading in headings]
    return []


def _fields(headings: Sequence[str], texts: Sequence[str]) -> list[str]:
    """What the headings mean. Of two columns of work without numbers, the first one groups the rows
    where numbered headings stand among the cells."""
    fields = [heading_field(close_up(heading)) for heading in headings]
    work = [index for index, field in enumerate(fields) if field in WORK_FIELDS]
    if len(work) > 1 and "number" not in fields and sum(map(is_labelled, texts)) >= _LEAST_LABELLED:
        fields[work[0]] = "category"
    return fields


def _without_repeated_header(paragraphs: Sequence[Paragraph], header: list[str]) -> list[Paragraph]:
    texts = [normal(paragraph.text) for paragraph in paragraphs]
    kept: list[Paragraph] = []
    position = 0
    while position < len(paragraphs):
        if texts[position : position + len(header)] == header:
            position += len(header)
        else:
            kept.append(paragraphs[position])
            position += 1
    return kept


def _places_in_rows(texts: Sequence[str], fields: Sequence[str]) -> list[int]:
    """The column of every cell by the best total over the whole run (dynamic programming over the
    column of the cell before)."""
    best: dict[int, float] = {len(fields) - 1: 0.0}
    back: list[dict[int, int]] = []
    for text in texts:
        scores: dict[int, float] = {}
        origin: dict[int, int] = {}
        for place in (_HEADING, *range(len(fields))):
            own = _own_score(place, text, fields)
            if own is None:
                continue
            before = max(best, key=lambda b: best[b] + _step(b, place, fields, text))
            scores[place] = best[before] + _step(before, place, fields, text) + own
            origin[place] = before
        best = scores
        back.append(origin)
    place = max(best, key=lambda p: best[p])
    places: list[int] = []
    for origin in reversed(back):
        places.append(place)
        place = origin[place]
    return places[::-1]


def _own_score(place: int, text: str, fields: Sequence[str]) -> float | None:
    if place == _HEADING:
        return 3.0 if is_labelled(text) and not is_prose(text.rstrip("。")[25:]) else None
    return likeness(fields[place], text)


def _step(before: int, place: int, fields: Sequence[str], text: str) -> float:
    """What it costs to go from the column of one cell to that of the next."""
    width = len(fields)
    if place == _HEADING:
        return 0.0 if before == _HEADING else _LEFT_OUT * (width - 1 - before)
    if before == _HEADING:
        return _LEFT_OUT * max(0, place - 1)
    if place > before:
        return _LEFT_OUT * (place - before - 1)
    new_row = _NEW_ROW + _LEFT_OUT * (width - 1 - before) + _LEFT_OUT * place
    return _SAME_CELL if _same_cell(before, place, fields, text) else new_row


def _same_cell(before: int, place: int, fields: Sequence[str], text: str) -> bool:
    """Whether a paragraph goes on in the cell above rather than begin a row with it."""
    if place != before or fields[place] in ("title", "category", "deadline"):
        return False
    new_row = _NEW_ROW + _LEFT_OUT * (len(fields) - 1 - before) + _LEFT_OUT * place
    long_enough = len(text) >= _SENTENCE or text.rstrip().endswith(("。", "；")) or is_bodies(text)
    return long_enough and new_row < _SAME_CELL


def _rows(
    paragraphs: Sequence[Paragraph], places: Sequence[int], fields: Sequence[str]
) -> list[tuple[Cell, ...]]:
    rows: list[list[Cell]] = []
    width = before = len(fields)
    for paragraph, place in zip(paragraphs, places, strict=True):
        cell = Cell(paragraph.text, paragraph.ref, paragraph.bold)
        if place == _HEADING:
            rows.append([cell])
            before = width
            continue
        if _same_cell(before, place, fields, paragraph.text):
            above = rows[-1][place]
            rows[-1][place] = Cell(f"{above.text}\n{cell.text}", above.ref, above.bold)
            continue
        if place <= before:
            rows.append([_EMPTY] * width)
        rows[-1][place] = cell
        before = place
    return [tuple(row) for row in rows]
