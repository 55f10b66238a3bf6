"""What a department or town still has to do, said before it is taken out of use."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from districts.models import Department, Town
from progress.models import Completion
from tasklists.models import Assignment, Task


def open_work_of(body: Department | Town, today: datetime.date) -> str:
    """One sentence with the numbers of its tasks that are not closed and where they are passed on; ""
    where there are none. Hook of `districts.forms.names` (settings.OPEN_WORK_OF)."""
    closed = Completion.objects.closed_by(today).values("task")
    tasks = Task.objects.exclude(pk__in=closed)
    if isinstance(body, Town):
        named = Q(scope_towns__town=body) | Q(assignments__town=body)
        shared = Q(indicators__quotas__town=body) | Q(indicators__quotas__partners__town=body)
        count = tasks.filter(named | shared).distinct().count()
        said = _("%(name)s还有 %(count)s 项任务未办结。请先在这些任务的编辑页改由别的街镇承担。")
        return said % {"name": body, "count": count} if count else ""
    own = Assignment.objects.filter(department=body)
    led = tasks.filter(pk__in=own.filter(role=Assignment.Role.LEAD).values("task"))
    led_count = led.count()
    helped_count = tasks.filter(pk__in=own.values("task")).count() - led_count
    counts = ((_("牵头 %s 项"), led_count), (_("参与 %s 项"), helped_count))
    parts = "、".join(words % count for words, count in counts if count)
    said = _(
        "%(name)s还%(parts)s未办结的任务。请先在清单的“批量修改”中换成别的部门，或用右上角的“并入另一部门”。"
    )
    return said % {"name": body, "parts": parts} if parts else ""
