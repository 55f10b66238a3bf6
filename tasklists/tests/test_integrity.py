"""The database itself refuses references to another district's rows."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from conftest import make_list, make_task
from districts.models import Membership
from tasklists.models import Assignment, Indicator, Quota

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_quota_for_a_town_of_another_district_is_refused(cast):
    task = make_task(make_list(cast.district))
    indicator = Indicator.objects.create(district=cast.district, task=task, name="道路")
    refused(
        lambda: Quota.objects.create(
            district=cast.district, indicator=indicator, town=cast.other_town, value=1
        )
    )
    refused(
        lambda: Quota.objects.create(
            district=cast.other_district, indicator=indicator, town=cast.other_town, value=1
        )
    )


def test_moving_a_row_to_a_department_of_another_district_is_refused(cast):
    task = make_task(make_list(cast.district), lead=cast.department)
    refused(lambda: Assignment.objects.filter(task=task).update(department=cast.other_department))


def test_membership_for_a_department_of_another_district_is_refused(cast):
    refused(
        lambda: Membership.objects.create(
            district=cast.district, user=cast.outsider, role="lead", department=cast.other_department
        )
    )


def test_two_tasks_of_one_number_in_a_list_are_refused(cast):
    task_list = make_list(cast.district)
    make_task(task_list, "1")
    refused(lambda: make_task(task_list, "1"))


def test_negative_investment_is_refused(cast):
    refused(lambda: make_task(make_list(cast.district), investment_wan=-1))


def test_milestone_twice_is_refused(cast):
    from conftest import TODAY, make_milestone

    task = make_task(make_list(cast.district))
    make_milestone(task, "H1", TODAY)
    refused(lambda: make_milestone(task, "H1", TODAY))


def test_every_reference_between_district_owned_rows_has_its_guard():
    """Fails for a new foreign key without `SameDistrict`, and for a guard that SQLite lost."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        guards = {row[0] for row in cursor.fetchall()}
    missing = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if "district" not in names or hasattr(model, "history_object"):
            continue
        for field in model._meta.fields:
            target = field.related_model
            if not field.is_relation or target == model._meta.get_field("district").related_model:
                continue
            if "district" not in {f.name for f in target._meta.fields}:
                continue
            name = f"{model._meta.db_table}_{field.column}_district"
            wanted = {name} if connection.vendor == "postgresql" else {f"{name}_insert", f"{name}_update"}
            if not wanted <= guards:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []
