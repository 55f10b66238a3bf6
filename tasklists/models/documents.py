"""Which files were imported, and what the importer found doubtful in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned, User
from districts.querysets import OfficeOnlyQuerySet
from tasklists.models.lists import TaskList
from tasklists.models.tasks import Task


def document_path(record: DocumentImport, name: str) -> str:
    """Uploaded documents lie outside the static tree under a name of our own."""
    return f"documents/{record.district_id}/{record.sha256}"


class DocumentImport(DistrictOwned):
    """Who imported which file into which list, and what came of it."""

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="imports")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("导入人"),
        related_name="+",
    )
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    file = models.FileField(_("文件"), upload_to=document_path, blank=True)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    counts = models.JSONField(_("结果"), default=dict)  # {"create": 74, "update": 0, …}
    # What a person corrected (`draft_words`); holds for the next version of the list as well.
    corrections = models.JSONField(_("更正"), default=dict, blank=True)
    # The list as it stood before, and a mark of how it stood afterwards; for undoing (`undo`).
    before = models.JSONField(_("导入前"), null=True, blank=True)
    mark_after = models.CharField(_("导入后标记"), max_length=64, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("撤销人"),
        related_name="+",
    )

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入记录")
        verbose_name_plural = _("导入记录")
        ordering = ["-imported_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["district", "id"], name="import_district_id")]

    def __str__(self) -> str:
        return self.file_name


class ImportIssue(DistrictOwned):
    """One doubtful thing that the importer reported; `code` as in `importing.records.ISSUE_CODES`."""

    document_import = models.ForeignKey(
        DocumentImport, models.CASCADE, verbose_name=_("导入记录"), related_name="issues"
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, verbose_name=_("任务"), related_name="import_issues"
    )
    level = models.CharField(_("级别"), max_length=10)
    code = models.CharField(_("代码"), max_length=40)
    message = models.TextField(_("说明"))
    raw = models.TextField(_("原文"), blank=True)
    source = models.JSONField(_("原文位置"), default=dict, blank=True)

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入问题")
        verbose_name_plural = _("导入问题")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message


def draft_path(draft: ImportDraft, name: str) -> str:
    """Files of imports under way lie apart, under a name of our own."""
    return f"drafts/{draft.district_id}/{draft.sha256}"


class ImportDraftQuerySet(OfficeOnlyQuerySet):
    def of(self, user: User) -> ImportDraftQuerySet:
        """Imports that the person began, in districts whose office they still are."""
        return self.editable_by(user).filter(user=user)

    def under_way(self) -> ImportDraftQuerySet:
        return self.exclude(state__in=[ImportDraft.State.APPLIED, ImportDraft.State.DROPPED])


class ImportDraft(DistrictOwned):
    """An import under way: the file, what was read in it, and what its person corrected so far. Only
    that person goes on with it."""

    class State(models.TextChoices):
        READING = "reading", _("正在识别")
        READ = "read", _("已识别")
        REFUSED = "refused", _("不能识别")
        APPLIED = "applied", _("已入库")
        DROPPED = "dropped", _("已放弃")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("导入人"), related_name="+"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    file = models.FileField(_("文件"), upload_to=draft_path)
    raw = models.JSONField(_("识别的文字"), null=True, blank=True)  # readers.bounded.as_json
    corrections = models.JSONField(_("更正"), default=dict, blank=True)
    problem = models.TextField(_("问题"), blank=True)  # why it was refused, one sentence
    # The list that it updates, where the person came from that list.
    task_list = models.ForeignKey(
        TaskList, models.SET_NULL, null=True, blank=True, verbose_name=_("清单"), related_name="drafts"
    )
    issued = models.BooleanField(_("已印发的清单"), default=True)
    plan_mark = models.CharField(_("核对时的标记"), max_length=64, blank=True)
    record = models.ForeignKey(
        DocumentImport, models.SET_NULL, null=True, blank=True, verbose_name=_("导入记录"), related_name="+"
    )
    began_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("最后改动"), auto_now=True)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("进行中的导入")
        verbose_name_plural = _("进行中的导入")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.file_name
