"""Loads `fixtures/`: districts with their towns and departments, and their published lists.

Safe to repeat: a list that was ever stored (under any present title, even if deleted since) is not
loaded again, and a district all of whose lists were is not touched, so that nothing people changed
is overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from districts.models import Department, District, NameVariant, Town
from tasklists.fixture_lists import read_list
from tasklists.importing.apply import SourceFile, apply_plan
from tasklists.importing.plan import make_plan
from tasklists.importing.records import ListDocument
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.models import TaskList

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@dataclass(frozen=True, slots=True)
class FixtureList:
    file: SourceFile
    document: ListDocument


def load_fixtures(folder: Path = FIXTURES) -> list[TaskList]:
    """The lists that were loaded now; empty where there was nothing to do."""
    pending = [fixture for fixture in _lists(folder) if not _was_loaded(fixture.document)]
    if not pending:
        return []
    wanted = {fixture.document.district for fixture in pending}
    with transaction.atomic():
        districts = {
            entry["name"]: _district(entry)
            for entry in json.loads((folder / "districts.json").read_text(encoding="utf-8"))
            if entry["name"] in wanted
        }
        return [_load(fixture, districts[fixture.document.district or ""]) for fixture in pending]


def _lists(folder: Path) -> Iterator[FixtureList]:
    for path in sorted((folder / "lists").glob("*.json")):
        content = path.read_bytes()
        yield FixtureList(SourceFile(path.name, content, keep=False), read_list(content.decode("utf-8")))


def _was_loaded(document: ListDocument) -> bool:
    return TaskList.history.filter(year=document.year, title=document.title).exists()


def _load(fixture: FixtureList, district: District) -> TaskList:
    document = fixture.document
    stored = find_list(district, document)
    plan = make_plan(document, directory_of(district), existing_list(stored))
    record = apply_plan(plan, district, fixture.file)
    if record is None:
        raise ValueError(f"{fixture.file.name} holds no task")
    return record.task_list


def _district(entry: dict[str, Any]) -> District:
    """The district with what it lacks of towns, departments and written variants."""
    district, _created = District.objects.get_or_create(
        name=entry["name"], defaults={"city": entry["city"], "office_name": entry["office_name"]}
    )
    known = directory_of(district)
    for position, town in enumerate(entry["towns"], start=1):
        if known.town_names.find(town["name"]) is None:
            row, column = town["tile"]
            body = Town.objects.create(
                district=district,
                name=town["name"],
                kind=town["kind"],
                position=position,
                tile_row=row,
                tile_column=column,
            )
            _variants(district, town["written"], town=body)
    for position, (name, written) in enumerate(entry["departments"].items(), start=1):
        if known.department_names.find(name) is None:
            department = Department.objects.create(district=district, name=name, position=position)
            _variants(district, written, department=department)
    return district


def _variants(district: District, written: list[str], **body: Any) -> None:
    NameVariant.objects.bulk_create(NameVariant(district=district, written=form, **body) for form in written)
