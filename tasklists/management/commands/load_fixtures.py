"""python manage.py load_fixtures: the published lists of `fixtures/`, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tasklists.fixture_loading import load_fixtures


class Command(BaseCommand):
    help = _("装入 fixtures 文件夹中的区、街镇、部门和公开的任务清单；可以反复运行，不改动已有的内容。")

    def handle(self, *args: Any, **options: Any) -> None:
        for task_list in load_fixtures():
            self.stdout.write(
                _("已装入：%(district)s《%(list)s》，%(count)s 项任务")
                % {
                    "district": task_list.district,
                    "list": task_list,
                    "count": task_list.tasks.count(),
                }
            )
