"""The thresholds of the lights: data of a rule set, never literals elsewhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """None switches a rule off. Points are percentage points behind the calendar."""

    yellow_points: int | None = 10  # from this many points behind: yellow
    red_points: int | None = 30  # more than this many: red
    yellow_workdays: int | None = 3  # this many working days or fewer to the deadline: yellow
    milestone_yellow: bool = True  # a milestone without a figure past due and unmet
    milestone_red_days: int | None = 30  # … for more than this many days: red
    report_missing: bool = True  # no approved report for the last closed period: yellow
    by_month: bool = False  # the month's target missed: yellow, the quarter's: red
    done_blue: bool = False  # done is shown in blue

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Figures as stored; a key that a later version of the program added has its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})


DEFAULT = RuleFigures()

# Packs that districts really use. The key is what the form sends; the first is what a list without a
# decision of its own is judged by.
PACKS: dict[str, tuple[Any, RuleFigures]] = {
    "default": (_("默认规则"), DEFAULT),
    "points": (
        _("序时进度法：落后 10 个百分点亮黄灯，超过 30 个亮红灯"),
        RuleFigures(
            yellow_workdays=None, milestone_yellow=False, milestone_red_days=None, report_missing=False
        ),
    ),
    "days": (
        _("时限法：距时限 3 个工作日亮黄灯，逾期亮红灯"),
        RuleFigures(
            yellow_points=None,
            red_points=None,
            milestone_yellow=False,
            milestone_red_days=None,
            report_missing=False,
        ),
    ),
    "months": (
        _("月季法：月度目标未完成亮黄灯，季度目标未完成亮红灯"),
        RuleFigures(
            yellow_points=None,
            red_points=None,
            yellow_workdays=None,
            milestone_yellow=False,
            milestone_red_days=None,
            report_missing=False,
            by_month=True,
        ),
    ),
    "blue": (_("蓝灯法：同默认规则，已完成亮蓝灯"), RuleFigures(done_blue=True)),
}
