"""An import under way: the file is read in the background, understood with its corrections, and
compared with what is stored."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import District, User
from districts.permissions import Action, require
from tasklists.importing.apply import ImportRefused, SourceFile, StalePlan, apply_plan
from tasklists.importing.kept import as_json, corrections_from
from tasklists.importing.pipeline import understand
from tasklists.importing.plan import make_plan
from tasklists.importing.readers import bounded
from tasklists.importing.reconcile import Directory
from tasklists.importing.records import (
    Corrections,
    ListDocument,
    Plan,
    RawDocument,
    UnreadableDocument,
)
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.models import DocumentImport, ImportDraft, TaskList

AT_ONCE_BYTES = 400_000  # smaller files are read while the person waits a second
STOPPED_AFTER = 180  # seconds without an answer: the reading was lost, with its process
logger = logging.getLogger(__name__)


def begin(
    district: District, user: User, name: str, content: bytes, task_list: TaskList | None = None
) -> ImportDraft:
    """Keep the file and start to read it. Corrections made for an earlier version of the list hold."""
    require(user, Action.EDIT, district)
    digest = hashlib.sha256(content).hexdigest()
    draft = ImportDraft(
        district=district,
        user=user,
        file_name=name[-255:],
        sha256=digest,
        size=len(content),
        task_list=task_list,
        corrections=_of_last_time(task_list),
    )
    storage = draft.file.storage
    path = draft.file.field.generate_filename(draft, name)
    draft.file.name = path if storage.exists(path) else storage.save(path, ContentFile(content))
    draft.save()
    start_reading(draft)
    return draft


def _of_last_time(task_list: TaskList | None) -> dict[str, object]:
    last = task_list.imports.filter(undone_at__isnull=True).first() if task_list else None
    return dict(last.corrections) if last else {}


def start_reading(draft: ImportDraft) -> None:
    """At once for a small file, else beside the request: a page tells how far it is."""
    ImportDraft.objects.filter(pk=draft.pk).update(
        state=ImportDraft.State.READING, problem="", raw=None, changed_at=timezone.now()
    )
    if draft.size <= AT_ONCE_BYTES or connection.in_atomic_block:
        read_draft(draft.pk)
        draft.refresh_from_db()
    else:
        threading.Thread(target=_read_beside, args=(draft.pk,), daemon=True).start()


def _read_beside(pk: int) -> None:
    close_old_connections()
    try:
        read_draft(pk)
    finally:
        connection.close()


def read_draft(pk: int) -> None:
    """Read the file in a process of its own and keep what was found. Safe to repeat."""
    draft = ImportDraft.objects.get(pk=pk)
    found: dict[str, Any]
    try:
        with draft.file.open("rb") as file:
            content = file.read()
        raw = bounded.read_bounded(content, draft.file_name)
        found = {"state": ImportDraft.State.READ, "raw": bounded.as_json(raw), "problem": ""}
    except UnreadableDocument as error:
        found = {"state": ImportDraft.State.REFUSED, "raw": None, "problem": str(error)}
    except (FileNotFoundError, ValueError):
        problem = _("上传的文件已经不在服务器上，请重新上传。")
        found = {"state": ImportDraft.State.REFUSED, "raw": None, "problem": problem}
    except Exception:
        logger.exception("reading of import %s failed", pk)
        problem = _("读取文件时出错，未能识别；请另存为 .docx 或 .xlsx 后重新上传，或联系管理员。")
        found = {"state": ImportDraft.State.REFUSED, "raw": None, "problem": problem}
    ImportDraft.objects.filter(pk=pk).update(**found, changed_at=timezone.now())


def is_stopped(draft: ImportDraft) -> bool:
    """Whether the reading was lost (the server was restarted)."""
    waited = timezone.now() - draft.changed_at
    return draft.state == ImportDraft.State.READING and waited.total_seconds() > STOPPED_AFTER


@dataclass
class Reading:
    """What was understood of a draft. `problem` is why nothing was, "" where something was."""

    draft: ImportDraft
    named_district: str = ""

    @cached_property
    def raw(self) -> RawDocument:
        return bounded.document_from(self.draft.raw) if self.draft.raw else RawDocument(())

    @cached_property
    def corrections(self) -> Corrections:
        return corrections_from(self.draft.corrections)

    @cached_property
    def _understood(self) -> tuple[ListDocument | None, str]:
        if self.draft.raw is None:
            return None, self.draft.problem
        target = self.draft.task_list
        try:
            document = understand(
                self.raw,
                name=self.draft.file_name,
                year=target.year if target else None,
                corrections=self.corrections,
            )
        except UnreadableDocument as error:
            return None, str(error)
        self.named_district = document.district or ""
        return dataclasses.replace(document, district=self.draft.district.name), ""

    @property
    def of_another_district(self) -> str:
        """The district that the document names where it is not the one it is imported into; else ""."""
        if self.document is None:
            return ""
        own = self.draft.district.name
        return self.named_district if self.named_district not in ("", own) else ""

    @property
    def document(self) -> ListDocument | None:
        return self._understood[0]

    @property
    def problem(self) -> str:
        return self._understood[1]

    @cached_property
    def directory(self) -> Directory:
        return directory_of(self.draft.district)

    @cached_property
    def target(self) -> TaskList | None:
        """The list that would be updated: the one the person came from, or the one of that title."""
        if self.draft.task_list:
            return self.draft.task_list
        return find_list(self.draft.district, self.document) if self.document else None

    @cached_property
    def plan(self) -> Plan | None:
        """None where nothing was understood, or the year is not known."""
        if self.document is None or self.document.year is None:
            return None
        document = self.document
        if self.draft.task_list:
            # A new version may bear another title; it is this list all the same.
            document = dataclasses.replace(document, title=self.draft.task_list.title)
        return make_plan(document, self.directory, existing_list(self.target))

    def correct(self, corrections: Corrections) -> None:
        self.draft.corrections = as_json(corrections)
        self.draft.save(update_fields=["corrections", "changed_at"])

    @transaction.atomic
    def apply(self, user: User, seen: str) -> DocumentImport | None:
        """Store the list as the plan says; `seen` is the mark of the plan that the person saw.

        Raises ImportRefused (StalePlan where the plan is another by now); nothing is written then.
        """
        draft = ImportDraft.objects.select_for_update().get(pk=self.draft.pk)
        if draft.state != ImportDraft.State.READ:
            raise ImportRefused(_("这次导入已经入库或放弃，不能重复入库。"))
        if self.plan is None:
            raise ImportRefused(self.problem or _("还没有年度，请先在“识别”一步填写年度。"))
        if self.plan.fingerprint != seen:
            raise StalePlan(_("核对之后清单或部门、街镇名录又有改动，本次未写入；请按最新内容重新核对。"))
        with draft.file.open("rb") as file:
            source = SourceFile(draft.file_name, file.read())
        state = TaskList.State.ISSUED if draft.issued else TaskList.State.DRAFT
        record = apply_plan(
            self.plan, draft.district, source, user=user, state=state, corrections=self.corrections
        )
        draft.state, draft.record = ImportDraft.State.APPLIED, record
        draft.save(update_fields=["state", "record", "changed_at"])
        return record


def others_at_work(draft: ImportDraft, target: TaskList | None) -> list[ImportDraft]:
    """Imports of the same list or file that other people of the district have under way."""
    drafts = ImportDraft.objects.filter(district=draft.district_id).under_way().exclude(user=draft.user_id)
    same = [other for other in drafts.select_related("user") if other.sha256 == draft.sha256]
    if target:
        known = {other.pk for other in same}
        same += [other for other in drafts.filter(task_list=target) if other.pk not in known]
    return same
