"""Members of a district: kept by its office, ended but never deleted."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import PASSWORD, make_member
from districts.models import District, Invitation, Membership, Notification, SignIn
from districts.permissions import Action, allowed


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.office)


def held(user):
    return Membership.objects.get(user=user)


def test_office_sees_members_of_its_district_with_roles_and_bodies(office, cast):
    page = office.get(reverse("members", args=[cast.district.pk])).content.decode()
    assert "牵头部门负责人" in page
    assert "区农业农村委" in page
    assert "office2" not in page


def test_office_does_not_see_members_of_another_district(office, cast):
    assert office.get(reverse("members", args=[cast.other_district.pk])).status_code == 404
    assert office.get(reverse("member", args=[held(cast.lead2).pk])).status_code == 404


def test_known_person_gets_one_more_role_and_is_told(office, cast):
    response = office.post(
        reverse("member_add", args=[cast.district.pk]),
        {"user": cast.staff.pk, "role": "lead", "department": cast.department2.pk, "town": cast.town1.pk},
    )
    assert response.status_code == 302
    added = Membership.objects.get(user=cast.staff, role="lead")
    assert (added.department, added.town, added.district) == (cast.department2, None, cast.district)
    assert Notification.objects.get(user=cast.staff).kind == "membership"
    assert {m.role for m in cast.staff.memberships.all()} == {"staff", "lead"}


def test_role_without_its_body_is_refused_beside_the_field(office, cast):
    response = office.post(
        reverse("member_add", args=[cast.district.pk]), {"user": cast.staff.pk, "role": "town"}
    )
    assert response.context["form"].errors["town"]
    assert not Membership.objects.filter(user=cast.staff, role="town").exists()


def test_people_and_bodies_of_other_districts_are_no_choice(office, cast):
    url = reverse("member_add", args=[cast.district.pk])
    page = office.get(url).content.decode()
    for name in ("office2", "lead2", "outsider", "北岭镇", "区农业农村局"):
        assert f">{name}<" not in page
    response = office.post(url, {"user": cast.lead2.pk, "role": "leader"})
    assert "user" in response.context["form"].errors
    response = office.post(url, {"user": cast.staff.pk, "role": "town", "town": cast.other_town.pk})
    assert "town" in response.context["form"].errors


def test_role_that_had_ended_begins_again(office, cast):
    held(cast.lead).deactivate()
    office.post(
        reverse("member_add", args=[cast.district.pk]),
        {"user": cast.lead.pk, "role": "lead", "department": cast.department.pk},
    )
    assert held(cast.lead).is_active


def test_role_is_changed(office, cast):
    membership = held(cast.staff)
    office.post(reverse("member", args=[membership.pk]), {"role": "lead", "department": cast.department2.pk})
    membership.refresh_from_db()
    assert (membership.role, membership.department) == ("lead", cast.department2)
    assert membership.history.first().history_user == cast.office
    assert membership.history.count() == 2


def test_same_role_twice_is_refused_in_a_sentence(office, cast):
    Membership.objects.create(
        district=cast.district, user=cast.staff, role="lead", department=cast.department
    )
    membership = Membership.objects.get(user=cast.staff, role="staff")
    response = office.post(
        reverse("member", args=[membership.pk]), {"role": "lead", "department": cast.department.pk}
    )
    assert "已有相同的任职" in response.content.decode()


def test_member_who_leaves_keeps_their_rows_and_loses_their_rights(office, cast):
    membership = held(cast.lead)
    office.post(reverse("member_deactivate", args=[membership.pk]))
    membership.refresh_from_db()
    assert not membership.is_active
    person = type(cast.lead).objects.get(pk=cast.lead.pk)
    assert person.is_active
    assert not allowed(person, Action.SUBMIT_TASK, cast.district)
    office.post(reverse("member_reactivate", args=[membership.pk]))
    membership.refresh_from_db()
    assert membership.is_active


def test_last_office_member_can_neither_leave_nor_change(office, cast):
    membership = held(cast.office)
    response = office.post(reverse("member_deactivate", args=[membership.pk]), follow=True)
    assert "最后一名在任" in response.content.decode()
    office.post(reverse("member", args=[membership.pk]), {"role": "leader"})
    membership.refresh_from_db()
    assert (membership.role, membership.is_active) == ("office", True)


def test_office_member_leaves_when_another_stays(office, cast):
    make_member(cast.district, "office", "second")
    office.post(reverse("member_deactivate", args=[held(cast.office).pk]))
    assert not held(cast.office).is_active


def test_deactivated_account_does_not_count_as_staying(office, cast):
    second = make_member(cast.district, "office", "second")
    second.is_active = False
    second.save()
    with pytest.raises(ValidationError):
        held(cast.office).deactivate()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_end_each_others_last_role(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    make_member(cast.district, "office", "second")
    outcomes = []
    start = threading.Barrier(2)

    def end(pk):
        start.wait()
        try:
            Membership.objects.get(pk=pk).deactivate()
            outcomes.append("ended")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    pks = list(Membership.objects.filter(district=cast.district, role="office").values_list("pk", flat=True))
    threads = [threading.Thread(target=end, args=[pk]) for pk in pks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "refused"]


def test_office_unlocks_a_member(client, office, cast):
    for _ in range(6):
        client.post(reverse("login"), {"username": "lead", "password": "wrong-password"})
    right = {"username": "lead", "password": PASSWORD}
    assert client.post(reverse("login"), right).status_code == 429
    page = office.get(reverse("members", args=[cast.district.pk])).content.decode()
    assert "登录已锁定" in page
    office.post(reverse("member_unlock", args=[held(cast.lead).pk]))
    assert client.post(reverse("login"), right).status_code == 302


def test_password_link_works_once_and_is_shown_once(client, office, cast):
    response = office.post(reverse("member_password_link", args=[held(cast.lead).pk]), follow=True)
    link = response.context["link"]["url"]
    assert link in response.content.decode()
    assert office.get(reverse("members", args=[cast.district.pk])).context["link"] is None
    page = client.get(link, follow=True)
    new = {"new_password1": "purple-heron-lake", "new_password2": "purple-heron-lake"}
    assert client.post(page.request["PATH_INFO"], new).url == reverse("login")
    assert "链接已失效" in client.get(link, follow=True).content.decode()
    signed = client.post(reverse("login"), {"username": "lead", "password": "purple-heron-lake"})
    assert signed.status_code == 302


def test_password_link_is_not_made_for_people_who_also_act_elsewhere(office, cast):
    """It would open the other district as well."""
    Membership.objects.create(district=cast.other_district, user=cast.lead, role="leader")
    membership = Membership.objects.get(user=cast.lead, district=cast.district)
    assert office.post(reverse("member_password_link", args=[membership.pk])).status_code == 404
    page = office.get(reverse("member", args=[membership.pk])).content.decode()
    assert "生成重设密码链接" not in page


def test_administrator_account_is_not_opened_by_an_office(office, cast):
    membership = Membership.objects.create(district=cast.district, user=cast.admin, role="leader")
    assert office.post(reverse("member_password_link", args=[membership.pk])).status_code == 404


def test_office_sees_sign_ins_of_its_members_only(office, cast):
    for user, ip in ((cast.lead, "10.1.1.1"), (cast.lead2, "10.2.2.2"), (cast.outsider, "10.3.3.3")):
        SignIn.objects.create(user=user, at="2026-06-15T09:00:00+08:00", ip=ip, outcome="success")
    page = office.get(reverse("sign_ins", args=[cast.district.pk])).content.decode()
    assert "10.1.1.1" in page
    assert "10.2.2.2" not in page
    assert "10.3.3.3" not in page


def test_page_asks_as_many_queries_for_many_members_as_for_few(office, cast):
    url = reverse("members", args=[cast.district.pk])
    office.get(url)
    with CaptureQueriesContext(connection) as few:
        office.get(url)
    for number in range(30):
        make_member(cast.district, "staff", f"staff{number}", department=cast.department2)
    with CaptureQueriesContext(connection) as many:
        office.get(url)
    assert len(few) == len(many)


def test_settings_lead_the_office_to_its_district_and_others_away(sign_in, cast):
    assert sign_in(cast.office).get(reverse("settings")).url == reverse(
        "settings_district", args=[cast.district.pk]
    )
    assert sign_in(cast.lead).get(reverse("settings")).status_code == 403
    assert "云山区" in sign_in(cast.admin).get(reverse("settings")).content.decode()


def test_administrator_adds_a_district_and_invites_its_office(sign_in, cast):
    client = sign_in(cast.admin)
    client.post(reverse("district_add"), {"name": "新城区", "city": "示例市"})
    district = District.objects.get(name="新城区")
    client.post(reverse("member_invite", args=[district.pk]), {"full_name": "张三", "role": "office"})
    assert Invitation.objects.get(district=district).role == "office"


def test_office_cannot_add_or_rename_districts(office, cast):
    assert office.post(reverse("district_add"), {"name": "新城区"}).status_code == 403
    assert office.post(reverse("district_edit", args=[cast.district.pk]), {"name": "x"}).status_code == 403
