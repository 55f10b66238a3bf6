"""The typefaces and measures of GB/T 9704—2012, and what stands in where an office has not bought a face.

No font comes with the product. Word looks a name up, then its `w:altName`s from the document's font
table, then takes its own substitute; the alternatives named here come with Windows, WPS or macOS.
Figures and Latin letters in the text are set in Times New Roman, as offices have it, the page number in
the half-width figures of 宋体, as the standard asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.shared import Mm, Pt

XIAOBIAOSONG, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
LATIN = "Times New Roman"
# Name → the names to look for where it is absent, in that order.
ALTERNATIVES = {
    XIAOBIAOSONG: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋体", "华文中宋", "宋体", "SimSun"),
    FANGSONG: ("仿宋_GB2312", "FangSong", "方正仿宋简体", "STFangsong"),
    HEITI: ("SimHei", "方正黑体简体", "STHeiti"),
    KAITI: ("楷体_GB2312", "KaiTi", "方正楷体简体", "STKaiti"),
    SONGTI: ("SimSun", "方正书宋简体", "STSong"),
}
TITLE, BODY, PAGE_NUMBER, SMALL = Pt(22), Pt(16), Pt(14), Pt(10.5)  # 2号, 3号, 4号, 5号

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
LINES, CHARACTERS = 22, 28


@dataclass(frozen=True, slots=True)
class Margins:
    top: int
    bottom: int
    left: int
    right: int


UPRIGHT = Margins(Mm(37), Mm(35), Mm(28), Mm(26))
# The same sheet turned: what was its top is bound at the left.
LANDSCAPE = Margins(Mm(28), Mm(26), Mm(37), Mm(35))

TEXT_WIDTH = PAGE_WIDTH - UPRIGHT.left - UPRIGHT.right
TEXT_HEIGHT = PAGE_HEIGHT - UPRIGHT.top - UPRIGHT.bottom
# Twentieths of a point, rounded down so that the 22nd line still fits: 579 = 28.95 pt.
LINE_PITCH = int(TEXT_HEIGHT / LINES / Pt(1) * 20)
# What a character of 16 pt is moved by so that 28 fill the line, in 4096ths of a point.
CHARACTER_SPACE = int((TEXT_WIDTH / CHARACTERS / Pt(1) - BODY.pt) * 4096)
