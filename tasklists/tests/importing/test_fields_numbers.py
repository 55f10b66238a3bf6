"""Numbers and units as they are printed in task lists."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasklists.importing.fields.numbers import (
    chinese_number,
    convert,
    find_quantities,
    is_count,
    parse_number,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1200", "1200", id="plain"),
        pytest.param("1,200", "1200", id="thousands-comma"),
        pytest.param("１２", "12", id="full-width"),
        pytest.param("2 022", "2022", id="space-inside"),
        pytest.param("5.54", "5.54", id="decimal"),
        pytest.param("0", "0", id="zero"),
        pytest.param("-3", "-3", id="negative"),
        pytest.param("十二", "12", id="chinese"),
        pytest.param("两千三百", "2300", id="chinese-liang"),
        pytest.param("二〇二三", "2023", id="chinese-digits"),
        pytest.param("百分之八十五", "85", id="percent-in-words"),
        pytest.param("百分之九十点五", "90.5", id="percent-in-words-decimal"),
        pytest.param("千分之三", "0.3", id="per-mille"),
        pytest.param("三成", "30", id="tenths"),
        pytest.param("三成半", "35", id="tenths-and-a-half"),
        pytest.param("95%", "95", id="percent-sign"),
        pytest.param("95％", "95", id="wide-percent-sign"),
    ],
)
def test_a_whole_text_is_one_number(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "5G",
        "1:1",
        "1/3",
        "DB31/T 1109-2022",
        "三四个",
        "5-8",
        "12座",
        "若干",
        "2026.12.31",
        "1" * 30,
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        pytest.param("1.05 万吨", "1.05", "万吨", id="space-before-unit"),
        pytest.param("0.03万亩次", "0.03", "万亩次", id="sown-area"),
        pytest.param("1.4万户", "1.4", "万户", id="ten-thousand-households"),
        pytest.param("600人次", "600", "人次", id="person-times"),
        pytest.param("15批次", "15", "批次", id="batches"),
        pytest.param("45批次/年", "45", "批次", id="batches-a-year"),
        pytest.param("1万个次", "1", "万个次", id="ten-thousand-posts"),
        pytest.param("两个", "2", "个", id="chinese-count"),
        pytest.param("1.17亿元", "1.17", "亿元", id="money"),
        pytest.param("3千米", "3", "千米", id="kilometres-not-thousand-metres"),
        pytest.param("20万千瓦", "20", "万千瓦", id="power"),
        pytest.param("2个百分点", "2", "个百分点", id="points"),
    ],
)
def test_a_quantity_keeps_its_printed_unit(text: str, value: str, unit: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


def test_quantities_of_prose_come_in_order_with_their_places() -> None:
    text = "道路（公里）：东山2、西河1.5；新建桥梁3座，清洁率达85%以上"
    found = find_quantities(text)
    assert [(str(q.value), q.unit) for q in found] == [("2", ""), ("1.5", ""), ("3", "座"), ("85", "%")]
    assert all(text[q.start : q.end] == q.text for q in found)


def test_a_range_keeps_both_ends() -> None:
    (quantity,) = find_quantities("培育1-2条线路")
    assert (quantity.value, quantity.upper, quantity.unit) == (Decimal(1), Decimal(2), "条")


def test_about_is_marked() -> None:
    (quantity,) = find_quantities("培训180多名干部")
    assert quantity.about
    assert (quantity.value, quantity.unit) == (Decimal(180), "名")


@pytest.mark.parametrize(
    ("value", "unit", "to_unit", "result"),
    [
        ("12.4", "万亩", "亩", "124000"),
        ("124000", "亩", "万亩", "12.4"),
        ("2", "亿元", "万元", "20000"),
        ("3", "千米", "公里", "3"),
        ("1", "公顷", "亩", "15"),
        ("16.9", "万亩次", "亩次", "169000"),
    ],
)
def test_units_of_one_kind_convert(value: str, unit: str, to_unit: str, result: str) -> None:
    assert convert(Decimal(value), unit, to_unit) == Decimal(result)


@pytest.mark.parametrize(("unit", "to_unit"), [("亩", "吨"), ("个", "家"), ("亩", "亩次"), ("", "亩")])
def test_units_of_different_kinds_do_not_convert(unit: str, to_unit: str) -> None:
    assert convert(Decimal(1), unit, to_unit) is None


def test_counting_units_are_told_from_measures() -> None:
    assert is_count("个")
    assert is_count("万户")
    assert not is_count("亩")
    assert not is_count("%")


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十", 20), ("一百二十万", 1200000), ("一百零五", 105), ("两", 2)]
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_number(text) == value
