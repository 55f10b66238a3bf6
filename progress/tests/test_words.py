"""One thing, one word: reminding is 催办; what the lead does is 申请办结, what then waits for the office
is 待办结, what the office decides is 办结; 完成 is only ever what the doer says of the work."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "districts", "tasklists", "progress", "supervision", "reporting", "templates", "docs")
RETIRED = re.compile(r"催报|报告完成|完成报告|申报完成|办结申请待办|等待办结|等待审核[”\"]|待核(?![定实])")


def shown_files():
    yield ROOT / "README.md"
    for room in ROOMS:
        for kind in ("*.py", "*.html", "*.md", "*.js"):
            for path in (ROOT / room).rglob(kind):
                if not {"tests", "migrations"} & set(path.parts):
                    yield path


@pytest.mark.parametrize("word", ["申请办结", "待办结"])
def test_the_words_in_use_are_found(word):
    assert any(word in path.read_text(encoding="utf-8") for path in shown_files())


def test_no_other_words_for_completion_are_used():
    held = {str(path.relative_to(ROOT)) for path in shown_files() if RETIRED.search(path.read_text("utf-8"))}
    assert not held
