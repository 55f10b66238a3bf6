"""Files out and in: own rows only, what goes out comes back the same, nothing half-written."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.tests.permission_table import ADMIN_MODELS, KEPT
from config.tests.world import MARK
from conftest import make_task
from districts.administration.spreadsheets import FORMATS, escape, unescape
from districts.models import Department, Membership, NameVariant, Town
from tasklists.models import ListChange, Milestone, Quota, Task

XLSX, CSV = "0", "1"
EXCHANGED = sorted(
    label for label, (whose, _row) in ADMIN_MODELS.items() if whose == KEPT and label != "tasklists.planitem"
)


@pytest.fixture
def cast(world):
    return world.cast


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.office)


def page(label, name):
    return reverse(f"admin:{label.replace('.', '_')}_{name}")


def exported(client, label, kind=XLSX, **more):
    response = client.post(page(label, "export"), {"format": kind, "resource": "0"} | more)
    assert response.status_code == 200
    return response.content


def table_of(content, kind=XLSX):
    if kind == CSV:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]


def as_file(rows, kind=XLSX):
    if kind == CSV:
        stream = io.StringIO()
        csv.writer(stream).writerows(rows)
        return SimpleUploadedFile("rows.csv", stream.getvalue().encode())
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("rows.xlsx", stream.getvalue())


def preview(client, label, upload):
    return client.post(page(label, "import"), {"import_file": upload, "resource": "0"})


def imported(client, label, upload):
    """Preview and confirm; the page after it."""
    shown = preview(client, label, upload)
    assert "confirm_form" in shown.context, shown.content.decode()
    return client.post(page(label, "process_import"), shown.context["confirm_form"].initial, follow=True)


def errors_of(response):
    result = response.context["result"]
    lines = [str(error.error) for _line, errors in result.row_errors() for error in errors]
    return "；".join(lines + [str(row.error) for row in result.invalid_rows])


# ---- texts that a spreadsheet would run ----

RISKY = [
    "=1+1",
    "+86 21",
    "-开展整治\n验收",
    "@某某",
    "\t=1",
    "＝1",
    "'=1",
    "''-x",
    "'",
    "-5%",
    "-1",
    "普通",
    "'引号",
]


@pytest.mark.parametrize("text", RISKY)
def test_escaped_text_comes_back_unchanged(text):
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-开展", "@x", "\t=1", "\r=1", "＝1"])
def test_text_that_would_run_leaves_with_an_apostrophe(text):
    assert escape(text) == f"'{text}"


@pytest.mark.parametrize("kind", [XLSX, CSV])
def test_formulas_leave_as_text_and_come_back_unchanged(world, office, kind):
    task = world.own["task"]
    texts = {
        "requirement": "-开展整治\n-完成验收",
        "title": '=HYPERLINK("x")',
        "objective": "+10%",
        "content": "@各镇",
    }
    Task.objects.filter(pk=task.pk).update(**texts)
    content = exported(office, "tasklists.task", kind)
    cells = [cell for row in table_of(content, kind) for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
    history = task.history.count()
    name = "rows.csv" if kind == CSV else "rows.xlsx"
    page_after = imported(office, "tasklists.task", SimpleUploadedFile(name, content))
    assert "0 " in page_after.content.decode()
    task.refresh_from_db()
    assert {name: getattr(task, name) for name in texts} == texts
    assert task.history.count() == history  # nothing was written


def test_number_stays_a_number_in_xlsx(world, office):
    rows = table_of(exported(office, "tasklists.quota"))
    assert rows[1][rows[0].index("任务量")] == 10


def test_only_xlsx_and_csv_are_offered():
    assert {kind().get_title() for kind in FORMATS} == {"xlsx", "csv"}


# ---- round trips ----


@pytest.mark.parametrize("kind", [XLSX, CSV])
@pytest.mark.parametrize("label", EXCHANGED)
def test_exported_file_is_imported_without_a_change(world, office, label, kind):
    content = exported(office, label, kind)
    name = "rows.csv" if kind == CSV else "rows.xlsx"
    shown = preview(office, label, SimpleUploadedFile(name, content))
    assert "result" in shown.context, shown.context["form"].errors
    assert not errors_of(shown)
    kinds = {row.import_type for row in shown.context["result"].rows}
    assert kinds == {"skip"}


@pytest.mark.parametrize("label", EXCHANGED)
def test_rows_are_also_known_by_their_names(world, office, label):
    """Without 编号 every row is found by what names it."""
    rows = table_of(exported(office, label))
    number = rows[0].index("编号")
    for row in rows[1:]:
        row[number] = None
    shown = preview(office, label, as_file(rows))
    assert not errors_of(shown)
    assert {row.import_type for row in shown.context["result"].rows} == {"skip"}


@pytest.mark.parametrize("label", EXCHANGED)
def test_export_holds_own_rows_only(world, office, label):
    rows = table_of(exported(office, label))
    assert len(rows) > 1
    assert MARK not in str(rows)


def test_export_of_chosen_rows_leaves_out_those_of_the_other_district(world, office):
    own, other = world.own["department"], world.other["department"]
    response = office.post(
        page("districts.department", "export"),
        {"format": CSV, "resource": "0", "export_items": [own.pk, other.pk]},
    )
    assert MARK.encode() not in response.content


# ---- what comes in ----


def test_file_is_shown_before_anything_is_written(office, cast):
    shown = preview(office, "districts.department", as_file([["名称", "排序"], ["区林业局", 7]]))
    assert "区林业局" in shown.content.decode()
    assert not Department.objects.filter(name="区林业局").exists()


def test_new_and_changed_rows_are_written_after_confirmation(office, cast):
    rows = [["编号", "名称", "排序"], [None, "区林业局", 7], [cast.department.pk, "区农业农村局", 1]]
    page_after = imported(office, "districts.department", as_file(rows))
    assert page_after.status_code == 200
    assert Department.objects.get(name="区林业局").district == cast.district
    cast.department.refresh_from_db()
    assert cast.department.name == "区农业农村局"
    assert cast.department.history.first().history_user == cast.office


@pytest.mark.parametrize("kind", [XLSX, CSV])
def test_row_naming_the_other_district_is_refused(world, office, cast, kind):
    rows = [["区（县）", "名称"], [cast.other_district.name, "区林业局"]]
    shown = preview(office, "districts.department", as_file(rows, kind))
    assert "不在您维护的范围内" in errors_of(shown)
    assert "confirm_form" not in shown.context


def test_row_numbering_a_row_of_the_other_district_is_refused(world, office):
    other = world.other["department"]
    shown = preview(office, "districts.department", as_file([["编号", "名称"], [other.pk, "改名"]]))
    assert "没有对应的记录" in errors_of(shown)
    assert MARK not in errors_of(shown)
    other.refresh_from_db()
    assert other.name != "改名"


def test_row_pointing_at_a_body_of_the_other_district_is_refused(world, office):
    shown = preview(
        office, "districts.namevariant", as_file([["写法", "部门"], ["某", world.other["department"].name]])
    )
    assert "本区没有部门" in errors_of(shown)


def test_quota_of_the_other_district_cannot_be_reached_by_its_names(world, office):
    rows = table_of(exported(office, "tasklists.quota"))
    head, row = rows
    row[head.index("编号")] = None
    row[head.index("清单")] = world.other["list"].title
    row[head.index("指标")] = world.other["indicator"].name
    row[head.index("指标编号")] = world.other["indicator"].pk
    shown = preview(office, "tasklists.quota", as_file([head, row]))
    assert "本区没有指标" in errors_of(shown)


def test_people_of_other_districts_cannot_be_given_a_role_by_a_file(office, cast):
    rows = [["用户名", "角色", "部门", "街镇", "在任"], ["lead2", "区领导", None, None, "是"]]
    shown = preview(office, "districts.membership", as_file(rows))
    assert "本区没有用户" in errors_of(shown)
    assert not Membership.objects.filter(user=cast.lead2, district=cast.district).exists()


def test_one_wrong_row_keeps_the_whole_file_out(office, cast):
    rows = [["名称", "类型"], ["南桥镇", "镇"], ["北桥镇", "城堡"]]
    shown = preview(office, "districts.town", as_file(rows))
    assert "不在可填的词中" in errors_of(shown)
    assert "confirm_form" not in shown.context
    assert not Town.objects.filter(name="南桥镇").exists()


def test_row_that_became_wrong_after_the_preview_keeps_the_whole_file_out(office, cast):
    rows = [["编号", "名称"], [None, "区林业局"], [cast.department.pk, "区农村局"]]
    shown = preview(office, "districts.department", as_file(rows))
    Department.objects.create(district=cast.district, name="区农村局")
    page_after = office.post(
        page("districts.department", "process_import"), shown.context["confirm_form"].initial, follow=True
    )
    assert "没有导入任何一行" in page_after.content.decode()
    assert not Department.objects.filter(name="区林业局").exists()


def test_kept_upload_is_its_uploaders_alone(sign_in, office, cast):
    Membership.objects.create(district=cast.district, user=cast.outsider, role="office")
    shown = preview(office, "districts.department", as_file([["名称"], ["区林业局"]]))
    posted = shown.context["confirm_form"].initial
    response = sign_in(cast.outsider).post(page("districts.department", "process_import"), posted)
    assert "请重新上传" in response.content.decode()
    named = posted | {"import_file_name": "../../db.sqlite3"}
    assert "请重新上传" in office.post(page("districts.department", "process_import"), named).content.decode()
    assert not Department.objects.filter(name="区林业局").exists()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        pytest.param("rows.json", b"[]", "只接受 xlsx 和 csv", id="other format"),
        pytest.param("rows.xlsx", b"not a workbook", "不是有效的 xlsx", id="not a workbook"),
        pytest.param("rows.csv", b"\xff\xfe\x00\xd8", "无法读取", id="neither UTF-8 nor GB18030"),
        pytest.param("rows.csv", b"", "", id="empty"),
    ],
)
def test_unreadable_file_is_refused_in_a_sentence(office, name, content, complaint):
    response = preview(office, "districts.department", SimpleUploadedFile(name, content))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert complaint in str(response.context["form"].errors)
    assert "Traceback" not in response.content.decode()


def test_csv_of_chinese_windows_is_read(office):
    content = "名称\r\n区林业局\r\n".encode("gb18030")
    imported(office, "districts.department", SimpleUploadedFile("rows.csv", content))
    assert Department.objects.filter(name="区林业局").exists()


def test_missing_key_column_is_named(office):
    shown = preview(office, "districts.department", as_file([["部门"], ["区林业局"]]))
    assert "缺少“名称”栏" in errors_of(shown)


def test_import_into_an_issued_list_keeps_the_file_as_reason(world, office):
    rows = table_of(exported(office, "tasklists.quota"))
    rows[1][rows[0].index("任务量")] = 12.5
    imported(office, "tasklists.quota", as_file(rows))
    assert Quota.objects.get(pk=world.own["quota"].pk).value == 12.5
    assert ListChange.objects.filter(reason="从文件导入：rows.xlsx", new="12.5公里").exists()


def test_import_does_not_move_a_part_to_another_task(world, office):
    make_task(world.own["list"], "2")
    rows = table_of(exported(office, "tasklists.milestone"))
    rows[1][rows[0].index("序号")] = "2"
    shown = preview(office, "tasklists.milestone", as_file(rows))
    assert "不能把一行移到别处" in errors_of(shown)
    assert Milestone.objects.get(pk=world.own["milestone"].pk).task == world.own["task"]


def test_last_office_member_is_not_ended_by_a_file(office, cast):
    rows = table_of(exported(office, "districts.membership"))
    for row in rows[1:]:
        row[rows[0].index("在任")] = "否"
    shown = preview(office, "districts.membership", as_file(rows))
    assert "最后一名在任" in errors_of(shown)


def test_administrator_imports_into_the_district_that_the_file_names(sign_in, cast):
    client = sign_in(cast.admin)
    shown = preview(client, "districts.department", as_file([["名称"], ["区林业局"]]))
    assert errors_of(shown)  # which district?
    imported(client, "districts.department", as_file([["区（县）", "名称"], ["云山区", "区林业局"]]))
    assert Department.objects.get(name="区林业局").district == cast.other_district


def test_variants_of_a_department_and_of_a_town_may_be_written_alike(office, cast):
    rows = [["写法", "部门", "街镇"], ["东浦", None, "东浦镇"], ["东浦", "区水务局", None]]
    imported(office, "districts.namevariant", as_file(rows))
    assert NameVariant.objects.filter(written="东浦").count() == 2
