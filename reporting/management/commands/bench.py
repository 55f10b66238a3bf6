"""python manage.py bench: how long the pages take, in one process through the real URL stack, beside a
bare page of equal size (docs/performance.md)."""

from __future__ import annotations

import os
import platform
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection
from django.test import Client, override_settings
from django.utils.translation import gettext as _

from districts.models import District, User
from reporting.bench.acts import IMPORTED, export_list, import_list, save_report
from reporting.bench.measure import Failed, Measured, measure_act, measure_page
from reporting.bench.pages import Ground, ground_of, pages_of
from reporting.bench.table import as_markdown
from reporting.bulk.promised import name_of

MOST_QUERIES, MOST_RATIO = 12, 6.0


class Command(BaseCommand):
    help = _("测量各页面用时（中位数、95 分位）和查询次数，并与同样大小的空白页面比较；不写入任何内容。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", default=name_of(1), help=_("测量哪个区（县）"))
        parser.add_argument("--rounds", type=int, default=20, help=_("每页测量次数"))
        parser.add_argument("--only", default="", help=_("只测量名称含有这些字的页面"))
        parser.add_argument("--pages-only", action="store_true", help=_("不测量保存、导入和导出"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            district = District.objects.get(name=options["district"])
            ground = ground_of(district)
        except (District.DoesNotExist, LookupError) as error:
            raise CommandError(
                _("没有可测量的数据：%(district)s。请先运行 make_demo_data。")
                % {"district": options["district"]},
                returncode=2,
            ) from error
        # DEBUG would keep every query in memory; tests of HTTPS and hosts are not what is measured
        get_internal_wsgi_application()  # loaded, and its memory set, as by the web server
        plain = {"DEBUG": False, "SECURE_SSL_REDIRECT": False, "ALLOWED_HOSTS": ["*"]}
        with override_settings(ROOT_URLCONF="reporting.bench.bare", **plain):
            rows = self._measure(ground, options)
        self._print(ground, rows)
        if self.failed:
            raise CommandError("; ".join(self.failed), returncode=1)

    def _measure(self, ground: Ground, options: dict[str, Any]) -> list[Measured]:
        self.failed: list[str] = []
        rows = []
        for page in pages_of(ground):
            if options["only"] not in page.label:
                continue
            self.stderr.write(page.label)
            client = _signed_in(page.user)
            try:
                rows.append(measure_page(client, page, options["rounds"]))
            except Failed as failure:
                self.failed.append(str(failure))
        return rows if options["pages_only"] else rows + self._acts(ground, options)

    def _acts(self, ground: Ground, options: dict[str, Any]) -> list[Measured]:
        few = max(options["rounds"] // 10, 1)
        acts: list[tuple[str, str, int, Callable[[Client, Ground], Callable[[], int]], int]] = [
            (_("保存一条填报"), "staff", 1, save_report, options["rounds"]),
            (_("导入一份清单"), "office", IMPORTED, import_list, 1),
            (_("导出一份清单"), "leader", ground.tasks, export_list, few),
        ]
        rows = []
        for label, role, number, make, rounds in acts:
            if options["only"] not in label:
                continue
            self.stderr.write(label)
            try:
                act = make(_signed_in(ground.user(role)), ground)
                rows.append(measure_act(label, role, number, act, rounds))
            except LookupError:
                self.stderr.write(_("没有可以填写的填报，未测量“%(label)s”。") % {"label": label})
            except Failed as failure:
                self.failed.append(str(failure))
        return rows

    def _print(self, ground: Ground, rows: list[Measured]) -> None:
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        districts = District.objects.count()
        self.stdout.write(
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU, load {load}; "
            f"Python {platform.python_version()}; {connection.vendor} "
            f"{'.'.join(map(str, connection.get_database_version()))}"
        )
        self.stdout.write(f"{districts} districts; {ground.tasks} tasks, {ground.quotas} shares in the list")
        self.stdout.write(as_markdown(rows))
        over = [row for row in rows if row.ratio is not None]
        many = sum(row.queries > MOST_QUERIES for row in over)
        slow = sum((row.ratio or 0) > MOST_RATIO for row in over)
        self.stdout.write(
            f"{len(over)} pages: {many} with more than {MOST_QUERIES} queries, "
            f"{slow} slower than {MOST_RATIO:g} x the bare page"
        )


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client
