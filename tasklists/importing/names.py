"""How names of departments and towns are compared: plain forms, kinds, and likeness.

Likeness only ever raises a question for a person; nothing is linked because of it.
"""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s()（）\[\]【】〔〕《》“”\"'‘’·、,，.。:：;；]+")
_COLLECTIVE = re.compile(
    r"^(?:全区)?各|^(?:有关|相关|涉农|其他|其它)|"
    r"(?:有关|相关|涉农|各).{0,4}(?:单位|部门|街镇|乡镇|镇|街道|村|社区)|成员单位|相关方"
)
_DEPARTMENT = re.compile(
    r"(?:局|委|办|部|会|中心|院|公司|集团|社|处|站|所|队|校|馆|行|协|联|室|政府|机关|大学|学院|"
    r"妇联|残联|团委|供电|指挥部|专班|协会|工商联|管委会)$"
)
_NO_NAME = re.compile(r"[0-9０-９。；;：:！!？?=<>]|牵头|负责|配合|落实")
_TOWN = re.compile(r"(?:镇|乡|街道|苏木|(?:园|景|开发|工业|管理|新|示范|农场|林场)区|农场|林场|园区|示范园)$")
_TOWN_SEAT = re.compile(r"(?:人民政府|街道办事处|办事处|党工委|党委|政府)$")
_TOWN_SUFFIX = re.compile(r"(?:镇|乡|街道)$")
_GOVERNED = re.compile(r"^[区市县](?!委|政府|政协|人大|纪)")
_BODY_SUFFIX = re.compile(r"(?:委员会|办公室|管委会|中心|委|局|办|部|处)$")
_LONGEST_DEPARTMENT = 40
_LONGEST_TOWN = 12


def plain(name: str) -> str:
    """The name without spaces, brackets, quotation marks and full-width forms."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name))


def town_stem(name: str) -> str:
    """赵巷镇 → 赵巷; a stem of one character would be no name, so 乡镇 stays as it is."""
    stem = _TOWN_SUFFIX.sub("", plain(name))
    return stem if len(stem) > 1 else plain(name)


def town_of_seat(name: str) -> str:
    """赵巷镇人民政府 → 赵巷镇, 夏阳街道办事处 → 夏阳街道; other names unchanged."""
    short = plain(name)
    bare = _TOWN_SEAT.sub("", short)
    if short.endswith("街道办事处"):
        bare = short.removesuffix("办事处")
    return bare if _TOWN.search(bare) else short


def is_collective(name: str) -> bool:
    """Whether the words mean several bodies at once (各街镇, 有关成员单位), which are never linked."""
    return _COLLECTIVE.search(plain(name)) is not None


def is_town_like(name: str) -> bool:
    """Whether the name itself says that it is a town (镇, 乡, 街道, 园区 …)."""
    short = plain(name)
    return len(short) <= _LONGEST_TOWN and not _NO_NAME.search(short) and bool(_TOWN.search(short))


def is_bare_place(name: str) -> bool:
    """Whether it could be a town without its suffix: two to five Chinese characters."""
    return re.fullmatch(r"[\u4e00-\u9fff]{2,5}", plain(name)) is not None


def is_department_like(name: str) -> bool:
    short = plain(name)
    return len(short) <= _LONGEST_DEPARTMENT and not _NO_NAME.search(name) and bool(_DEPARTMENT.search(short))


def look_alike(one: str, other: str) -> bool:
    """Whether two different names may well mean one department (区建管委, 区建设管理委)."""
    a, b = (_GOVERNED.sub("", plain(name)).removesuffix("机关") for name in (one, other))
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    core_a, core_b = (_BODY_SUFFIX.sub("", name) for name in (a, b))
    if len(core_a) > 1 and core_a == core_b:
        return True
    if len(a) < 3 or a.endswith("办公室"):
        return False
    abbreviation = a[0] == b[0] and a[-1] == b[-1] and _is_subsequence(a, b)
    return abbreviation or (len(core_a) > 4 and nearly_equal(core_a, core_b))


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def nearly_equal(a: str, b: str) -> bool:
    """The same characters in another order, or one character written otherwise, left out or added."""
    if len(a) == len(b):
        return sorted(a) == sorted(b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return len(b) - len(a) == 1 and _is_subsequence(a, b)


def town_kind(name: str) -> str:
    """The kind of a town by its name's ending, as `districts.Town.Kind` calls it."""
    endings = {"镇": "town", "乡": "township", "街道": "subdistrict"}
    return next((kind for ending, kind in endings.items() if plain(name).endswith(ending)), "other")
