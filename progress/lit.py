"""A task's light in words, for templates."""

from __future__ import annotations

from typing import Any

from progress.status import BY_CODE, explain


def show_light(row: Any) -> None:
    """Give a row that carries its lights the word of its status and the sentence that says why."""
    row.word = BY_CODE[row.status].word
    row.why = explain(row)
