"""Forms on the page of a task."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasklists.fields import DayField


class CompletionForm(forms.Form):
    """The day on which the work was completed, and a word on it."""

    completed_on = DayField(label=_("完成日期"))
    word = forms.CharField(
        label=_("完成情况说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("请勿录入涉密信息。"),
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"completed_on": today}, **kwargs)
        self.today = today
        self.fields["completed_on"].widget.attrs["max"] = today.isoformat()

    def clean_completed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["completed_on"]
        if day > self.today:
            raise forms.ValidationError(_("完成日期不能晚于今天。"))
        return day


class ReasonForm(forms.Form):
    """Why the office does not accept, or takes back."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对方会看到。"),
    )
