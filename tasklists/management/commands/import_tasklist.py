"""python manage.py import_tasklist FILE: shows what importing the document would change; with --apply
writes it. Exit status 2 with one sentence where the file or the options are no good."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import District, User
from tasklists.importing.apply import ImportRefused, SourceFile, apply_plan
from tasklists.importing.pipeline import read_document
from tasklists.importing.plan import make_plan
from tasklists.importing.readers.safety import MAX_BYTES, MEGABYTE
from tasklists.importing.reconcile import Directory
from tasklists.importing.records import ListDocument, Plan, UnreadableDocument
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.importing.states import NOTHING_STORED
from tasklists.importing.wording import plan_in_words
from tasklists.models import TaskList


class Command(BaseCommand):
    help = _("读取任务清单文件，显示将要发生的变化；加 --apply 才写入数据库。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help=_("任务清单文件"))
        parser.add_argument(
            "--district", metavar="NAME", help=_("区名；文件自己写明的可以不填，写得不对时以此为准")
        )
        parser.add_argument(
            "--year", type=int, metavar="N", help=_("年度；文件自己写明的可以不填，写得不对时以此为准")
        )
        parser.add_argument(
            "--list", type=int, metavar="ID", help=_("更新这份清单（标题改过时用），不按标题查找")
        )
        parser.add_argument("--create-district", action="store_true", help=_("系统里没有这个区时新增"))
        parser.add_argument("--draft", action="store_true", help=_("新清单存为草稿，不算已印发"))
        parser.add_argument("--user", metavar="USERNAME", help=_("记在谁的名下，须是该区办公室人员"))
        parser.add_argument("--apply", action="store_true", help=_("写入数据库"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(**options)
        except (Refused, ImportRefused, UnreadableDocument, PermissionDenied) as error:
            self._refuse(str(error))

    def _run(self, **options: Any) -> None:
        file = _file(options["file"])
        document = _document(file, options["year"], options["district"])
        district = _district(document, create=options["create_district"])
        task_list = _task_list(options["list"], district, document)
        known = district.pk is not None
        directory = directory_of(district) if known else Directory()
        plan = make_plan(document, directory, existing_list(task_list) if known else NOTHING_STORED)
        for line in plan_in_words(plan, district.name):
            self.stdout.write(line)
        if plan.is_empty:
            self.stdout.write(_("与系统中的内容一致，没有要写入的变化。"))
        elif options["apply"]:
            self._apply(plan, district, file, options)
        else:
            self.stdout.write(_("以上是预览，尚未写入；核对无误后加 --apply 写入。"))

    def _apply(self, plan: Plan, district: District, file: SourceFile, options: dict[str, Any]) -> None:
        user = _user(options["user"]) if options["user"] else None
        state = TaskList.State.DRAFT if options["draft"] else TaskList.State.ISSUED
        with transaction.atomic():
            if district.pk is None:
                district.save()
            record = apply_plan(plan, district, file, user=user, state=state)
        if record:
            self.stdout.write(
                _("已写入：清单 %(list)s（编号 %(id)s），导入记录 %(record)s。")
                % {"list": record.task_list, "id": record.task_list_id, "record": record.pk}
            )

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(2)


class Refused(Exception):
    """The file or an option is no good; `str(error)` is one clear sentence."""


def _file(name: str) -> SourceFile:
    path = Path(name)
    if not path.is_file():
        raise Refused(_("找不到文件 %(name)s，请检查路径。") % {"name": name})
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(
                _("文件 %(name)s 超过 %(limit)s MB，清单文件不会这么大，请检查是否选错了文件。")
                % {"name": path.name, "limit": MAX_BYTES // MEGABYTE}
            )
        return SourceFile(path.name, path.read_bytes())
    except OSError as error:
        raise Refused(
            _("文件 %(name)s 无法读取：%(why)s。") % {"name": name, "why": error.strerror}
        ) from error


def _document(file: SourceFile, year: int | None, district: str | None) -> ListDocument:
    document = read_document(file.content, name=file.name, year=year, district=district)
    if not document.title:
        raise Refused(_("文件没有标题，请在表格上方写上清单的名称再导入。"))
    if document.year is None:
        raise Refused(_("文件没有写明年度，请加上 --year，例如 --year 2026。"))
    if not document.district:
        raise Refused(_("文件没有写明是哪个区的清单，请加上 --district，例如 --district 清河区。"))
    return document


def _district(document: ListDocument, *, create: bool) -> District:
    """The district of the document; one that is not saved yet where it may be created."""
    found = District.objects.filter(name=document.district).first()
    if found:
        return found
    if create:
        return District(name=document.district or "")
    names = "、".join(District.objects.values_list("name", flat=True)) or _("（还没有）")
    raise Refused(
        _(
            "系统里没有“%(name)s”，已有：%(names)s；区名不对请用 --district 指定，"
            "确要新增这个区请加 --create-district。"
        )
        % {"name": document.district, "names": names}
    )


def _task_list(pk: int | None, district: District, document: ListDocument) -> TaskList | None:
    if pk is None:
        return find_list(district, document) if district.pk else None
    found = TaskList.objects.filter(pk=pk, district_id=district.pk).first()
    if found is None:
        raise Refused(_("%(district)s没有编号为 %(id)s 的清单。") % {"district": district, "id": pk})
    return found


def _user(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Refused(_("没有用户名为 %(name)s 的在用账号。") % {"name": username})
    return found
