"""The libraries speak Chinese, and the compiled catalogue is the one that was written."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext as translated
from django.utils.translation import override

CATALOGUES = sorted((Path(__file__).resolve().parents[2] / "locale").glob("*/LC_MESSAGES/*.po"))
ENTRY = re.compile(r'^msgid ("(?:.*)"(?:\n".*")*)\nmsgstr ("(?:.*)"(?:\n".*")*)$', re.MULTILINE)


def unquoted(text: str) -> str:
    return "".join(line[1:-1] for line in text.splitlines()).replace('\\"', '"').replace("\\n", "\n")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_compiled_catalogue_is_up_to_date(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, target in ENTRY.findall(path.read_text(encoding="utf-8")):
        if unquoted(source) and unquoted(target):
            assert compiled.gettext(unquoted(source)) == unquoted(target)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Multiple values may be separated by commas.", id="django-filter"),
        pytest.param("Value could not be parsed.", id="django-import-export"),
        pytest.param("Account locked: too many login attempts. Please try again later.", id="django-axes"),
        pytest.param("This field is required.", id="django"),
    ],
)
def test_sentences_of_the_libraries_are_chinese(text: str) -> None:
    with override("zh-hans"):
        assert re.search("[一-鿿]", translated(text))
