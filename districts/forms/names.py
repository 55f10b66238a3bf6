"""Forms for the bodies of a district and the ways their names are written."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from districts.models import Department, District, NameVariant, Town, Village


class BodyForm(forms.ModelForm):
    """A department or town with its other written forms, one a line."""

    variants = forms.CharField(
        label=_("其他写法"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("文件中出现过的简称或别名，一行一个；导入清单时按这些写法认出。"),
    )
    out_of_use_anyway = forms.BooleanField(label=_("仍要停用，任务留在原处"), required=False)
    kind = ""  # the field of NameVariant that points here

    def __init__(self, *args: Any, district: District, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.district, self.today = district, today
        self._anyway = self.fields.pop("out_of_use_anyway")  # asked for only where there is open work
        if self.instance.pk:
            written = self.instance.variants.values_list("written", flat=True)
            self.initial["variants"] = "\n".join(written)

    def clean_variants(self) -> list[str]:
        """The words, each once, in the order typed."""
        words = [word.strip() for word in re.split(r"[\n;；]", self.cleaned_data["variants"])]
        return list(dict.fromkeys(word for word in words if word))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("variants") or []
        if too_long := [word for word in words if len(word) > 100]:
            self.add_error("variants", _("“%s…”超过 100 个字。") % too_long[0][:20])
        for word, owner in self._taken(words):
            self.add_error(
                "variants", _("“%(word)s”已是“%(owner)s”的名称或写法。") % {"word": word, "owner": owner}
            )
        if self.instance.pk and "is_active" in self.changed_data and not cleaned.get("is_active"):
            self._check_open_work()
        return cleaned

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = self._meta.model.objects.filter(district=self.instance.district_id, name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("本区已有“%s”，请改用另一个名称。") % name)
        return name

    def _check_open_work(self) -> None:
        """Out of use at once where nothing is open; else only where the person says so again."""
        open_work = import_string(settings.OPEN_WORK_OF)(self.instance, self.today)
        if open_work:
            self.fields["out_of_use_anyway"] = self._anyway
            self.order_fields([*self._meta.fields, "out_of_use_anyway"])
            if not self["out_of_use_anyway"].value():
                self.add_error("is_active", open_work)

    def _taken(self, words: list[str]) -> list[tuple[str, str]]:
        """Words that already stand for another body of the same kind."""
        model = self._meta.model
        others = model.objects.filter(district=self.instance.district_id).exclude(pk=self.instance.pk)
        named = others.filter(name__in=words).values_list("name", "name")
        variants = NameVariant.objects.filter(
            written__in=words, **{f"{self.kind}__in": others.values("pk")}
        ).values_list("written", f"{self.kind}__name")
        return [*named, *variants]

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"district"}

    def save(self, commit: bool = True) -> Any:
        body = super().save()
        wanted = self.cleaned_data["variants"]
        for variant in body.variants.exclude(written__in=wanted):
            variant.delete()
        known = set(body.variants.values_list("written", flat=True))
        for word in wanted:
            if word not in known:
                NameVariant.objects.create(district=body.district, written=word, **{self.kind: body})
        return body


class DepartmentForm(BodyForm):
    kind = "department"

    class Meta:
        model = Department
        fields = ["name", "position", "is_active"]


class TownForm(BodyForm):
    kind = "town"

    class Meta:
        model = Town
        fields = ["name", "kind", "position", "tile_row", "tile_column", "is_active"]
        help_texts = {
            "tile_row": _("选填：在街镇地图上从上往下第几行。"),
            "tile_column": _("选填：在街镇地图上从左往右第几列。"),
        }

    def clean(self) -> dict[str, Any]:
        """A place on the map of the towns has a row and a column, and belongs to one town."""
        cleaned = super().clean()
        row, column = cleaned.get("tile_row"), cleaned.get("tile_column")
        if (row is None) != (column is None):
            self.add_error("tile_row", _("方格图行和方格图列要一起填写，或都留空。"))
        elif row is not None:
            there = Town.objects.filter(
                district=self.instance.district_id, tile_row=row, tile_column=column
            ).exclude(pk=self.instance.pk)
            if town := there.first():
                self.add_error("tile_row", _("这个位置已是“%(town)s”，请换一行或一列。") % {"town": town})
        return cleaned


class VillageForm(forms.ModelForm):
    class Meta:
        model = Village
        fields = ["town", "name", "kind", "is_active"]

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.district = district
        self.fields["town"].queryset = Town.objects.filter(district=district)
