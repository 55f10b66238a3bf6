"""Invitation links: once, for a while, for the role that was offered."""

import datetime
import threading

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from districts.models import Invitation, InvitationClosed, Membership, SignIn, User
from districts.models.access import hash_token

NEW = {
    "full_name": "新来的",
    "username": "xinlai",
    "password1": "purple-heron-lake",
    "password2": "purple-heron-lake",
}


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.office)


def invite(client, district, **fields):
    """The link's path, as the office is shown it."""
    data = {"full_name": "新来的", "role": "leader"} | fields
    response = client.post(reverse("member_invite", args=[district.pk]), data, follow=True)
    return response.context["link"]["url"].removeprefix("http://testserver")


def test_new_person_sets_name_and_password_and_is_signed_in(client, office, cast):
    link = invite(office, cast.district, role="lead", department=cast.department2.pk)
    assert "区水务局" in client.get(link).content.decode()
    assert client.post(link, NEW).url == reverse("home")
    user = User.objects.get(username="xinlai")
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.department, membership.district) == (
        "lead",
        cast.department2,
        cast.district,
    )
    assert user.check_password("purple-heron-lake")
    assert client.get(reverse("notifications")).status_code == 200
    assert SignIn.objects.get(user=user).outcome == "success"


def test_only_the_hash_of_the_token_is_kept(office, cast):
    link = invite(office, cast.district)
    token = link.rstrip("/").split("/")[-1]
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hash_token(token)
    assert token not in str([getattr(invitation, f.attname) for f in invitation._meta.fields])


def test_link_works_once(client, office, cast):
    link = invite(office, cast.district)
    client.post(link, NEW)
    client.logout()
    response = client.post(link, NEW | {"username": "another"})
    assert response.status_code == 410
    assert "只能用一次" in response.content.decode()
    assert not User.objects.filter(username="another").exists()


def test_link_ends_after_seven_days(client, office, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False) as clock:
        link = invite(office, cast.district)
        clock.shift(7 * 24 * 3600 - 1)
        assert client.get(link).status_code == 200
        clock.shift(1)
        assert client.get(link).status_code == 410
        assert client.post(link, NEW).status_code == 410


def test_withdrawn_link_no_longer_works(client, office, cast):
    link = invite(office, cast.district)
    office.post(reverse("invitation_withdraw", args=[Invitation.objects.get().pk]))
    assert "已被撤回" in client.get(link).content.decode()


def test_used_invitation_cannot_be_withdrawn(client, office, cast):
    link = invite(office, cast.district)
    client.post(link, NEW)
    response = office.post(reverse("invitation_withdraw", args=[Invitation.objects.get().pk]), follow=True)
    assert "已经使用过" in response.content.decode()


def test_person_with_an_account_elsewhere_takes_the_role_up_with_it(sign_in, office, cast):
    link = invite(office, cast.district, role="town", town=cast.town1.pk)
    client = sign_in(cast.lead2)
    assert "lead2" in client.get(link).content.decode()
    client.post(link)
    assert {m.district for m in cast.lead2.memberships.all()} == {cast.district, cast.other_district}


def test_opening_the_link_does_nothing_by_itself(sign_in, office, cast):
    link = invite(office, cast.district)
    sign_in(cast.lead2).get(link)
    assert Invitation.objects.get().used_at is None


def test_weak_password_and_taken_name_are_refused_and_the_link_stays_good(client, office, cast):
    link = invite(office, cast.district)
    response = client.post(link, NEW | {"password1": "1234567890", "password2": "1234567890"})
    assert response.context["form"].errors["password1"]
    response = client.post(link, NEW | {"username": "office"})
    assert response.context["form"].errors["username"]
    response = client.post(link, NEW | {"password2": "something-else"})
    assert response.context["form"].errors["password2"]
    assert client.post(link, NEW).status_code == 302


def test_made_up_link_is_not_found(client, cast):
    assert client.get(reverse("invitation", args=["made-up"])).status_code == 404


def test_invitation_for_a_body_of_another_district_is_refused(office, cast):
    response = office.post(
        reverse("member_invite", args=[cast.district.pk]),
        {"full_name": "x", "role": "town", "town": cast.other_town.pk},
    )
    assert "town" in response.context["form"].errors
    assert not Invitation.objects.exists()


def test_invitations_of_another_district_are_hidden(office, sign_in, cast):
    invite(office, cast.district, full_name="清河的新人")
    invitation = Invitation.objects.get()
    other = sign_in(cast.office2)
    assert other.post(reverse("invitation_withdraw", args=[invitation.pk])).status_code == 404
    assert "清河的新人" not in other.get(reverse("members", args=[cast.other_district.pk])).content.decode()
    assert not Invitation.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_use_the_link_once(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    invitation = Invitation(district=cast.district, full_name="x", role="leader")
    invitation.issue(cast.office, timezone.now() - datetime.timedelta(minutes=1))
    outcomes, start = [], threading.Barrier(2)

    def accept(user):
        start.wait()
        try:
            Invitation.objects.get(pk=invitation.pk).accept(user, timezone.now())
            outcomes.append("accepted")
        except InvitationClosed:
            outcomes.append("closed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=[user]) for user in (cast.lead2, cast.outsider)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "closed"]
