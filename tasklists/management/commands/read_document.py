"""Prints what was recognised in a document, as JSON. Needs no database."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from tasklists.importing.document_json import as_json
from tasklists.importing.pipeline import read_document
from tasklists.importing.records import UnreadableDocument


class Command(BaseCommand):
    help = "读取一份任务清单文件，把识别结果以 JSON 输出；不使用数据库。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="任务清单文件")
        parser.add_argument("--year", type=int, help="年度（文件没有写明时）")
        parser.add_argument("--district", help="区（文件没有写明时）")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
            document = read_document(data, name=path.name, year=options["year"], district=options["district"])
        except OSError as error:
            raise CommandError(f"文件打不开：{path}（{error.strerror}）。", returncode=2) from error
        except UnreadableDocument as error:
            raise CommandError(str(error), returncode=2) from error
        warnings = sum(issue.level != "info" for issue in document.issues)
        self.stderr.write(
            f"{document.title}：{len(document.tasks)} 项任务，{len(document.categories)} 个类别，"
            f"{warnings} 处需要核对。"
        )
        _print_utf8(json.dumps(as_json(document), ensure_ascii=False, indent=1), self.stdout)


def _print_utf8(text: str, wrapper: OutputWrapper) -> None:
    """The document is UTF-8 whatever the terminal's encoding."""
    stream = wrapper._out
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", newline="\n")
    wrapper.write(text)
