"""Two departments that are one: the duplicate is merged into the other, and what was done is recorded.

The duplicate stays, out of use and under a changed name, with what cannot move (a role or report that
the other has as well) and with the decisions that were made about it; its name becomes a written form of the
other, so that the next document finds it. Which rows move is said in settings: they belong to rooms that
cannot be imported here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from districts.models import Department, DepartmentMerge, District, Membership, NameVariant, User
from tasklists.changes import Facts, fresh_facts, record_changes
from tasklists.models import Assignment, Task


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one model that point at the duplicate."""

    word: str
    count: int


def what_would_move(source: Department) -> list[Moving]:
    """One query a model."""
    counted = [(rows.model._meta.verbose_name, rows.count()) for rows, _field in _rows_of(source)]
    return [Moving(str(word), count) for word, count in counted if count]


@transaction.atomic
def merge_departments(source: Department, target: Department, by: User) -> DepartmentMerge:
    """Raises ValidationError where the two cannot be one."""
    District.objects.select_for_update().get(pk=source.district_id)
    source.refresh_from_db()
    target.refresh_from_db()
    _check(source, target)
    before = _facts_of_issued_tasks(source)
    counts = {}
    for rows, field in _rows_of(source):
        moved = sum(_moved(row, field, target) for row in rows)
        word = str(rows.model._meta.verbose_name)
        earlier = counts.get(word, {"moved": 0, "kept": 0})
        counts[word] = {"moved": earlier["moved"] + moved, "kept": earlier["kept"] + rows.all().count()}
    _take_the_name(source, target)
    reason = _("部门合并：%(source)s并入%(target)s") % {"source": source.name, "target": target.name}
    for task, facts in before:
        record_changes(task, facts, reason=reason, by=by)
    _retire(source, target)
    return DepartmentMerge.objects.create(
        district_id=source.district_id, source=source, target=target, merged_by=by, counts=counts
    )


def _check(source: Department, target: Department) -> None:
    if source.pk == target.pk or source.district_id != target.district_id:
        raise ValidationError(_("请选择本区的另一个部门。"))
    if not target.is_active:
        raise ValidationError(_("“%(name)s”已停用，不能并入。") % {"name": target})


def _rows_of(source: Department) -> list[tuple[models.QuerySet, str]]:
    pairs = [label.rsplit(".", 1) for label in settings.MOVES_WITH_DEPARTMENT]
    return [
        (apps.get_model(model)._default_manager.filter(**{field: source}).order_by("pk"), field)
        for model, field in pairs
    ]


def _moved(row: models.Model, field: str, target: Department) -> bool:
    """Whether the row is the target's now. What the target has already is not doubled: a role ends,
    a part in a task falls away, anything else stays with the duplicate."""
    try:
        with transaction.atomic():
            setattr(row, field, target)
            row.save()
            return True
    except IntegrityError:
        row.refresh_from_db()
    if isinstance(row, Assignment):
        row.delete()
    elif isinstance(row, Membership) and row.is_active:
        row.deactivate()
    return False


def _facts_of_issued_tasks(source: Department) -> list[tuple[Task, Facts]]:
    touched = Task.objects.filter(assignments__department=source, task_list__state="issued").distinct()
    return [(task, fresh_facts(task)) for task in touched.select_related("task_list")]


def _take_the_name(source: Department, target: Department) -> None:
    words = {"district": source.district, "written": source.name}
    if not NameVariant.objects.filter(department__isnull=False, **words).exists():
        NameVariant.objects.create(department=target, **words)


def _retire(source: Department, target: Department) -> None:
    """Out of use, and no longer found under its old name."""
    note = _("（已并入%(target)s）") % {"target": target.name}
    limit = Department._meta.get_field("name").max_length
    source.name = f"{source.name[: max(limit - len(note), 20)]}{note}"[:limit]
    source.is_active = False
    source.save()
