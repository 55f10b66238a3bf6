"""Forms on the page of a task."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.deadlines import first_completion
from progress.explanations import percent
from progress.models import refused_day
from tasklists.fields import DayField


class CompletedOn(forms.Form):
    """A day on which the work can have been completed. `task` carries its light."""

    completed_on = DayField(label=_("完成日期"))

    def __init__(self, *args: Any, today: datetime.date, task: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.task = today, task
        days = {"min": first_completion(task, today).isoformat(), "max": today.isoformat()}
        self.fields["completed_on"].widget.attrs |= days

    @property
    def is_short(self) -> bool:
        """The approved figures are short of the target."""
        return self.task.reported_bp is not None and self.task.reported_bp < 10_000

    def clean_completed_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["completed_on"]
        if day and (refused := refused_day(self.task, day, self.today)):
            raise forms.ValidationError(refused)
        return day


class CompletionForm(CompletedOn):
    """The day on which the work was completed, and a word on it, which must be given where the figures
    that were approved do not say so themselves."""

    word = forms.CharField(
        label=_("完成情况说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: datetime.date, task: Any, **kwargs: Any) -> None:
        super().__init__(*args, today=today, task=task, initial={"completed_on": today}, **kwargs)
        if self.is_short:
            words = {"share": percent(task.reported_bp)}
            self.fields["word"].required = True
            self.fields["word"].help_text = _("已核定的进度是 %(share)s，请说明为何可以办结。") % words
            self.fields["word"].error_messages["required"] = (
                _("已核定的进度是 %(share)s，不到 100%%，请说明为何可以办结。") % words
            )


class ClosingForm(CompletedOn):
    """A word on closing a task, which must be given where its approved figures are short of the target, or
    where the office corrects the day that was `stated`. Without either a task closes by one press; a day
    that is not sent stays as stated."""

    word = forms.CharField(
        label=_("办结说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, today: datetime.date, task: Any, stated: datetime.date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=today, task=task, initial={"completed_on": stated}, **kwargs)
        self.stated = stated
        self.fields["completed_on"].required = False
        self.fields["completed_on"].help_text = _("申报的完成日期不实的，在此更正并在说明中写明理由。")
        if self.is_short:
            words = {"share": percent(task.reported_bp)}
            field = self.fields["word"]
            field.required = True
            field.help_text = (
                _("已核定的进度是 %(share)s，低于目标。请说明为何予以办结，将记入办理记录。") % words
            )
            field.error_messages["required"] = field.help_text

    def clean_completed_on(self) -> datetime.date | None:
        """None where it is as stated."""
        return super().clean_completed_on() if self.cleaned_data["completed_on"] != self.stated else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("completed_on") and not said.get("word") and "word" not in self.errors:
            self.add_error("word", _("更正完成日期请写明理由，将记入办理记录。"))
        return said


class ReasonForm(forms.Form):
    """Why the office does not accept, or takes back."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对方会看到。"),
    )
