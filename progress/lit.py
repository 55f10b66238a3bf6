"""A task's light in words, for templates."""

from __future__ import annotations

from typing import Any

from progress.status import BY_CODE, Light, explain

# Where a page has colour and shape (templates/_light.html), plain text has shape and word.
SHAPES = {
    Light.RED: "● 红",
    Light.YELLOW: "▲ 黄",
    Light.GREEN: "■ 绿",
    Light.GREY: "○ 灰",
    Light.DONE: "✓",
}


def show_light(row: Any) -> None:
    """Give a row that carries its lights the word of its status and the sentence that says why."""
    row.word = BY_CODE[row.status].word
    row.why = explain(row)


def light_in_words(light: str, word: Any) -> str:
    """● 红 逾期: wherever colour is lost. `light` may be 'blue', done in a list that says so."""
    shape = SHAPES[Light.DONE if light == "blue" else Light(light)]
    return f"{shape} {word}"
