"""A task's light in words, for templates."""

from __future__ import annotations

from collections.abc import Collection
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


def shown_light(light: str, is_blue: bool) -> str:
    """The light as a page shows it: where the list says so, what is done is blue."""
    return "blue" if is_blue and light == Light.DONE else light


def show_light(task: Any, blue_lists: Collection[int] = ()) -> None:
    """Give a task that carries its lights the word of its status, the sentence that says why, and the
    light as its list shows it (`Rulebook.blue_lists`; only what is done differs)."""
    task.word = BY_CODE[task.status].word
    task.why = explain(task)
    task.shown_light = shown_light(task.light, task.task_list_id in blue_lists)


def light_in_words(light: str, word: Any) -> str:
    """● 红 逾期: wherever colour is lost. `light` may be 'blue', done in a list that says so."""
    shape = SHAPES[Light.DONE if light == "blue" else Light(light)]
    return f"{shape} {word}"
