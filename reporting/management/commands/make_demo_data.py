"""python manage.py make_demo_data: whole districts with a year of reports, to measure with
(docs/performance.md)."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.bulk.making import SEED, Size, made_before, make_districts


class Command(BaseCommand):
    help = _("批量建立演示区（县），用于测量速度；每三项任务中有一项分解到各街镇。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--districts", type=int, default=1, help=_("区（县）数"))
        parser.add_argument("--tasks", type=int, default=1000, help=_("每区任务数"))
        parser.add_argument("--towns", type=int, default=12, help=_("每区街镇数"))
        parser.add_argument("--months", type=int, default=12, help=_("已填报的月数，至多 12"))
        parser.add_argument("--seed", type=int, default=SEED, help=_("随机数种子；相同则数据相同"))
        parser.add_argument(
            "--snapshots",
            type=int,
            default=1,
            help=_("其中几个区（县）有月末快照（至多 4 个，每月每任务一行）"),
        )
        parser.add_argument("--add", action="store_true", help=_("已有演示区（县）时，在其后继续添加"))

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["tasks"], options["towns"], options["months"])
        if min(options["districts"], size.tasks, size.towns, size.months) < 1 or size.months > 12:
            raise CommandError(_("各项数量至少为 1，月数至多为 12。"), returncode=2)
        held = made_before()
        if held and not options["add"]:
            raise CommandError(
                _("已有 %(held)s 个演示区（县）：再添加请加 --add，要重做请换空数据库（办理记录不能删除）。")
                % {"held": held},
                returncode=2,
            )
        began = time.monotonic()
        made = make_districts(
            options["districts"],
            size,
            timezone.localdate(),
            self.stderr.write,
            seed=options["seed"],
            snapshots=options["snapshots"],
        )
        seconds = time.monotonic() - began
        words = {"districts": made.districts, "rows": f"{made.rows:,}", "seconds": f"{seconds:.0f}"}
        self.stdout.write(
            _("已建立 %(districts)s 个演示区（县），共 %(rows)s 行，用时 %(seconds)s 秒。") % words
        )
