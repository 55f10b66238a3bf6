"""python manage.py write_fixture FILE NAME: the facts and figures of a published list as
fixtures/lists/NAME.json. Short titles that are in that file already are kept."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasklists.fixture_loading import FIXTURES
from tasklists.fixture_writing import TitleNeeded, as_fixture
from tasklists.importing.pipeline import read_document
from tasklists.importing.records import ListDocument


class Command(BaseCommand):
    help = _("把公开的任务清单写成 fixtures/lists 中的一份：只有事实和数字，没有正文。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("name", metavar="NAME", help=_("如 qingpu-2026"))
        parser.add_argument("--folder", default=str(FIXTURES / "lists"), help=_("写到哪个文件夹"))

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = Path(options["file"]), Path(options["folder"]) / f"{options['name']}.json"
        document = read_document(source.read_bytes(), name=source.name)
        try:
            text = as_fixture(document, _short_titles(target, document))
        except TitleNeeded as error:
            raise CommandError(
                _("任务的标题是整句，请先在 %(file)s 中写好简短的标题：%(task)s")
                % {"file": target.name, "task": error},
                returncode=2,
            ) from error
        target.write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(_("已写入 %(file)s") % {"file": target.name})


def _short_titles(target: Path, document: ListDocument) -> dict[str, str]:
    """Titles worded for the project, by task number; only of a list whose titles are sentences."""
    if document.kind != "binding_list" or not target.is_file():
        return {}
    rows = json.loads(target.read_text(encoding="utf-8"))["tasks"]
    return {row["number"]: row["title"] for row in rows}
