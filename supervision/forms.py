from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.models import refused_deadline
from tasklists.models import Quota, Task


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


class ExtensionForm(forms.Form):
    """A request for a later deadline."""

    until = day_field(_("申请延至"))
    reason = forms.CharField(label=_("申请理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        self.task = task
        super().__init__(*args, **kwargs)

    def clean_until(self) -> datetime.date:
        until: datetime.date = self.cleaned_data["until"]
        if refused := refused_deadline(self.task, until):
            raise forms.ValidationError(refused)
        return until


class DecisionForm(forms.Form):
    """The office's answer: grant (until the asked day or another) or refuse with a reason."""

    decision = forms.ChoiceField(
        label=_("审批结果"), choices=(("grant", _("同意")), ("refuse", _("不同意"))), widget=forms.RadioSelect
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


def words_field(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def wanted_field() -> forms.DateField:
    return day_field(_("要求答复日期"), required=False, help_text=_("可不填。"))


class WantedForm(forms.Form):
    """What a leader says, and by when an answer is wanted."""

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.last = datetime.date(today.year + 1, 12, 31)
        self.fields["wanted_on"].widget.attrs |= {"min": today.isoformat(), "max": self.last.isoformat()}

    def clean_wanted_on(self) -> datetime.date | None:
        wanted_on = self.cleaned_data["wanted_on"]
        if wanted_on and wanted_on < self.today:
            raise forms.ValidationError(_("要求答复的日期不能早于今天。"))
        if wanted_on and wanted_on > self.last:
            raise forms.ValidationError(_("要求答复的日期不能晚于 %s，请核对年份。") % self.last)
        return wanted_on


class InstructionForm(WantedForm):
    """批示 on the task, or on the light of a town's share: `shares` by their number, each with its words."""

    text = words_field(_("批示内容"))
    quota = forms.TypedChoiceField(label=_("针对"), required=False, coerce=int, empty_value=None)
    wanted_on = wanted_field()

    def __init__(self, *args: Any, shares: dict[int, tuple[Quota, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares = shares
        if shares:
            words = [(pk, word) for pk, (_share, word) in shares.items()]
            self.fields["quota"].choices = [("", _("整项任务")), *words]
        else:
            del self.fields["quota"]

    def share(self) -> Quota | None:
        """The share that it is about, None for the whole task."""
        chosen = self.cleaned_data.get("quota")
        return self.shares[chosen][0] if chosen else None


class AgainForm(WantedForm):
    text = words_field(_("追加内容"))
    wanted_on = wanted_field()


class AnswerForm(forms.Form):
    text = words_field(_("答复内容"), rows=4)


class CloseForm(forms.Form):
    """`is_answered` False asks for the reason why no answer is waited for."""

    text = words_field(_("办结意见"), rows=2)

    def __init__(self, *args: Any, is_answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not is_answered
        self.fields["text"].help_text = _("可不填。") if is_answered else _("还没有答复，请写明理由。")
