"""Departments, towns and villages with their written forms, in 设置."""

import pytest
from django.urls import reverse

from districts.models import Department, NameVariant, Town, Village


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.office)


def test_department_is_added_with_its_written_forms(office, cast):
    office.post(
        reverse("department_add", args=[cast.district.pk]),
        {
            "name": "区建设管理委",
            "position": 3,
            "is_active": "on",
            "variants": "区建管委\n建管委；区建管委\n",
        },
    )
    department = Department.objects.get(name="区建设管理委")
    assert department.district == cast.district
    assert set(department.variants.values_list("written", flat=True)) == {"区建管委", "建管委"}


def test_written_forms_are_changed_and_kept_in_history(office, cast):
    kept = NameVariant.objects.create(district=cast.district, department=cast.department, written="农委")
    NameVariant.objects.create(district=cast.district, department=cast.department, written="旧称")
    office.post(
        reverse("department_edit", args=[cast.department.pk]),
        {"name": "区农业农村委", "position": 1, "is_active": "on", "variants": "农委\n农业农村委"},
    )
    assert set(cast.department.variants.values_list("written", flat=True)) == {"农委", "农业农村委"}
    assert NameVariant.objects.filter(pk=kept.pk).exists()
    assert NameVariant.history.filter(written="旧称", history_type="-").exists()


def test_written_form_that_stands_for_another_body_is_refused(office, cast):
    NameVariant.objects.create(district=cast.district, department=cast.department2, written="水务")
    response = office.post(
        reverse("department_edit", args=[cast.department.pk]),
        {"name": "区农业农村委", "position": 1, "is_active": "on", "variants": "水务\n区水务局"},
    )
    complaints = str(response.context["form"].errors["variants"])
    assert "“水务”已是“区水务局”" in complaints
    assert "“区水务局”已是“区水务局”" in complaints


def test_the_same_words_may_stand_in_another_district(office, cast):
    NameVariant.objects.create(district=cast.other_district, department=cast.other_department, written="农委")
    response = office.post(
        reverse("department_edit", args=[cast.department.pk]),
        {"name": "区农业农村委", "position": 1, "is_active": "on", "variants": "农委"},
    )
    assert response.status_code == 302


def test_double_name_is_refused_beside_the_form(office, cast):
    response = office.post(
        reverse("town_edit", args=[cast.town1.pk]),
        {"name": "西塘镇", "kind": "town", "position": 1, "is_active": "on", "variants": ""},
    )
    assert response.status_code == 200
    assert "本区已有“西塘镇”，请改用另一个名称。" in response.content.decode()
    assert len(response.context["form"].errors) == 1


def test_body_is_put_out_of_use_and_stays(office, cast):
    office.post(
        reverse("town_edit", args=[cast.town1.pk]),
        {"name": "东浦镇", "kind": "town", "position": 1, "variants": ""},
    )
    cast.town1.refresh_from_db()
    assert not cast.town1.is_active
    assert "停用" in office.get(reverse("towns", args=[cast.district.pk])).content.decode()


def test_village_belongs_to_a_town_of_the_district(office, cast):
    url = reverse("village_add", args=[cast.district.pk])
    office.post(url, {"town": cast.town1.pk, "name": "新村", "kind": "village", "is_active": "on"})
    assert Village.objects.get(name="新村").district == cast.district
    response = office.post(url, {"town": cast.other_town.pk, "name": "外村", "kind": "village"})
    assert "town" in response.context["form"].errors


def test_villages_are_filtered_by_town(office, cast):
    for town, name in ((cast.town1, "东村"), (cast.town2, "西村")):
        Village.objects.create(district=cast.district, town=town, name=name)
    page = office.get(reverse("villages", args=[cast.district.pk]), {"town": cast.town1.pk}).content.decode()
    assert "东村" in page
    assert "西村" not in page


def test_after_saving_a_village_the_person_is_back_at_the_filtered_list(office, cast):
    village = Village.objects.create(district=cast.district, town=cast.town1, name="东村")
    back = f"{reverse('villages', args=[cast.district.pk])}?town={cast.town1.pk}"
    response = office.post(
        reverse("village_edit", args=[village.pk]),
        {"town": cast.town1.pk, "name": "东新村", "kind": "village", "is_active": "on", "next": back},
    )
    assert response.url == back


def test_names_of_another_district_are_not_found(office, cast):
    assert office.get(reverse("department_edit", args=[cast.other_department.pk])).status_code == 404
    assert office.post(reverse("town_edit", args=[cast.other_town.pk]), {"name": "x"}).status_code == 404
    assert office.get(reverse("towns", args=[cast.other_district.pk])).status_code == 404
    assert Town.objects.get(pk=cast.other_town.pk).name == "北岭镇"


def test_other_roles_read_lists_but_do_not_keep_names(sign_in, cast):
    for user in (cast.lead, cast.staff, cast.town, cast.leader):
        client = sign_in(user)
        assert client.get(reverse("departments", args=[cast.district.pk])).status_code == 403
        assert (
            client.post(reverse("department_edit", args=[cast.department.pk]), {"name": "x"}).status_code
            == 403
        )


def test_place_on_the_map_belongs_to_one_town_and_has_row_and_column(office, cast):
    place = {"name": "东浦镇", "kind": "town", "position": 1, "is_active": "on"}
    address = reverse("town_edit", args=[cast.town1.pk])
    half = office.post(address, place | {"tile_row": 1})
    assert "要一起填写" in str(half.context["form"].errors["tile_row"])
    assert office.post(address, place | {"tile_row": 1, "tile_column": 2}).status_code == 302
    other = office.post(
        reverse("town_edit", args=[cast.town2.pk]),
        place | {"name": "西塘镇", "tile_row": 1, "tile_column": 2},
    )
    assert "这个位置已是“东浦镇”" in str(other.context["form"].errors["tile_row"])
