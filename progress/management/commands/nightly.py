"""python manage.py nightly: open and close reporting periods, send each person one digest."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from progress.nightly import run


class Command(BaseCommand):
    help = "Opens and closes reporting periods and sends one digest a person; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=datetime.date.fromisoformat, help="as if it were this day")

    def handle(self, *args: Any, day: datetime.date | None = None, **options: Any) -> None:
        today = day or timezone.localdate()
        night = run(today)
        words = {
            "day": today,
            "planned": night.lists_planned,
            "opened": night.opened,
            "closed": night.closed,
            "restated": night.restated,
            "told": night.told,
        }
        self.stdout.write(
            _(
                "%(day)s：新建填报安排 %(planned)s 份，开放 %(opened)s 期，截止 %(closed)s 期，"
                "重算进度 %(restated)s 项，发送提醒 %(told)s 人。"
            )
            % words
        )
        for name in getattr(settings, "EVERY_NIGHT", ()):  # what other rooms do, by the date
            self.stdout.write(str(import_string(name)(today)))
        if night.failed:
            names = "、".join(night.failed)
            self.stderr.write(_("未能提醒：%(names)s，详见日志。") % {"names": names})
