"""Import and export pages of the admin: own rows only, two formats, shown before anything is written."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import MediaStorage

from districts.administration.access import OwnRowsAdmin
from districts.administration.spreadsheets import FORMATS, SafeXLSX, UnreadableSheet

KEPT_FOR = 60 * 60  # seconds between the preview and its confirmation


class UploadForm(ImportForm):
    """The format follows from the file's name."""

    format = forms.CharField(required=False, widget=forms.HiddenInput)

    def _init_formats(self, formats: list[Any]) -> None:
        pass

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.get("import_file"):
            ending = PurePath(upload.name).suffix.lower()
            kinds = [f".{kind().get_title()}" for kind in FORMATS]
            if ending not in kinds:
                self.add_error("import_file", _("只接受 xlsx 和 csv 文件。"))
            else:
                cleaned["format"] = str(kinds.index(ending))
        return cleaned


class ConfirmForm(ConfirmImportForm):
    """The name of the kept upload is signed for the person who uploaded it."""

    def __init__(self, *args: Any, person: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = signing.TimestampSigner(salt=f"import-{person}")
        if name := self.initial.get("import_file_name"):
            self.initial["import_file_name"] = self.signer.sign(name)

    def clean_import_file_name(self) -> str:
        try:
            name = self.signer.unsign(self.cleaned_data["import_file_name"], max_age=KEPT_FOR)
        except signing.BadSignature:
            raise forms.ValidationError(_("上传的文件已过期，请重新上传。")) from None
        return PurePath(name).name


class ExchangeAdmin(ImportExportMixin, OwnRowsAdmin):
    import_template_name = "admin/exchange_import.html"
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = ExportForm
    tmp_storage_class = MediaStorage
    import_formats = export_formats = FORMATS

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        return super().get_confirm_form_kwargs(request, import_form) | {"person": request.user.pk}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All rows or none."""
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        text = str(e) if isinstance(e, UnreadableSheet) else _("文件无法读取，请另存为 xlsx 后再试。")
        form.add_error("import_file", text)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, _("数据在预览之后有了变化，没有导入任何一行，请重新上传核对。"))
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        return super().process_result(result, request)

    def get_valid_export_item_pks(self, request: HttpRequest) -> QuerySet:
        return self.get_queryset(request).values_list("pk", flat=True)

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet, **kwargs: Any
    ) -> Any:
        """Numbers stay numbers where the format knows them."""
        native = isinstance(file_format, SafeXLSX)
        rows = self.get_data_for_export(request, queryset, force_native_type=native, **kwargs)
        return file_format.export_data(rows)

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet, file_format: Any) -> str:
        day = timezone.localdate().isoformat()
        name = f"{self.opts.verbose_name_plural}-{day}.{file_format.get_extension()}"
        return escape_uri_path(name)
