"""python manage.py load_demo: demo accounts, one a role. Only where DEBUG is on, unless told otherwise:
the password is public."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.demo import PASSWORD, FixturesMissing, ShownAccount, load_demo


class Command(BaseCommand):
    help = _("建立演示账号（一个角色一个）；可以反复运行，不改动已有的账号。")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help=_("DEBUG 关闭时也建立，改用随机密码（只显示这一次）")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(_("DEBUG 已关闭，不建立演示账号；确要在这里建立请加 --force。"), returncode=2)
        password = PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)
        try:
            accounts = load_demo(password, timezone.localdate())
        except FixturesMissing as error:
            raise CommandError(
                _("还没有%(districts)s，请先运行 load_fixtures。") % {"districts": error}, returncode=2
            ) from error
        self._print(accounts, password)

    def _print(self, accounts: list[ShownAccount], password: str) -> None:
        if any(account.has_password for account in accounts):
            self.stdout.write(_("演示账号，密码都是 %(password)s") % {"password": password})
        else:
            self.stdout.write(_("演示账号早已建立，密码不变"))
        for account in accounts:
            note = "" if account.has_password else _("（不用这个密码，或已停用）")
            self.stdout.write(f"  {account.username:<8} {account.full_name}：{account.roles}{note}")
