from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class ExtensionForm(forms.Form):
    """A request for a later deadline."""

    until = day_field(_("申请延至"))
    reason = forms.CharField(label=_("申请理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, held: datetime.date | None, **kwargs: Any) -> None:
        self.held = held
        super().__init__(*args, **kwargs)

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if self.held and until <= self.held:
            raise forms.ValidationError(_("必须晚于现在的时限 %s。") % self.held)
        return until


class DecisionForm(forms.Form):
    """The office's answer: grant (until the asked day or another) or refuse with a reason."""

    decision = forms.ChoiceField(
        label=_("审批"), choices=(("grant", _("同意")), ("refuse", _("不同意"))), widget=forms.RadioSelect
    )
    until = day_field(_("同意延至"), required=False)
    answer = forms.CharField(
        label=_("审批意见"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("不同意时请写明理由。"))
        return cleaned
