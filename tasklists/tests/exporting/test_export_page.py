"""Who may take the list out, and what the page says."""

import pytest
from django.urls import reverse

from conftest import make_list, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cast, task_list):
    make_task(task_list, "1", cast.department)
    return lambda extension: reverse("export_list_file", args=[task_list.pk, extension])


@pytest.mark.parametrize("extension", ["xlsx", "docx", "csv"])
def test_a_reader_of_the_district_gets_the_file_as_a_download(url, cast, sign_in, extension):
    response = sign_in(cast.leader).get(url(extension))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert len(response.content) > 100


def test_an_unknown_format_is_not_found(url, cast, sign_in):
    assert sign_in(cast.office).get(url("exe")).status_code == 404


def test_town_staff_do_not_get_the_whole_list(url, cast, sign_in):
    response = sign_in(cast.town).get(url("xlsx"))
    assert response.status_code == 403


@pytest.mark.parametrize("name", ["office2", "outsider"])
def test_an_outsider_gets_404(url, cast, sign_in, name):
    assert sign_in(getattr(cast, name)).get(url("xlsx")).status_code == 404


def test_a_draft_is_the_offices_own(cast, sign_in):
    draft = make_list(cast.district, title="草稿", state="draft")
    make_task(draft, "1", cast.department)
    address = reverse("export_list_file", args=[draft.pk, "xlsx"])
    assert sign_in(cast.leader).get(address).status_code == 404
    assert sign_in(cast.office).get(address).status_code == 200


def test_the_page_says_that_the_file_was_checked(url, cast, task_list, sign_in):
    response = sign_in(cast.office).get(reverse("export_list", args=[task_list.pk]))
    assert "重新导入，与现有内容没有差异" in response.content.decode()
