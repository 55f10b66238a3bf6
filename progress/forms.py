"""Forms of reporting; each returns a domain entry, never writes."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.models import Department, Town
from progress.checks import asks_percent, is_measured
from progress.controls import ChoiceControl, HiddenControl, TextControl, WordsControl
from progress.drafts import FigureEntry, MarkEntry, QuotaEntry, ReportEntry
from progress.figures import RuleFigures
from progress.models import ProgressReport, QuotaReport, ReportFigure, ReportingPeriod, RoundPlan
from progress.models.steps import ReportStep
from progress.shares import is_rate
from tasklists.fields import QuantityField
from tasklists.models import Indicator, Milestone, Quota
from tasklists.quantities import plain

MOST = Decimal(10) ** 10
MOST_TIMES = 100  # a numerator this often its denominator is a slip; the share must fit its column
MET = (("", "—"), ("yes", _("达到")), ("no", _("未达到")))
MET_VALUES = {"yes": True, "no": False}
MET_WORDS = {True: "yes", False: "no", None: ""}


class FigureField(QuantityField):
    """A cumulative figure, as people type or paste it: 1,200 or １２００ or 54.4公里."""

    def __init__(self, unit: str = "", **kwargs: Any) -> None:
        widget = TextControl(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 9})
        kwargs = {"min_value": 0, "max_value": MOST, "widget": widget} | kwargs
        super().__init__(unit=unit, required=False, **kwargs)


def met_field(label: str) -> forms.ChoiceField:
    wrong = {"invalid_choice": _("请填“达到”或“未达到”。")}
    return forms.ChoiceField(
        label=label, choices=MET, required=False, widget=ChoiceControl, error_messages=wrong
    )


def word_field(label: Any, longest: int, **kwargs: Any) -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, required=False, max_length=longest, widget=TextControl, **kwargs)


def words_field(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=WordsControl(attrs={"rows": rows}), max_length=5000, **kwargs
    )


class RowForm(forms.Form):
    """A row that remembers what it showed: `version` of the report and a digest of its fields, so that
    a row that was not touched is not saved over somebody else's words."""

    version = forms.IntegerField(
        min_value=0,
        required=False,
        widget=HiddenControl,
        initial=0,
        error_messages=dict.fromkeys(
            ("invalid", "min_value"), _("这一行的版本标记已损坏，请刷新页面后再填。")
        ),
    )
    seen = forms.CharField(required=False, widget=HiddenControl)

    def typed_fields(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "seen")]

    def remember(self) -> None:
        """To be called when all fields stand."""
        shown = {name: self.get_initial_for_field(self.fields[name], name) for name in self.typed_fields()}
        self.fields["seen"].initial = digest(shown)

    def is_touched(self) -> bool:
        """Whether the person changed anything of what the row showed them."""
        sent = {name: self.data.get(self.add_prefix(name), "") for name in self.typed_fields()}
        return digest(sent) != self.data.get(self.add_prefix("seen"))

    def is_sent(self) -> bool:
        return self.add_prefix("version") in self.data

    def catch_up(self, current: ReportStep) -> None:
        """Keep what was typed, on top of the newer row: saving again is then a decision."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(current.version)
        self.data[self.add_prefix("seen")] = ""


def digest(values: dict[str, Any]) -> str:
    words = (f"{name}={_plain(value)}" for name, value in sorted(values.items()))
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def _plain(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class ReportForm(RowForm):
    """A department's report on a task. `short` holds only what the grid shows."""

    def __init__(
        self,
        *args: Any,
        report: ProgressReport | None,
        indicators: Iterable[Indicator],
        milestones: Iterable[Milestone] = (),
        short: bool = False,
        **kwargs: Any,
    ) -> None:
        self.indicators = list(indicators)
        self.milestones = list(milestones)
        self.report, self.short = report, short
        super().__init__(*args, **kwargs)
        figures = {f.indicator_id: f for f in report.figures.all()} if report else {}
        for indicator in self.indicators:
            self._add_figure(indicator, figures.get(indicator.pk))
        if asks_percent(self.indicators):
            bp = report.percent_bp if report else None
            self.fields["percent"] = FigureField(
                unit="%",
                label=_("完成比例（%）"),
                max_value=1000,
                max_digits=6,
                decimal_places=2,
                initial=None if bp is None else plain(Decimal(bp) / 100),
            )
        self._add_texts()
        if not short:
            self._add_marks()
        if report:
            self.fields["version"].initial = report.version
        self.remember()

    def _add_figure(self, indicator: Indicator, figure: ReportFigure | None) -> None:
        key = indicator.pk
        word = figure.word if figure else ""
        if is_measured(indicator):
            value = plain(figure.value) if figure else ""
            self.fields[f"value_{key}"] = FigureField(
                unit=indicator.unit, label=_("累计完成：%s") % indicator, initial=value
            )
            if is_rate(indicator) and not self.short:
                self.fields[f"numerator_{key}"] = FigureField(
                    label=_("分子"), initial=plain(figure.numerator) if figure else ""
                )
                self.fields[f"denominator_{key}"] = FigureField(
                    label=_("分母"), initial=plain(figure.denominator) if figure else ""
                )
        else:
            self.fields[f"met_{key}"] = met_field(_("是否达到：%s") % indicator)
            self.initial.setdefault(f"met_{key}", MET_WORDS[figure.met if figure else None])
        self.fields[f"word_{key}"] = word_field(_("说明：%s") % indicator, 200, initial=word)

    def _add_texts(self) -> None:
        names = ["progress_text"] if self.short else ["progress_text", "problems_text", "next_text"]
        if "percent" in self.fields or not self.short:
            names.append("explanation")
        labels = {
            "progress_text": _("进展情况"),
            "problems_text": _("存在问题"),
            "next_text": _("下一步安排"),
            "explanation": _("数据说明"),
        }
        for name in names:
            self.fields[name] = words_field(
                labels[name],
                rows=2 if name == "explanation" or self.short else 4,
                initial=getattr(self.report, name) if self.report else "",
            )

    def _add_marks(self) -> None:
        marks = {m.milestone_period: m for m in self.report.milestone_marks.all()} if self.report else {}
        for milestone in self.milestones:
            mark = marks.get(milestone.period)
            self.fields[f"mark_{milestone.period}"] = met_field(_("节点是否达到"))
            self.initial.setdefault(f"mark_{milestone.period}", MET_WORDS[mark.met if mark else None])
            self.fields[f"markword_{milestone.period}"] = word_field(
                _("节点说明"), 200, initial=mark.word if mark else ""
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for indicator in self.indicators:
            self._clean_rate(indicator, cleaned)
        return cleaned

    def _clean_rate(self, indicator: Indicator, cleaned: dict[str, Any]) -> None:
        key, whole = indicator.pk, 1000 if indicator.unit == "‰" else 100
        above, below = cleaned.get(f"numerator_{key}"), cleaned.get(f"denominator_{key}")
        if above is None and below is None:
            return
        if above is None or not below:
            missing = "numerator" if above is None else "denominator"
            self.add_error(f"{missing}_{key}", _("分子、分母请一并填写，分母要大于 0。"))
            return
        if above > below * MOST_TIMES:
            words = _("分子是分母的 %s 倍以上，请核对分子、分母。") % MOST_TIMES
            self.add_error(f"numerator_{key}", words)
            return
        worked_out = (above * whole / below).quantize(Decimal("0.01"))
        stated = cleaned.get(f"value_{key}")
        if stated is None:
            cleaned[f"value_{key}"] = worked_out
        elif abs(stated - worked_out) > Decimal("0.1"):
            self.add_error(
                f"value_{key}",
                _("所填比率与分子、分母不符：按分子分母应为 %(rate)s%(unit)s。")
                % {"rate": plain(worked_out), "unit": indicator.unit},
            )

    def entry(self) -> ReportEntry:
        typed = self.cleaned_data
        bp = typed.get("percent")
        return ReportEntry(
            texts={name: typed[name] for name in typed if name.endswith("_text") or name == "explanation"},
            percent_bp=None if bp is None else int(bp * 100),
            has_percent="percent" in self.fields,
            figures={indicator.pk: self._figure(indicator.pk) for indicator in self.indicators},
            marks={
                m.period: MarkEntry(MET_VALUES.get(typed[f"mark_{m.period}"]), typed[f"markword_{m.period}"])
                for m in self.milestones
                if not self.short
            },
        )

    def _figure(self, key: int) -> FigureEntry:
        typed = self.cleaned_data
        kept = (
            next((f for f in self.report.figures.all() if f.indicator_id == key), None)
            if self.report
            else None
        )
        asks_parts = f"numerator_{key}" in self.fields
        return FigureEntry(
            value=typed.get(f"value_{key}"),
            numerator=typed.get(f"numerator_{key}") if asks_parts else getattr(kept, "numerator", None),
            denominator=typed.get(f"denominator_{key}") if asks_parts else getattr(kept, "denominator", None),
            met=MET_VALUES.get(typed.get(f"met_{key}", "")),
            word=typed.get(f"word_{key}", ""),
        )


class QuotaForm(RowForm):
    """A town's row of the grid."""

    note = word_field(_("备注"), 500)

    def __init__(self, *args: Any, quota: Quota, report: QuotaReport | None, **kwargs: Any) -> None:
        self.quota, self.report = quota, report
        super().__init__(*args, **kwargs)
        if quota.value is None:
            self.fields["met"] = met_field(_("是否达到"))
            self.initial.setdefault("met", MET_WORDS[report.met if report else None])
        self.fields["value"] = FigureField(
            unit=quota.indicator.unit,
            label=_("累计完成"),
            initial=plain(report.value) if report else "",
        )
        if report:
            self.fields["version"].initial = report.version
            self.fields["note"].initial = report.note
        self.remember()

    def entry(self) -> QuotaEntry:
        typed = self.cleaned_data
        return QuotaEntry(typed.get("value"), MET_VALUES.get(typed.get("met", "")), typed["note"])


class RoundPlanForm(forms.ModelForm):
    class Meta:
        model = RoundPlan
        fields = ("interval", "opening_day", "closing_day")


class PeriodDaysForm(forms.Form):
    """The days of a period; where somebody has reported in it (`reports`), moving them asks once."""

    opens_on = forms.DateField(
        label=_("开放日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("截止日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, period: ReportingPeriod, reports: int, **kwargs: Any) -> None:
        days = {"opens_on": period.opens_on, "closes_on": period.closes_on}
        super().__init__(*args, initial=days, **kwargs)
        self.period, self.reports = period, reports
        self.fields["confirmed"].label = _("本期已有 %d 份填报，仍要调整日期") % reports
        if not reports:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens_on is None or closes_on is None or not self.has_changed():
            return cleaned
        if opens_on > closes_on:
            self.add_error("closes_on", _("截止日不能早于开放日。"))
        elif refusal := self.period.refused_days(opens_on, closes_on):
            self.add_error("closes_on", refusal)
        elif self.reports and not cleaned["confirmed"]:
            self.add_error("confirmed", _("本期已有 %d 份填报，请勾选确认后再调整。") % self.reports)
        return cleaned


class ReopenForm(forms.Form):
    """For which department or town a closed period is opened again, until when and why; `bodies` are
    those that owe something in it."""

    body = forms.ChoiceField(label=_("单位"))
    until = forms.DateField(
        label=_("开放至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, period: ReportingPeriod, bodies: Iterable[Department | Town], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.period = period
        bodies = sorted(bodies, key=lambda body: (body.position, body.pk))
        departments = {f"d{body.pk}": body for body in bodies if isinstance(body, Department)}
        towns = {f"t{body.pk}": body for body in bodies if isinstance(body, Town)}
        self.bodies: dict[str, Department | Town] = {**departments, **towns}
        self.fields["body"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            (_("部门"), [(key, body.name) for key, body in departments.items()]),
            (_("街镇"), [(key, body.name) for key, body in towns.items()]),
        ]

    def clean_body(self) -> Department | Town:
        return self.bodies[self.cleaned_data["body"]]

    def clean_until(self) -> datetime.date:
        until = self.cleaned_data["until"]
        if until > self.period.last_day:
            raise forms.ValidationError(_("重新开放最晚到 %(day)s。") % {"day": self.period.last_day})
        return until


class RuleForm(forms.Form):
    """The figures of a rule set; an empty number switches its rule off."""

    name = forms.CharField(label=_("规则名称"), max_length=100)
    yellow_points = forms.IntegerField(
        label=_("滞后几个百分点起亮黄灯"), required=False, min_value=1, max_value=100
    )
    red_points = forms.IntegerField(
        label=_("滞后超过几个百分点亮红灯"), required=False, min_value=1, max_value=100
    )
    yellow_workdays = forms.IntegerField(
        label=_("距时限几个工作日以内亮黄灯"), required=False, min_value=0, max_value=30
    )
    milestone_yellow = forms.BooleanField(label=_("无数据的节点到期未达亮黄灯"), required=False)
    milestone_red_days = forms.IntegerField(
        label=_("无数据的节点超过几天未达亮红灯"), required=False, min_value=0, max_value=365
    )
    report_missing = forms.BooleanField(label=_("上一填报期没有核定的填报亮黄灯"), required=False)
    by_month = forms.BooleanField(label=_("月度目标未完成亮黄灯，季度目标未完成亮红灯"), required=False)
    done_blue = forms.BooleanField(label=_("已完成用蓝色表示"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        yellow, red = cleaned.get("yellow_points"), cleaned.get("red_points")
        if yellow is not None and red is not None and red < yellow:
            self.add_error("red_points", _("红灯的百分点不能小于黄灯的。"))
        return cleaned

    def figures(self) -> RuleFigures:
        return RuleFigures.from_json(self.cleaned_data)
