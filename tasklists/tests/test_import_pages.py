"""The import in the browser, step by step: upload, understand, correct, compare, store, take back."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import make_member
from districts.models import NameVariant
from tasklists.importing.pipeline import read_document
from tasklists.models import DocumentImport, ImportDraft, Task, TaskList

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "samples" / "cell-per-line.txt"
PASTED = """清河区2026年重点任务清单
序号\t任务名称\t任务要求\t牵头部门\t完成时限
1\t改造农村道路\t改造5公里。\t区农业农村委\t10月底
2\t建设公园\t建成2座。\t区水务局\t12月底
3\t整治河道\t整治9公里，共12公里。\t区水利局\t2025年12月底
"""


def start(client, *, text: str = "", file: SimpleUploadedFile | None = None, **more):
    district = more.pop("district", None)
    fields = {"text": text, "issued": "yes", "district": district.pk if district else "", **more}
    return client.post(reverse("import_start"), fields | ({"file": file} if file else {}), follow=True)


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


@pytest.fixture
def draft(cast, office) -> ImportDraft:
    start(office, text=PASTED, district=cast.district)
    return ImportDraft.objects.get()


def plan_page(client, draft):
    return client.get(reverse("import_plan", args=[draft.pk]))


def store(client, draft, mark: str | None = None):
    if mark is None:
        mark = plan_page(client, draft).context["plan"].fingerprint
    return client.post(reverse("import_apply", args=[draft.pk]), {"mark": mark}, follow=True)


def correct(client, draft, what: str, **fields):
    return client.post(reverse("import_correct", args=[draft.pk, what]), fields, follow=True)


def test_pasted_text_is_understood_beside_the_original(office, draft):
    page = office.get(reverse("import_draft", args=[draft.pk])).content.decode()
    assert "清河区2026年重点任务清单" in page
    assert "改造农村道路" in page
    assert "10月底 → 2026-10-31" in page
    assert not TaskList.objects.exists()


def test_an_uploaded_file_is_stored_as_the_plan_says(cast, office):
    file = SimpleUploadedFile("清单.txt", SAMPLE.read_bytes())
    start(office, file=file, district=cast.district)
    draft = ImportDraft.objects.get()
    response = store(office, draft)
    assert response.status_code == 200
    assert "导入结果" in response.content.decode()
    assert Task.objects.count() == len(read_document(SAMPLE.read_bytes()).tasks)
    record = DocumentImport.objects.get()
    assert (record.user, record.file_name) == (cast.office, "清单.txt")
    draft.refresh_from_db()
    assert draft.state == "applied"


def test_categories_stand_across_the_original_and_by_name_under_their_tasks(cast, office):
    file = SimpleUploadedFile("清单.txt", SAMPLE.read_bytes())
    start(office, file=file, district=cast.district)
    page = office.get(reverse("import_draft", args=[ImportDraft.objects.get().pk]))
    across = [row.cells[0] for row in page.context["original"] if row.is_heading]
    assert across
    assert across[0] in {row.category for row in page.context["rows"]}


def test_storing_twice_is_refused(office, draft):
    store(office, draft)
    response = store(office, draft, mark="x")
    assert "不能重复入库" in response.content.decode()
    assert TaskList.objects.count() == 1


def test_a_stale_plan_is_refused_and_shown_anew(cast, office, draft):
    mark = plan_page(office, draft).context["plan"].fingerprint
    NameVariant.objects.create(district=cast.district, department=cast.department2, written="区水利局")
    response = store(office, draft, mark)
    assert "请按最新内容重新核对" in response.content.decode()
    assert not TaskList.objects.exists()


def test_a_name_is_explained_once_and_known_from_then_on(cast, office, draft):
    correct(office, draft, "name", kind="department", printed="区水利局", official="区水务局")
    store(office, draft)
    assert NameVariant.objects.get(written="区水利局").department == cast.department2
    assert Task.objects.get(number="3").assignments.get().department == cast.department2


def test_a_row_taken_out_is_not_stored_and_can_be_put_back(office, draft):
    correct(office, draft, "row", row="2|建设公园", act="take_out")
    assert "第 2 建设公园 行取出" in office.get(reverse("import_draft", args=[draft.pk])).content.decode()
    assert plan_page(office, draft).context["plan"].count("create") == 2
    correct(office, draft, "row", row="2|建设公园", act="restore")
    assert plan_page(office, draft).context["plan"].count("create") == 3


def test_corrections_hold_for_the_next_version(cast, office, draft):
    correct(office, draft, "row", row="2|建设公园", act="take_out")
    store(office, draft)
    task_list = TaskList.objects.get()
    start(office, text=PASTED.replace("10月底", "11月底"), district=cast.district, list=task_list.pk)
    again = ImportDraft.objects.latest("pk")
    plan = plan_page(office, again).context["plan"]
    assert (plan.count("create"), plan.count("update"), plan.count("unchanged")) == (0, 1, 1)


def test_without_a_year_it_is_asked_for(cast, office):
    text = PASTED.replace("2026年", "").replace("2025年", "")
    start(office, text=text, district=cast.district)
    draft = ImportDraft.objects.get()
    page = office.get(reverse("import_draft", args=[draft.pk])).content.decode()
    assert "文件没有写明年度" in page
    assert plan_page(office, draft).status_code == 302
    wrong = correct(office, draft, "year", year="二〇二六")
    assert "年度要写成四位数字" in wrong.content.decode()
    correct(office, draft, "year", year="2026")
    assert plan_page(office, draft).context["plan"].document.year == 2026


def test_unknown_headings_can_be_mapped(cast, office):
    text = "2026年清单\n子\t丑\t寅\n1\t改造农村道路\t区建管委\n2\t建设公园\t区绿化局\n3\t清洁河道\t区水务局\n"
    response = start(office, text=text, district=cast.district)
    assert "没有找到任务清单" in response.content.decode()
    draft = ImportDraft.objects.get()
    for heading, field in (("子", "number"), ("丑", "title"), ("寅", "lead")):
        correct(office, draft, "column", heading=heading, field=field)
    assert len(plan_page(office, draft).context["plan"].rows) == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "请选择清单文件，或在下面粘贴清单的文字"),
        ({"text": PASTED, "file": SimpleUploadedFile("a.txt", b"x")}, "只能选一种"),
    ],
)
def test_a_wrong_upload_says_what_to_do_and_keeps_what_was_typed(cast, office, fields, words):
    response = start(office, district=cast.district, **fields)
    assert words in response.content.decode()
    assert not ImportDraft.objects.exists()
    if "text" in fields:
        assert "改造农村道路" in response.content.decode()


def test_a_scan_or_old_word_file_says_what_to_do_instead(cast, office):
    old = SimpleUploadedFile("清单.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    page = start(office, file=old, district=cast.district).content.decode()
    assert "note-error" in page
    assert ImportDraft.objects.get().state == "refused"


def test_nobody_but_its_person_goes_on_with_an_import(cast, sign_in, draft):
    colleague = make_member(cast.district, "office", "colleague")
    for person in (colleague, cast.office2, cast.lead, cast.leader, cast.town, cast.outsider):
        client = sign_in(person)
        assert client.get(reverse("import_draft", args=[draft.pk])).status_code == 404
        assert client.post(reverse("import_apply", args=[draft.pk])).status_code == 404


def test_the_second_person_is_told(cast, sign_in, draft):
    colleague = sign_in(make_member(cast.district, "office", "colleague"))
    response = start(colleague, text=PASTED, district=cast.district)
    assert "office 也在导入这份清单" in response.content.decode()


def test_only_an_office_imports(cast, sign_in):
    for person in (cast.lead, cast.town, cast.leader, cast.outsider):
        assert sign_in(person).get(reverse("import_start")).status_code == 403


def test_a_list_of_another_district_cannot_be_the_target(cast, office, sign_in):
    other = TaskList.objects.create(district=cast.other_district, year=2026, title="别区", state="issued")
    assert office.get(reverse("import_start"), {"list": other.pk}).status_code == 404


def test_an_import_begun_can_be_gone_on_with_or_dropped(office, draft):
    assert "粘贴的文字" in office.get(reverse("import_start")).content.decode()
    office.post(reverse("import_drop", args=[draft.pk]))
    assert "粘贴的文字" not in office.get(reverse("import_start")).content.decode()


def test_an_import_is_undone_from_its_result_page(office, draft):
    store(office, draft)
    record = DocumentImport.objects.get()
    response = office.post(reverse("import_undo", args=[record.pk]), follow=True)
    assert "已撤销这次导入" in response.content.decode()
    assert not TaskList.objects.exists()


def test_the_rows_with_issues_come_as_xlsx_with_their_reasons(office, draft):
    response = office.get(reverse("import_issues", args=[draft.pk]))
    page = openpyxl.load_workbook(BytesIO(response.content)).active
    text = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    assert "2025" in text
    assert "整治河道" in text


def test_the_template_filled_in_is_understood(cast, office):
    response = office.get(reverse("import_template"))
    document = read_document(response.content, name="模板.xlsx")
    assert document.year
    assert [task.title for task in document.tasks] == ["改造农村道路"]
    assert document.tasks[0].deadline.date.month == 10
    assert [a.department for a in document.tasks[0].assignments if a.role == "lead"] == ["区农业农村委"]


def test_the_source_file_is_a_download_for_the_office_alone(cast, office, sign_in, draft):
    store(office, draft)
    url = reverse("import_source", args=[DocumentImport.objects.get().pk])
    response = office.get(url)
    assert response["Content-Disposition"].startswith("attachment")
    assert "改造农村道路" in b"".join(response.streaming_content).decode()
    for person in (cast.leader, cast.office2, cast.town):
        assert sign_in(person).get(url).status_code == 404


def test_a_source_file_that_is_gone_is_not_found(office, draft):
    store(office, draft)
    record = DocumentImport.objects.get()
    record.file.storage.delete(record.file.name)
    assert office.get(reverse("import_source", args=[record.pk])).status_code == 404


def test_a_document_of_another_district_is_noticed(cast, office):
    page = start(office, text=PASTED.replace("清河区", "云山区"), district=cast.district).content.decode()
    assert "文件写的是“云山区”，将导入到“清河区”" in page


def test_a_document_of_the_own_district_raises_no_doubt(office, draft):
    assert "文件写的是" not in office.get(reverse("import_draft", args=[draft.pk])).content.decode()


def test_two_spellings_of_a_body_that_is_new_are_said_to_be_one(cast, sign_in):
    """The first list of a district that has no departments yet."""
    client = sign_in(cast.office2)
    text = (
        PASTED.replace("清河区", "云山区")
        .replace("区农业农村委", "区建设管理委")
        .replace("区水利局", "区建管委")
    )
    start(client, text=text, district=cast.other_district)
    draft = ImportDraft.objects.get()
    page = client.get(reverse("import_draft", args=[draft.pk])).content.decode()
    assert "区建管委" in page
    correct(client, draft, "name", kind="department", printed="区建管委", official="区建设管理委")
    store(client, draft)
    leads = {str(task.assignments.get().department) for task in Task.objects.filter(number__in=["1", "3"])}
    assert leads == {"区建设管理委"}
    assert NameVariant.objects.get(written="区建管委").department.name == "区建设管理委"


def test_each_page_of_a_long_list_stands_beside_its_part_of_the_original(cast, office):
    head = "清河区2026年重点任务清单\n序号\t任务名称\t牵头部门\t完成时限\n"
    text = head + "".join(f"{n}\t改造第{n}段道路\t区农业农村委\t12月底\n" for n in range(1, 1001))
    start(office, text=text, district=cast.district)
    draft = ImportDraft.objects.get()
    page = office.get(reverse("import_draft", args=[draft.pk]), {"page": "10"})
    anchors = {row.anchor for row in page.context["original"]}
    assert len(page.context["rows"]) == 100
    assert all(row.source in anchors for row in page.context["rows"])


def test_two_rows_of_one_number_have_each_its_own_issues(cast, office):
    rows = "1\t修路\t修5公里。\t区农业农村委\t2026年13月\n1\t修桥\t修2座。\t区水务局\t2月30日\n"
    start(office, text="\n".join(PASTED.splitlines()[:2]) + "\n" + rows, district=cast.district)
    page = office.get(reverse("import_draft", args=[ImportDraft.objects.get().pk]))
    first, second = page.context["rows"]
    dates = [[i.message for i in row.issues if i.code == "unreadable_date"] for row in (first, second)]
    assert "13月" in " ".join(dates[0])
    assert "30日" in " ".join(dates[1])
    assert "30日" not in " ".join(dates[0])
    assert "13月" not in " ".join(dates[1])
