"""Forms of the bulletin's pages."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.bulletins.drafting import HEAD_FIELDS, SnapshotMonth
from reporting.bulletins.publishing import Numbering
from reporting.models import Bulletin, BulletinBlock


class MonthForm(forms.Form):
    """Which month's snapshots; the newest is chosen."""

    month = forms.ChoiceField(label=_("数据"))

    def __init__(self, *args: Any, months: list[SnapshotMonth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = {row.key: row for row in months}
        self.fields["month"].choices = [(row.key, row.label) for row in months]  # type: ignore[attr-defined]

    def clean_month(self) -> SnapshotMonth:
        return self.months[self.cleaned_data["month"]]


class HeadForm(forms.ModelForm):
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Bulletin
        fields = HEAD_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version


class BlockForm(forms.Form):
    """One part. `version` is that of the block when the page was made."""

    text = forms.CharField(label=_("文字"), required=False, widget=forms.Textarea, max_length=20_000)
    with_table = forms.BooleanField(label=_("附统计表"), required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, block: BulletinBlock, **kwargs: Any) -> None:
        shown = {"text": block.text, "with_table": block.with_table, "version": block.version}
        kwargs |= {"initial": shown, "prefix": block.part, "auto_id": f"id_{block.part}_%s"}
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = min(16, 3 + len(block.text) // 60 + block.text.count("\n"))
        if block.table is None:
            del self.fields["with_table"]


class PartsForm(forms.Form):
    """Parts by the numbers before them: empty leaves a part out."""

    annex_rows = forms.ChoiceField(label=_("附件"), choices=Bulletin.AnnexRows)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bulletin: Bulletin, blocks: list[BulletinBlock], **kwargs: Any) -> None:
        shown = {"annex_rows": bulletin.annex_rows, "version": bulletin.version}
        kwargs |= {"initial": shown, "auto_id": "id_parts_%s"}
        super().__init__(*args, **kwargs)
        self.parts = [block.part for block in blocks]
        place = 0
        for block in blocks:
            place += block.is_chosen
            self.fields[block.part] = forms.IntegerField(
                label=str(block),
                required=False,
                min_value=1,
                max_value=99,
                initial=place if block.is_chosen else None,
            )

    @property
    def places(self) -> dict[str, int | None]:
        return {part: self.cleaned_data[part] for part in self.parts}

    @property
    def rows(self) -> list[Any]:
        return [self[part] for part in self.parts]


class PublishForm(forms.Form):
    number = forms.IntegerField(label=_("编号"), min_value=1, max_value=99_999)
    dated = forms.DateField(
        label=_("成文日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    gap_reason = forms.CharField(
        label=_("跳号说明"),
        max_length=200,
        required=False,
        help_text=_("编号按顺序给出；前几期已线下印发等情况改用更大的编号时填写。"),
    )

    def numbering(self) -> Numbering:
        said = self.cleaned_data
        dated: datetime.date = said["dated"]
        return Numbering(said["number"], dated, said["gap_reason"])
