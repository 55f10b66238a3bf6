"""Forms on the page of a task."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.explanations import percent
from tasklists.fields import DayField


class CompletionForm(forms.Form):
    """The day on which the work was completed, and a word on it, which must be given where the figures
    that were approved do not say so themselves (`reported_bp` below the whole, in basis points)."""

    completed_on = DayField(label=_("完成日期"))
    word = forms.CharField(
        label=_("完成情况说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("请勿录入涉密信息。"),
    )

    def __init__(self, *args: Any, today: datetime.date, reported_bp: int | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"completed_on": today}, **kwargs)
        self.today = today
        if reported_bp is not None and reported_bp < 10_000:
            words = {"share": percent(reported_bp)}
            self.fields["word"].required = True
            self.fields["word"].help_text = _("已核定的进度是 %(share)s，请说明为何可以办结。") % words
            self.fields["word"].error_messages["required"] = (
                _("已核定的进度是 %(share)s，不到 100%%，请说明为何可以办结。") % words
            )
        self.fields["completed_on"].widget.attrs["max"] = today.isoformat()

    def clean_completed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["completed_on"]
        if day > self.today:
            raise forms.ValidationError(_("完成日期不能晚于今天。"))
        return day


class ClosingForm(forms.Form):
    """A word on closing a task, which must be given where its approved figures are short of the target
    (`reported_bp` in basis points, None where there are none). A task without that closes by one press."""

    word = forms.CharField(
        label=_("办结说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, reported_bp: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_short = reported_bp is not None and reported_bp < 10_000
        if self.is_short:
            words = {"share": percent(reported_bp or 0)}
            field = self.fields["word"]
            field.required = True
            field.help_text = (
                _("已核定的进度是 %(share)s，低于目标。请说明为何予以办结，将记入办理记录。") % words
            )
            field.error_messages["required"] = field.help_text


class ReasonForm(forms.Form):
    """Why the office does not accept, or takes back."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对方会看到。"),
    )
