"""Admin forms in which a row and everything it points at belong to one district."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

OTHER_DISTRICT = _("所选项不属于本区（县），请重新选择。")


class DistrictForm(forms.ModelForm):
    """`parent`, where the model has one, is the field whose row gives the district."""

    parent = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        district = self._district_id(cleaned)
        for name, value in list(cleaned.items()):
            if value is not None and getattr(value, "district_id", district) != district:
                self.add_error(name, ValidationError(OTHER_DISTRICT))
        if district is not None and self.instance.district_id in (None, district):
            self.instance.district_id = district
        return cleaned

    def _district_id(self, cleaned: dict[str, Any]) -> int | None:
        """A row that exists stays in its district."""
        if self.instance.district_id is not None:
            return self.instance.district_id
        if self.parent:
            return getattr(cleaned.get(self.parent), "district_id", None)
        return getattr(cleaned.get("district"), "pk", None)

    def _get_validation_exclusions(self) -> set[str]:
        """The district counts in unique constraints though the form may not show it."""
        excluded = super()._get_validation_exclusions()
        return excluded if self.instance.district_id is None else excluded - {"district"}
