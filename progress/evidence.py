"""佐证材料: checked by their content, kept outside the static tree, handed out only as downloads."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import User
from progress.locks import lock_reason
from progress.models import Evidence, ProgressReport, Verb, record
from progress.refusals import Refused
from progress.sheets import TaskRow

LARGEST = 20 * 2**20  # bytes
MOST_FILES = 20  # a report
UNPACKED = 200 * 2**20  # what an office file may hold
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
ENDINGS = {
    "pdf": {".pdf"},
    "jpg": {".jpg", ".jpeg"},
    "png": {".png"},
    "docx": {".docx"},
    "xlsx": {".xlsx"},
    "pptx": {".pptx"},
    "ole": {".doc", ".xls", ".ppt", ".wps", ".et"},
}


def kind_of(content: bytes) -> str:
    """The type by what the file holds; Refused for any other, and for macros and zip bombs."""
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(OLE):
        if "VBA".encode("utf-16-le") in content:
            raise Refused(_("文件含有宏，不能上传；请另存为不含宏的文件或 PDF。"))
        return "ole"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    raise Refused(_("只能上传 PDF、图片（JPG、PNG）和 Word、Excel、PPT 文件，按文件内容判断。"))


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise Refused(_("文件已损坏，无法读取，请重新保存后上传。")) from None
    if sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(_("文件解开后过大，不能上传。"))
    names = {part.filename for part in parts}
    if any("vbaproject" in name.lower() for name in names):
        raise Refused(_("文件含有宏，不能上传；请另存为不含宏的文件或 PDF。"))
    kind = next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)
    if kind is None:
        raise Refused(_("压缩包不能作为佐证，请上传其中的文件。"))
    return kind


def clean_name(name: str, kind: str) -> str:
    """The name as people see it: no folders, no control characters, an ending that tells the truth."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()).strip(". ")
    plain = plain[-150:] or _("佐证材料")
    if PurePath(plain).suffix.lower() in ENDINGS[kind]:
        return plain
    return plain + ("" if kind == "ole" else f".{kind}")


@transaction.atomic
def add_evidence(row: TaskRow, upload: UploadedFile, user: User, *, today: datetime.date) -> Evidence:
    """Attach the file to the row's report (made where there is none yet)."""
    if (upload.size or 0) > LARGEST:
        raise Refused(_("文件超过 20 MB，请压缩后上传。"))
    content = upload.read()
    if not content:
        raise Refused(_("这是空文件。"))
    kind = kind_of(content)
    report, _made = ProgressReport.objects.select_for_update(of=("self",)).get_or_create(
        task=row.task,
        department=row.department,
        period=row.period,
        defaults={"district_id": row.task.district_id, "edited_by": user},
    )
    if reason := row.lock or lock_reason(row.period, row.department, today, report):
        raise Refused(reason)
    if report.evidence.count() >= MOST_FILES:
        raise Refused(_("每份填报最多 %d 个佐证文件。") % MOST_FILES)
    sha256 = hashlib.sha256(content).hexdigest()
    if held := report.evidence.filter(sha256=sha256).first():
        raise Refused(_("同一文件已经上传过：“%(name)s”。") % {"name": held.name})
    evidence = Evidence(
        district_id=report.district_id,
        report=report,
        name=clean_name(upload.name or "", kind),
        kind=kind,
        size=len(content),
        sha256=sha256,
        added_by=user,
        added_on=today,
    )
    evidence.file.save(sha256, ContentFile(content), save=False)
    evidence.save()
    record(report, Verb.ADD_EVIDENCE, who=user, today=today, task=row.task, after=evidence.name)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, user: User, *, today: datetime.date) -> None:
    """Take a file off a report that can still be written in; the step stays on record."""
    report = ProgressReport.objects.select_for_update(of=("self",)).get(pk=evidence.report_id)
    if reason := lock_reason(report.period, report.department, today, report):
        raise Refused(reason)
    stored, storage = evidence.file.name, evidence.file.storage
    evidence.delete()
    record(report, Verb.REMOVE_EVIDENCE, who=user, today=today, task=report.task, before=evidence.name)
    if not Evidence.objects.filter(file=stored).exists():
        transaction.on_commit(lambda: storage.delete(stored))
