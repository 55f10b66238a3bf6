"""Plans made and applied in the tests of what is stored."""

from tasklists.importing.apply import SourceFile, apply_plan
from tasklists.importing.plan import make_plan
from tasklists.importing.records import CategoryRow, Issue, PlanItem, SourceRef
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.tests.importing.documents import document, full_row, row

FILE = SourceFile("清单.txt", "内容".encode())


def planned(district, doc, task_list=None):
    task_list = task_list or find_list(district, doc)
    return make_plan(doc, directory_of(district), existing_list(task_list))


def imported(district, doc, file=FILE, **kwargs):
    return apply_plan(planned(district, doc), district, file, **kwargs)


def full_document(*rows, **head):
    return document(
        *(rows or (full_row("1"), row("2", category="(二)/1"), row("1", "子项", parent="2"))),
        categories=(
            CategoryRow("(一)", "第一类", path="(一)"),
            CategoryRow("(二)", "第二类", path="(二)"),
            CategoryRow("1", "小类", parent="(二)", path="(二)/1"),
        ),
        plan=(PlanItem("1", "条目", section="(一)", category="(一)", text="正文"),),
        issuing_number="清乡振办〔2026〕3号",
        issues=(Issue("warning", "number_gap", "编号不连续", "3", SourceRef(line=9), task="2"),),
        **head,
    )
