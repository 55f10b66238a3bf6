"""Which files were imported, and what the importer found doubtful in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned
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
