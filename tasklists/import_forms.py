"""Forms of an import: the file, and each kind of correction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import District
from tasklists.importing.readers.safety import MEGABYTE
from tasklists.importing.records import Corrections, Naming, RowSplit

MAX_BYTES = 20 * MEGABYTE
# What a column can be said to hold.
COLUMN_MEANINGS: tuple[tuple[str, Any], ...] = (
    ("number", _("序号")),
    ("upper_number", _("市级序号")),
    ("category", _("类别")),
    ("title", _("任务名称")),
    ("requirement", _("任务要求及举措")),
    ("objective", _("建设目标")),
    ("content", _("建设内容")),
    ("scale", _("建设规模")),
    ("standard", _("建设标准")),
    ("funding", _("资金来源")),
    ("investment", _("总投资")),
    ("lead", _("牵头部门")),
    ("responsible", _("责任单位")),
    ("cooperating", _("配合单位")),
    ("guiding", _("指导部门")),
    ("scope", _("涉及范围")),
    ("quota", _("街镇任务量")),
    ("target", _("目标值")),
    ("measure", _("计量单位")),
    ("deadline", _("完成时限")),
    ("milestone:H1", _("上半年目标")),
    ("milestone:Q1", _("第一季度目标")),
    ("milestone:Q2", _("第二季度目标")),
    ("milestone:Q3", _("第三季度目标")),
    ("milestone:Q4", _("第四季度目标")),
    ("person", _("责任人（姓名）")),
    ("result", _("完成情况")),
    ("remark", _("备注")),
    ("ignored", _("不导入")),
)


class UploadForm(forms.Form):
    """A file, or pasted text."""

    district = forms.ModelChoiceField(District.objects.none(), label=_("区（县）"), empty_label=None)
    file = forms.FileField(
        label=_("清单文件"),
        required=False,
        help_text=_("Word（.docx）、Excel（.xlsx、.xls）、PDF、网页、文本或 CSV，不超过 20 MB。"),
    )
    text = forms.CharField(
        label=_("或粘贴文字"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("可从 Word、Excel 或网页中复制整张表粘贴到这里。"),
    )
    issued = forms.TypedChoiceField(
        label=_("这份清单"),
        choices=[("yes", _("已经印发")), ("no", _("还是草稿，由本系统印发"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts
        if len(districts) == 1:
            self.fields["district"].initial = districts[0]
            self.fields["district"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and text.strip():
            self.add_error("text", _("文件和粘贴的文字只能选一种：请清空其中一项。"))
        elif not file and not text.strip() and "file" not in self.errors:
            self.add_error("file", _("请选择清单文件，或在下面粘贴清单的文字。"))
        if file and file.size > MAX_BYTES:
            size = f"{file.size / MEGABYTE:.0f}"
            self.add_error(
                "file", _("文件有 %(size)s MB，超过 20 MB：请只保留清单部分，另存后再上传。") % {"size": size}
            )
        return cleaned

    def content(self) -> tuple[str, bytes]:
        """Name and bytes of what was given."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return str(_("粘贴的文字.txt")), self.cleaned_data["text"].encode()


class CorrectionForm(forms.Form):
    """One correction: `corrected` gives the corrections with it."""

    def corrected(self, held: Corrections) -> Corrections:
        raise NotImplementedError


class YearForm(CorrectionForm):
    year = forms.IntegerField(
        label=_("年度"),
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": _("请填写年度，如 2026。"),
            "invalid": _("年度要写成四位数字，如 2026。"),
        },
    )

    def corrected(self, held: Corrections) -> Corrections:
        return replace(held, year=self.cleaned_data["year"])


class ColumnForm(CorrectionForm):
    heading = forms.CharField(max_length=200)
    field = forms.ChoiceField(choices=[("", ""), *COLUMN_MEANINGS], required=False)

    def corrected(self, held: Corrections) -> Corrections:
        heading, field = self.cleaned_data["heading"], self.cleaned_data["field"]
        others = tuple(pair for pair in held.columns if pair[0] != heading)
        return replace(held, columns=(*others, (heading, field)) if field else others)


class RowForm(CorrectionForm):
    """A row taken out, joined to the one above, or put back as it was."""

    row = forms.CharField(max_length=200)
    act = forms.ChoiceField(choices=[("take_out", ""), ("merge", ""), ("restore", "")])

    def corrected(self, held: Corrections) -> Corrections:
        row = self.cleaned_data["row"]
        bare = replace(
            held,
            taken_out=tuple(key for key in held.taken_out if key != row),
            merged=tuple(key for key in held.merged if key != row),
            split=tuple(split for split in held.split if split.row != row),
        )
        match self.cleaned_data["act"]:
            case "take_out":
                return replace(bare, taken_out=(*bare.taken_out, row))
            case "merge":
                return replace(bare, merged=(*bare.merged, row))
        return bare


class SplitForm(CorrectionForm):
    row = forms.CharField(max_length=200)
    at = forms.CharField(max_length=200, error_messages={"required": _("请写明第二项任务从哪几个字开始。")})
    number = forms.CharField(max_length=20, required=False)

    def corrected(self, held: Corrections) -> Corrections:
        split = RowSplit(self.cleaned_data["row"], self.cleaned_data["at"], self.cleaned_data["number"])
        others = tuple(other for other in held.split if other.row != split.row)
        return replace(held, split=(*others, split))


class NameForm(CorrectionForm):
    """What a printed name means; nothing chosen takes the word back."""

    kind = forms.ChoiceField(choices=[("department", ""), ("town", "")])
    printed = forms.CharField(max_length=100)
    official = forms.CharField(max_length=100, required=False)

    def corrected(self, held: Corrections) -> Corrections:
        said = Naming(
            self.cleaned_data["kind"], self.cleaned_data["printed"], self.cleaned_data["official"].strip()
        )
        others = tuple(n for n in held.names if (n.kind, n.printed) != (said.kind, said.printed))
        return replace(held, names=(*others, said) if said.official else others)


CORRECTION_FORMS: dict[str, type[CorrectionForm]] = {
    "year": YearForm,
    "column": ColumnForm,
    "row": RowForm,
    "split": SplitForm,
    "name": NameForm,
}
