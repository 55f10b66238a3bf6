"""Every measurable target of the five real documents, as read by eye: unit, relation, figure, shares.

One line a task: `unit relation figure`, `each` for what is asked of every town, `of n = sum` for the
shares of n towns, `words` for a target without a number. Tasks that state none are not listed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tasklists.importing.document_json import as_json
from tasklists.importing.pipeline import read_document

FIGURES = {
    "000": """
        2: 个=1
        3: 个=1
        4: 个=3
        6: 户=3316; =words
        7: 座~3
        8: %=90; %>=80
        10: %=100; %>=95; %=55; %>=43
        11: 公里=8.2
        12: =words
        13: 万户=1.4
        15: 公里=4; 条>=5
        16: 公里=9
        21: =words
        22: %>=85; 个>=1; %=100
        24: %>40; %=100; %>=70
        25: 个=11
        26: 人次=600
        29: 周>=2; 人次>=200
        30: 个=3
        33: 个>=8; 户>=1
        34: 个=63
        35: 场>=24; 个>=15; %>=80
        44: %>=10
        45: upwords
        47: %>=5; 个>=1
        48: 个>=3
    """,
    "001": """
        1: 个=2 of 2 = 2
        2: 个=7 of 6 = 7
        3: 个=16 of 6 = 16
        5: %=80
        9: 公里=54.4 of 10 = 60.54; 座=48 of 8 = 33; =words
        11: 公里= of 9 = 50.17
        12: %=80
        13: 个=2 of 2 = 2
        15: 个>=1
        16: %>=5
        17: %<=5; 亩=124000 of 12 = 124000
        18: %>=97 each 97
        19: >=words; >=words; 万亩次=16.9 of 12 = 16.9; 万吨=38.09 of 12 = 38.09; 万吨=0.13 of 2 = 0.13
        20: 万亩=0.9 of 10 = 0.9; >=words
        21: 次>=1
        22: 亩=500
        24: 万亩=2.23; 亩=27278.59 of 9 = 27278.59
        25: %=30; %=100
        26: 个=1 of 1 = 1
        27: 个= of 1 = 1; 个= of 4 = 4
        28: 万亩=0.9 of 10 = 0.9; %>=99
        29: %>= each 85; 条>=2; 条>=2
        30: %=100; %>=70
        31: 亩=17400; 亩=17860 of 6 = 17860
        32: 家>=2; 家=3 of 3 = 3; 家=1 of 1 = 1
        33: 亩=6176; 亩=600 of 3 = 600; 亩=4703
        35: 家>=1; 件>=1
        36: =words; =words; %=2.5; %>=1; 个>=5; %=100
        38: 个=1; 亩= of 1 = 28
        39: 亩=3976 of 2 = 3976.3; 亩=2809 of 2 = 2809.1; 亩= of 2 = 2732
        40: 万亩>=4.1 of 12 = 4.1; 亩= of 3 = 1083
        41: >=words; 家= of 1 = 1
        42: %=100
        43: %up10; 个=15 of 11 = 15; 个>= each 1
        45: 名=100 of 11 = 100
        47: 个>=1; 条range1-2; 个range1-2; 个=1; 家=3
        48: 个range1-2
        56: 万元=1560; downwords
        57: %>=60
        58: 篇>=5; 家=1
        59: 个>=8; 个= each 1; 个=3; 个=5
        61: upwords
        64: %up3; 个= of 11 = 66
        65: 个= each 7; 项range1-2; 家range1-2; 个>= each 3; 个>= each 2; 个>= each 2; 个>= each 2; 篇次>= each 5; 个>= each 2
        66: 人次=600 each 60
        67: 家=10 of 3 = 10
        68: %>=80; %>=85
        69: 人次>=200; 周>=2
        70: 个=2; 个=4; = of 5 = 11; 篇= each 1
        72: 个range2-3
    """,  # noqa: E501
    "002": """
        4: %=90; %=50; =words; 个=3
        5: 个=5
        6: 个=15
        7: 个=250 of 10 = 250
        8: 个村=25 of 9 = 25
        9: 公里=20
        10: 公里=5; 公里=2; 个=10; 座=2
        11: 公里=2.2
        12: <=words
        13: =words; 个=4
        14: %=47; 个=2; 人~35
        15: %>50
        17: 户~14
        18: 个=45 of 7 = 45; 个=8 of 8 = 8
        19: downwords
        20: %=70
        21: 处=1; 处=1; 家= each 1
        23: 户=1000 of 4 = 1001
        25: 分>=95
        27: 个=2
        28: 个=2 of 2 = 2
        29: 个=8
        30: =words; 个=3
        33: 个=2; 个>=1; 亩=11; 亩=55.4; 座=2
        34: 个=1
        37: %=100
    """,
    "003": """
        1: 亩=1900; 吨=600; 亩=39
        2: %=98
        3: 亩=5625
        4: %=100
        5: 万吨=2.5; 万吨=0.8
        7: 亩=23701.71; 亩=77.08
        9: %=50; %=30
        11: 家=1
        12: 万吨=4.36; 万吨=3.06
        16: 家=1
        17: %=3; %=100
        18: 亿元>1.17
        20: %=100; 个=1; 个=1
        21: 名=40; 项=1
        22: %>=90
        23: %=60.64; %=83.67
        25: %=94.5; %=80
        26: %>=40
        27: %=100; 批次>=23760
        28: 批次>=424; %>=98; 批次>=15; 批次>=45
        29: %up20; %up20; %>=80
        30: %down10
        31: =words
        32: 项=10; %>=3
        33: 家=1
        34: 家=1
        35: %=100; %=100
        37: 户>=3000
        38: %=100
        39: 个=1
        40: 个=2; %=21
        41: %=97
        42: %=80
        44: 个=264
        46: 万元=2500
        47: %=95; %>=99.5; 万人=9.7
        48: 万元=9021
        49: 个=67; =words; 项>200; 项=100
        50: %=85
        51: 所>= each 1
        52: =words
        53: 人>=16; 万人次>=1.2
        54: %>=60; %>=90; %>=90
        55: %>=95
        56: 个>=5; 个=100; 个=1; 个>=2
        57: %=60
        58: %=100; %>=50
        60: %=100; 户=33
        61: 个=1
        64: %>=50
        67: %=70
        70: 个=1
        71: %>=45; %>=60
        72: 个=2; 名>=4
        73: %=80
        74: %>=95; downwords
        77: 个=1
        78: 场次>=50
        79: 场>=35
        82: %=60
        83: %=90
        84: 名=2000
        87: =words
        89: upwords
        91: %range5-10; %>=35
        92: %>=10
        96: 万元>=100; 个>=12
        100: upwords; %up20
        101: %>=60
        104: 户=5
        107: %>=60
        108: >words; >words
        109: %>=80
        110: 场>=25; 家次>=500; 万个次>=1
        111: 人次=100; 人次=2000; 人次>=500; 人次>=500; 人次>=1250
        112: 人>=5
        113: 次>=150; 次>=150
    """,
    "004": """
        （五）: %>=50
    """,
}


@lru_cache
def read(folder: Path, name: str) -> dict[str, Any]:
    (path,) = folder.glob(f"{name}_*.txt")
    return as_json(read_document(path.read_bytes(), name=path.name))


def figure(indicator: dict[str, Any]) -> str:
    shown = f"{indicator['unit']}{indicator['comparator']}"
    if indicator.get("min") is not None:
        shown += f"{indicator['min']}-{indicator['max']}"
    elif indicator["target"] is not None:
        shown += str(indicator["target"])
    elif indicator.get("each") is None and not indicator["quotas"]:
        shown += "words"
    if indicator.get("each") is not None:
        shown += f" each {indicator['each']}"
    if indicator["quotas"]:
        shown += f" of {len(indicator['quotas'])} = {indicator['quota_sum']}"
    return shown


@pytest.mark.documents
@pytest.mark.parametrize("name", FIGURES)
def test_the_targets_of_every_task(documents: Path, name: str) -> None:
    stated = {
        line.partition(":")[0].strip(): line.partition(":")[2].strip()
        for line in FIGURES[name].strip().splitlines()
    }
    found = {
        task["number"]: "; ".join(figure(indicator) for indicator in task["indicators"])
        for task in read(documents, name)["tasks"]
        if task["indicators"]
    }
    assert found == stated


@pytest.mark.documents
@pytest.mark.parametrize("name", FIGURES)
def test_every_indicator_has_a_name_and_its_words(documents: Path, name: str) -> None:
    for task in read(documents, name)["tasks"]:
        for indicator in task["indicators"]:
            assert len(indicator["name"]) >= 2, task["number"]
            assert indicator["name"].strip("、，。；：的") == indicator["name"], task["number"]
