"""The lights of a year told in the words of its numbers: 红灯 4（逾期 1、滞后 3）. Both vocabularies stand
beside each other on a dashboard, and a reader adds them up."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from progress.status import Totals
from reporting.dashboards.figures import Figure, address_of
from reporting.overview import SEGMENTS


@dataclass(frozen=True, slots=True)
class LightCount:
    """`parts` add up to `figure`; empty where the light has no number of its own in other words."""

    light: str
    figure: Figure
    parts: list[Figure] = field(default_factory=list)


def lights_of(totals: Totals, rows_at: str = "") -> list[LightCount]:
    """In the order of the bar, without those that no task shows. What is overdue is red and what needs
    attention is yellow; what is behind is the rest of both (`progress.status.GROUPS`)."""
    kinds = {
        "red": [("overdue", _("逾期"), totals.overdue), ("behind", _("滞后"), totals.red - totals.overdue)],
        "yellow": [
            ("behind", _("滞后"), totals.yellow - totals.attention),
            ("attention", _("需关注"), totals.attention),
        ],
    }
    counted = [(light, word, getattr(totals, light)) for light, word in SEGMENTS]
    return [
        LightCount(
            light,
            Figure(light, str(word), number, address_of(rows_at, {"light": light})),
            [
                Figure(group, said, part, address_of(rows_at, {"light": light}, group))
                for group, said, part in kinds.get(light, [])
                if part
            ],
        )
        for light, word, number in counted
        if number
    ]
