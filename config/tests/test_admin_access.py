"""The admin shows and changes only the own district, by every path."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.tests.permission_table import ADMIN_MODELS, BY_PLATFORM, KEPT, NEVER_DELETED
from config.tests.world import MARK
from conftest import make_list, make_task
from districts.models import Department, Membership, NameVariant, Town, User, Village
from tasklists.models import Assignment, Category, ListChange, Milestone, Quota, Task

OFFICE_MODELS = sorted(label for label, (whose, _row) in ADMIN_MODELS.items() if whose != BY_PLATFORM)
KEPT_MODELS = sorted(label for label, (whose, _row) in ADMIN_MODELS.items() if whose == KEPT)


@pytest.fixture
def cast(world):
    return world.cast


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.office)


def page(label, name, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{name}", args=args)


def rows(world, label):
    name = ADMIN_MODELS[label][1]
    return world.own[name], world.other[name]


@pytest.mark.parametrize("label", OFFICE_MODELS)
def test_lists_searches_and_filters_show_own_rows_only(world, office, label):
    own, other = rows(world, label)
    response = office.get(page(label, "changelist"))
    shown = {row.pk for row in response.context["cl"].result_list}
    assert own.pk in shown
    assert other.pk not in shown
    assert MARK not in response.content.decode()
    if admin.site.get_model_admin(type(own)).search_fields:
        found = office.get(page(label, "changelist"), {"q": MARK}).context["cl"].result_list
        assert list(found) == []


@pytest.mark.parametrize("label", OFFICE_MODELS)
def test_administrator_sees_every_district(world, sign_in, cast, label):
    response = sign_in(cast.admin).get(page(label, "changelist"))
    shown = {row.pk for row in response.context["cl"].result_list}
    assert {row.pk for row in rows(world, label)} <= shown


@pytest.mark.parametrize("label", KEPT_MODELS)
def test_rows_of_the_other_district_are_neither_changed_nor_deleted(world, office, label):
    _own, other = rows(world, label)
    before = type(other).objects.filter(pk=other.pk).values().get()
    for name in ("change", "delete"):
        assert office.post(page(label, name, other.pk), {"post": "yes"}).status_code == 404
    if label not in NEVER_DELETED:
        chosen = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
        office.post(page(label, "changelist"), chosen)
    assert type(other).objects.filter(pk=other.pk).values().get() == before


@pytest.mark.parametrize(
    ("label", "field"),
    [("tasklists.task", "category"), ("tasklists.quota", "town"), ("districts.membership", "department")],
)
def test_autocomplete_offers_own_rows_only(world, office, label, field):
    app, model = label.split(".")
    response = office.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": ""},
    )
    texts = [found["text"] for found in response.json()["results"]]
    assert texts
    assert not [text for text in texts if MARK in text]


def test_autocomplete_is_closed_to_other_roles(world, sign_in, cast):
    wanted = {"app_label": "tasklists", "model_name": "task", "field_name": "category", "term": ""}
    for user in (cast.lead, cast.town, cast.leader, cast.outsider):
        assert sign_in(user).get(reverse("admin:autocomplete"), wanted).status_code == 403


def test_people_of_the_other_district_are_no_choice_for_a_role(world, office, cast):
    form = office.get(page("districts.membership", "add")).context["adminform"].form
    people = set(form.fields["user"].queryset)
    assert cast.lead in people
    assert not people & {cast.office2, cast.lead2, cast.outsider, cast.admin}


def test_posted_row_of_the_other_district_is_refused(world, office):
    other_town = world.other["town"]
    response = office.post(
        page("districts.village", "add"), {"town": other_town.pk, "name": "新村", "kind": "village"}
    )
    assert response.status_code == 200
    assert "town" in response.context["adminform"].form.errors
    assert not Village.objects.filter(name="新村").exists()


def test_administrator_cannot_mix_two_districts_in_one_row(world, sign_in, cast):
    client = sign_in(cast.admin)
    response = client.post(
        page("districts.membership", "add"),
        {
            "district": cast.district.pk,
            "user": cast.outsider.pk,
            "role": "town",
            "town": world.other["town"].pk,
            "is_active": "on",
        },
    )
    assert "所选项不属于本区" in response.content.decode()
    variant = world.own["variant"]
    response = client.post(
        page("districts.namevariant", "change", variant.pk),
        {"written": "甲", "department": world.other["department"].pk},
    )
    assert "所选项不属于本区" in response.content.decode()


def test_new_row_takes_the_district_of_the_row_above(world, office, cast):
    office.post(
        page("districts.village", "add"),
        {"town": cast.town1.pk, "name": "新村", "kind": "village", "is_active": "on"},
    )
    assert Village.objects.get(name="新村").district == cast.district


def test_double_name_is_said_in_the_form_and_not_by_the_database(world, office, cast):
    data = {"name": cast.town2.name, "kind": "town", "position": 1} | _empty_formsets("variants", "villages")
    response = office.post(page("districts.town", "change", cast.town1.pk), data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def _empty_formsets(*prefixes):
    return {f"{prefix}-{part}": "0" for prefix in prefixes for part in ("TOTAL_FORMS", "INITIAL_FORMS")}


def _one_row(prefix, row, **fields):
    """Form data of an inline with one row, changed."""
    counts = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1"}
    return (
        counts | {f"{prefix}-0-id": row.pk} | {f"{prefix}-0-{name}": value for name, value in fields.items()}
    )


def quota_form(world, **more):
    indicator, quota = world.own["indicator"], world.own["quota"]
    return (
        {
            "task": indicator.task_id,
            "name": indicator.name,
            "unit": "公里",
            "comparator": "=",
            "target": "10",
            "position": "0",
        }
        | _one_row("quotas", quota, indicator=indicator.pk, town=quota.town_id, value="8")
        | more
    )


def test_quota_is_edited_under_its_indicator_and_the_reason_kept(world, office):
    url = page("tasklists.indicator", "change", world.own["indicator"].pk)
    response = office.post(url, quota_form(world))
    assert "请填写变更原因" in response.content.decode()
    assert Quota.objects.get(pk=world.own["quota"].pk).value == 10
    assert office.post(url, quota_form(world, change_reason="市级计划调整")).status_code == 302
    assert Quota.objects.get(pk=world.own["quota"].pk).value == 8
    change = ListChange.objects.filter(reason="市级计划调整").get()
    assert (change.old, change.new) == ("10公里", "8公里")


def test_inline_row_of_another_district_is_refused(world, office):
    url = page("tasklists.indicator", "change", world.own["indicator"].pk)
    data = quota_form(world, change_reason="调整")
    data["quotas-0-town"] = world.other["town"].pk
    assert office.post(url, data).status_code == 200
    assert Quota.objects.get(pk=world.own["quota"].pk).town == world.own["town"]


def test_inline_cannot_take_over_a_row_of_the_other_district(world, office):
    url = page("tasklists.indicator", "change", world.own["indicator"].pk)
    data = quota_form(world, change_reason="调整")
    data["quotas-0-id"] = world.other["quota"].pk
    office.post(url, data)
    assert Quota.objects.get(pk=world.other["quota"].pk).value == 10


def test_part_that_is_deleted_leaves_its_change(world, office):
    milestone = world.own["milestone"]
    office.post(page("tasklists.milestone", "delete", milestone.pk), {"post": "yes"})
    assert not Milestone.objects.filter(pk=milestone.pk).exists()
    assert ListChange.objects.filter(task=world.own["task"], reason="在后台删除").exists()


def test_row_that_records_rest_on_is_not_deleted_and_says_so(world, office):
    task = world.own["task"]
    response = office.post(page("tasklists.task", "delete", task.pk), {"post": "yes"}, follow=True)
    assert Task.objects.filter(pk=task.pk).exists()
    assert response.status_code == 200


def test_department_in_use_is_not_deleted(world, office, cast):
    office.post(page("districts.department", "delete", cast.department.pk), {"post": "yes"})
    assert Department.objects.filter(pk=cast.department.pk).exists()


def test_last_office_member_is_kept(office, cast):
    membership = Membership.objects.get(user=cast.office)
    response = office.post(page("districts.membership", "change", membership.pk), {"role": "office"})
    assert "最后一名在任" in response.content.decode()
    membership.refresh_from_db()
    assert membership.is_active


def test_history_shows_who_changed_what(office, cast):
    data = {"name": "东浦新镇", "kind": "town", "position": 1, "is_active": "on"}
    data |= _empty_formsets("variants", "villages")
    assert office.post(page("districts.town", "change", cast.town1.pk), data).status_code == 302
    history = office.get(page("districts.town", "history", cast.town1.pk)).content.decode()
    assert "东浦镇" in history
    assert "东浦新镇" in history
    assert str(cast.office) in history


def test_an_earlier_state_is_not_written_back(office, cast):
    version = cast.town1.history.first()
    url = reverse("admin:districts_town_simple_history", args=[cast.town1.pk, version.pk])
    assert office.get(url).status_code == 200
    assert office.post(url, {"name": "x"}).status_code == 403


def test_new_account_has_no_password_until_its_person_sets_one(sign_in, cast):
    sign_in(cast.admin).post(
        page("districts.user", "add"), {"username": "xin", "full_name": "新人", "is_active": "on"}
    )
    assert not User.objects.get(username="xin").has_usable_password()


def test_administrator_hands_out_a_link_to_set_a_password(sign_in, client, cast):
    chosen = {"action": "password_link", "_selected_action": [cast.outsider.pk]}
    response = sign_in(cast.admin).post(page("districts.user", "changelist"), chosen, follow=True)
    (message,) = response.context["messages"]
    path = str(message).split("http://testserver")[1]
    assert "new_password1" in client.get(path, follow=True).content.decode()


def test_administrator_cannot_lock_themselves_out(sign_in, cast):
    sign_in(cast.admin).post(page("districts.user", "change", cast.admin.pk), {"username": "admin"})
    cast.admin.refresh_from_db()
    assert cast.admin.is_active
    assert cast.admin.is_superuser


def test_list_cannot_be_issued_in_the_admin(world, office):
    draft = make_list(world.own["district"], title="草案", state="draft")
    data = {"year": 2026, "title": "草案", "kind": "annual_list", "state": "issued"}
    office.post(page("tasklists.tasklist", "change", draft.pk), data | _empty_formsets("categories"))
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("label", OFFICE_MODELS)
def test_list_page_asks_as_many_queries_for_many_rows_as_for_few(world, office, label):
    url = page(label, "changelist")
    office.get(url)
    with CaptureQueriesContext(connection) as few:
        office.get(url)
    _many_more(world)
    with CaptureQueriesContext(connection) as many:
        office.get(url)
    assert len(many) <= len(few)


def _many_more(world):
    district = world.own["district"]
    task_list = world.own["list"]
    for number in range(30):
        department = Department.objects.create(district=district, name=f"局{number}", position=number)
        town = Town.objects.create(district=district, name=f"镇{number}", position=number)
        Village.objects.create(district=district, town=town, name="村")
        NameVariant.objects.create(district=district, department=department, written=f"写法{number}")
        task = make_task(task_list, str(100 + number), lead=department)
        Milestone.objects.create(district=district, task=task, period="H1", due="2026-06-30")
        Assignment.objects.create(district=district, task=task, town=town, role="responsible")


def test_a_heading_renamed_in_the_admin_is_a_change_of_its_tasks(world, office):
    task = world.own["task"]
    heading = Category.objects.create(
        district=task.district, task_list=task.task_list, label="九", title="旧名称", position=9
    )
    Task.objects.filter(pk=task.pk).update(category=heading)
    url = page("tasklists.category", "change", heading.pk)
    fields = {"task_list": task.task_list_id, "parent": "", "label": "九", "title": "新名称", "position": 9}
    assert office.post(url, fields).status_code == 302
    change = ListChange.objects.get(task=task, fact="类别")
    assert (change.old, change.new, change.user.username) == ("九、旧名称", "九、新名称", "office")
