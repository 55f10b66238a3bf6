"""A duplicated department is merged into the other."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from conftest import make_list, make_member, make_task
from districts.models import Department, DepartmentMerge, NameVariant
from tasklists.merging import merge_departments
from tasklists.models import Assignment, ListChange
from tasklists.tests.editor.asking import posted_from, said


@pytest.fixture
def twin(cast):
    return Department.objects.create(district=cast.district, name="区农委", position=9)


def test_every_reference_to_a_department_either_moves_or_stays():
    known = set(settings.MOVES_WITH_DEPARTMENT) | set(settings.STAYS_WITH_DEPARTMENT)
    unknown = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not hasattr(model, "history_object")
        for field in model._meta.fields
        if field.related_model is Department and f"{model._meta.label}.{field.name}" not in known
    ]
    assert unknown == [], "say in settings whether these go along when departments are merged"


def test_roles_parts_and_written_forms_go_along(cast, twin):
    person = make_member(cast.district, "lead", "twin_lead", department=twin)
    task = make_task(make_list(cast.district), lead=twin)
    NameVariant.objects.create(district=cast.district, department=twin, written="农委")
    merge = merge_departments(twin, cast.department, cast.office)
    assert person.memberships.get().department == cast.department
    assert Assignment.objects.get(task=task).department == cast.department
    assert set(cast.department.variants.values_list("written", flat=True)) == {"农委", "区农委"}
    assert merge.counts["任职"] == {"moved": 1, "kept": 0}
    assert (merge.merged_by, merge.source, merge.target) == (cast.office, twin, cast.department)


def test_duplicate_stays_out_of_use_under_another_name(cast, twin):
    merge_departments(twin, cast.department, cast.office)
    twin.refresh_from_db()
    assert not twin.is_active
    assert twin.name == "区农委（已并入区农业农村委）"


def test_what_both_had_is_not_doubled(cast, twin):
    task = make_task(make_list(cast.district), lead=cast.department)
    Assignment.objects.create(district=cast.district, task=task, department=twin, role="lead")
    membership = cast.lead.memberships.create(district=cast.district, role="lead", department=twin)
    merge = merge_departments(twin, cast.department, cast.office)
    assert Assignment.objects.get(task=task).department == cast.department
    membership.refresh_from_db()
    assert (membership.department, membership.is_active) == (twin, False)
    assert merge.counts["任职"] == {"moved": 0, "kept": 1}


def test_changed_lead_of_an_issued_list_is_kept_with_its_reason(cast, twin):
    make_task(make_list(cast.district), lead=twin)
    merge_departments(twin, cast.department, cast.office)
    change = ListChange.objects.get()
    assert (change.old, change.new) == ("区农委", "区农业农村委")
    assert change.reason == "部门合并：区农委并入区农业农村委"


def test_departments_of_two_districts_are_not_merged(cast):
    with pytest.raises(ValidationError):
        merge_departments(cast.department, cast.other_department, cast.office)


def test_department_is_not_merged_into_one_out_of_use(cast, twin):
    Department.objects.filter(pk=cast.department.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        merge_departments(twin, cast.department, cast.office)
    assert not DepartmentMerge.objects.exists()


def test_office_merges_on_the_page(sign_in, cast, twin):
    make_task(make_list(cast.district), lead=twin)
    client = sign_in(cast.office)
    url = reverse("department_merge", args=[twin.pk])
    page = client.get(url).content.decode()
    assert "区水务局" in page
    assert "区农业农村局" not in page
    asked = client.post(url, {"target": cast.department.pk})
    assert "“区农委”将并入“区农业农村委”" in said(asked)
    assert "责任分工1" in said(asked)
    assert not DepartmentMerge.objects.exists()
    response = client.post(url, posted_from(asked))
    assert response.url == reverse("department_edit", args=[cast.department.pk])
    assert DepartmentMerge.objects.get().merged_by == cast.office


def test_department_of_another_district_is_no_choice(sign_in, cast, twin):
    response = sign_in(cast.office).post(
        reverse("department_merge", args=[twin.pk]), {"target": cast.other_department.pk}
    )
    assert "target" in response.context["form"].errors
