"""Notices: rows with the act, e-mails after it, each once, and never in its way."""

import pytest
from django.db import transaction

from districts.models import Notification, User
from districts.notify import notify, send_emails


@pytest.fixture
def office(cast):
    cast.office.email = "office@example.test"
    cast.office.save()
    return cast.office


def tell(cast, users, **kwargs):
    fields = {"text": "6月填报已开始", "url": "/progress/", "kind": "period"} | kwargs
    return notify(users, district=cast.district, **fields)


def test_each_person_gets_one_notice(cast):
    tell(cast, [cast.office, cast.lead, cast.office])
    assert Notification.objects.filter(user=cast.office).count() == 1
    assert Notification.objects.filter(user=cast.lead).count() == 1


def test_people_without_a_role_in_the_district_are_passed_over(cast):
    cast.lead.memberships.get().deactivate()
    tell(cast, [cast.office2, cast.outsider, cast.lead])
    assert not Notification.objects.exists()


def test_unknown_kind_is_refused(cast):
    with pytest.raises(ValueError, match="gossip"):
        tell(cast, [cast.office], kind="gossip")


def test_email_leaves_after_the_transaction(cast, office, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        (notice,) = tell(cast, [office])
        assert mailoutbox == []
    assert [message.to for message in mailoutbox] == [["office@example.test"]]
    assert mailoutbox[0].subject == "【清河区】填报期：6月填报已开始"
    notice.refresh_from_db()
    assert (notice.email_state, notice.emailed_at is not None) == ("sent", True)


def test_line_breaks_do_not_reach_the_subject(cast, office, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast, [office], text="退回\nBcc: other@example.test")
    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].bcc == []


@pytest.mark.django_db(transaction=True)
def test_act_that_failed_sends_nothing(cast, office, mailoutbox):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(cast, [office])
        raise RuntimeError
    assert mailoutbox == []
    assert not Notification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_failing_mail_server_does_not_break_the_act(cast, office, settings, mailoutbox):
    settings.EMAIL_BACKEND = "districts.tests.test_notify.BrokenServer"
    with transaction.atomic():
        tell(cast, [office])
        User.objects.filter(pk=office.pk).update(phone="12345")
    office.refresh_from_db()
    assert office.phone == "12345"
    assert Notification.objects.get().email_state == "failed"


def test_email_is_never_sent_twice(cast, office, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        (notice,) = tell(cast, [office])
    assert send_emails([notice.pk]) == 0
    Notification.objects.filter(pk=notice.pk).update(email_state="sending")  # a process died half-way
    assert send_emails([notice.pk]) == 0
    assert len(mailoutbox) == 1


def test_no_email_without_an_address_or_when_not_wanted(
    cast, office, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast, [cast.lead])
        tell(cast, [office], email=False)
    assert mailoutbox == []
    assert set(Notification.objects.values_list("email_state", flat=True)) == {"none"}


def test_email_links_to_the_page_where_the_address_of_the_site_is_known(
    cast, office, mailoutbox, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://tasks.example.test/"
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast, [office])
    assert "https://tasks.example.test/progress/" in mailoutbox[0].body


@pytest.mark.django_db(transaction=True)
def test_dead_mail_server_is_given_up_after_two_tries(cast, settings):
    settings.EMAIL_BACKEND = "districts.tests.test_notify.BrokenServer"
    people = [cast.office, cast.lead, cast.staff, cast.town, cast.leader]
    for person in people:
        person.email = f"{person.username}@example.test"
        person.save()
    BrokenServer.tries = 0
    tell(cast, people)
    assert BrokenServer.tries == 2
    assert set(Notification.objects.values_list("email_state", flat=True)) == {"failed"}


class BrokenServer:
    tries = 0

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        BrokenServer.tries += 1
        raise ConnectionRefusedError
