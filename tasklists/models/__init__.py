"""What was promised: the issued list, its headings, tasks, targets, shares and milestones.

Every parsed value stands beside the text as printed (`…_text`) and the place it was read from
(`source`, the JSON form of `importing.records.SourceRef`). Percentages are points (20 = 20 %),
investments are 万元, quantities are in the row's own unit.
"""

from tasklists.models.changes import Baseline, ListChange
from tasklists.models.documents import DocumentImport, ImportDraft, ImportIssue, document_path, draft_path
from tasklists.models.lists import Category, PlanItem, TaskList
from tasklists.models.targets import Indicator, Milestone, Quota, QuotaPartner
from tasklists.models.tasks import QUANTITY, Assignment, Task, TaskTown

__all__ = [
    "QUANTITY",
    "Assignment",
    "Baseline",
    "Category",
    "DocumentImport",
    "ImportDraft",
    "ImportIssue",
    "Indicator",
    "ListChange",
    "Milestone",
    "PlanItem",
    "Quota",
    "QuotaPartner",
    "Task",
    "TaskList",
    "TaskTown",
    "document_path",
    "draft_path",
]
