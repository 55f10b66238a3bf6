"""Normalising of printed Chinese text, and the pieces of patterns that all stages share.

Nothing here decides what a text means. `fold` keeps the length, so that an offset in the folded text
is an offset in the printed one.
"""

from __future__ import annotations

import re

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
CJK = rf"[{HAN}]"
# Characters beside which a line break or a stray space carries no meaning.
_WIDE = rf"{HAN}，。、；：！？（）《》〈〉“”‘’【】〔〕％…—·"
_OPENING = "（(《〈“‘【〔[「"
_CLOSING = "）)》〉”’】〕]」"
_LONGEST_BRACKET = 600
_PAIRS = dict(zip(_OPENING, _CLOSING, strict=True))

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}  # ０-９
_FOLDED |= {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}  # Ａ-Ｚ ａ-ｚ
_FOLDED |= {
    ord(wide): ord(plain) for wide, plain in zip("％．／＋－＊～＜＞＝〜∼", "%./+-*~<>=~~", strict=True)
}
_SPACES = "\u00a0\u3000\u2002\u2003\u2009\u202f\t\x0b\x0c\u200b\u200c\u200d\ufeff\u00ad"
_FOLDED |= {ord(space): 0x20 for space in _SPACES}  # the last five are invisible

_NOTHING = re.compile(r"[\s/\\／\-－—–―_…·.。、*]*|无|暂无|没有|空|（无）|\(无\)|不涉及|[Nn]/?[Aa]")

_BREAK = re.compile(r"[ \t]*[\r\n\u2028\u2029\x0b\x0c]+[ \t]*")
_INNER_SPACE = re.compile(rf"(?<=[{_WIDE}])[ ]+|[ ]+(?=[{_WIDE}])")


def fold(text: str) -> str:
    """Full-width digits, letters, %, ． and odd spaces as their plain forms; same length."""
    return text.translate(_FOLDED)


def join_lines(text: str) -> str:
    """A cell's line breaks joined: nothing between Chinese characters, one space between Latin words.

    Spaces that stood at the break go with it; other spaces stay as printed.
    """

    def joint(match: re.Match[str]) -> str:
        before, after = text[: match.start()].rstrip()[-1:], text[match.end() :][:1]
        return " " if _is_latin(before) and _is_latin(after) else ""

    return _BREAK.sub(joint, text.strip())


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def close_up(text: str) -> str:
    """`join_lines`, and no spaces beside Chinese characters: '完 成 时 限' → '完成时限'."""
    return _INNER_SPACE.sub("", re.sub(r"\s+", " ", fold_spaces(join_lines(text)))).strip()


def fold_spaces(text: str) -> str:
    """Odd spaces (non-breaking, ideographic) as plain ones; digits and letters stay as printed."""
    return re.sub(r"[\u00a0\u3000\u2002\u2003\u2009\u202f\t\u200b\ufeff]", " ", text)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, '/', '—', '无'."""
    return _NOTHING.fullmatch(text.strip()) is not None


def split_outside(text: str, separators: str) -> list[tuple[int, str]]:
    """Pieces of `text` between any of the characters `separators`, with their offsets.

    A separator within brackets or quotation marks does not split, unless the bracket never closes.
    Empty pieces are left out; pieces are not stripped.
    """
    pieces: list[tuple[int, str]] = []
    start = position = 0
    while position < len(text):
        character = text[position]
        if character in _PAIRS:
            end = closing_bracket(text, position)
            position = end + 1 if end is not None else position + 1
            continue
        if character in separators:
            pieces.append((start, text[start:position]))
            start = position + 1
        position += 1
    pieces.append((start, text[start:]))
    return [(offset, piece) for offset, piece in pieces if piece.strip()]


def closing_bracket(text: str, opening: int) -> int | None:
    """Offset of the bracket that closes the one at `opening`; None where it stays open.

    Full-width and plain brackets close each other, as documents mix them. One that closes very far
    away counts as open: a lost bracket must not swallow the rest (nor cost quadratic time).
    """
    kind = text[opening]
    same = {"（": "（(", "(": "（("}.get(kind, kind)
    close = {"（": "）)", "(": "）)"}.get(kind, _PAIRS[kind])
    depth = 0
    for position in range(opening, min(len(text), opening + _LONGEST_BRACKET)):
        if text[position] in same:
            depth += 1
        elif text[position] in close:
            depth -= 1
            if not depth:
                return position
    return None
