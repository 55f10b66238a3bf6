"""What each role gets at each address: the table of test_permissions_walk.py.

Add a row for each of your addresses: `"name": Row(get=…, post=…, args={"pk": "task"})`, where `args`
names the row of world.py (`furnish`) for each part of the address, or gives the value itself (a number).
`get` and `post` are one of the kinds below; refine one by `READS | {"town": 404}`.
All rows are those of 清河区; office2 and lead2 belong to 云山区. 'may' is any answer but 403, 404 and 405:
POST is sent with `data` ("{task}" stands for the number of the task of world.py), empty where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Kind = dict[str, str | int]

OWN = ("office", "lead", "lead_water", "staff", "town", "town_west", "leader")
OTHERS = ("office2", "lead2", "outsider")
ROLES = (*OWN, *OTHERS, "admin", "anonymous")

MAY, SIGN_IN = "may", "sign in"


def kind(default: str | int, **roles: str | int) -> Kind:
    return dict.fromkeys(ROLES, default) | {"anonymous": SIGN_IN} | roles


# open to everybody, signed in or not
PUBLIC = kind(MAY, anonymous=MAY)
# a page of one's own, without a row of the district in its address
SIGNED_IN = kind(MAY)
# POST to a page that only reads, or GET of an address that only acts
NOT_SO = kind(405)
# a row of the district that everybody with a role there may read
READS = kind(MAY) | dict.fromkeys(OTHERS, 404)
# what the office keeps: other roles of the district see the row but may not do this
OFFICE = READS | dict.fromkeys((*OWN[1:],), 403)
# the office alone knows of the row
OFFICE_ROWS = kind(404, office=MAY, admin=MAY)
# pages of the office, without a row in the address
OFFICE_PAGES = kind(403, office=MAY, office2=MAY, admin=MAY)
PLATFORM = kind(403, admin=MAY)
# the lead of 区农业农村委 for their own task
OWN_LEAD = READS | dict.fromkeys((*OWN, "admin"), 403) | {"lead": MAY}
# 区领导 alone
LEADERS = READS | dict.fromkeys((*OWN, "admin"), 403) | {"leader": MAY}
NOBODY = kind(404)
# the office's decisions, which the platform does not take
REVIEWS = OFFICE | {"admin": 403}
# where the department or the town of world.py reports: its own people alone
OWN_DEPARTMENT = READS | dict.fromkeys((*OWN, "admin"), 403) | {"lead": MAY, "staff": MAY}
OWN_TOWN = READS | dict.fromkeys((*OWN, "admin"), 403) | {"town": MAY}
# a draft, of which its department alone (and the platform) knows
OWN_DRAFT = kind(404, lead=MAY, staff=MAY, admin=MAY)
ITS_TASK = {"town_west": 404}  # the task of world.py does not concern 西塘镇
REPORT = {"period_pk": "period", "task_pk": "task", "department_pk": "department"}


@dataclass(frozen=True)
class Row:
    get: Kind = field(default_factory=lambda: NOT_SO)
    post: Kind = field(default_factory=lambda: NOT_SO)
    args: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


ROWS: dict[str, Row] = {
    # people
    "login": Row(PUBLIC, PUBLIC),
    "logout": Row(post=kind(SIGN_IN)),
    "password_change": Row(SIGNED_IN, SIGNED_IN),
    "password_reset_confirm": Row(PUBLIC, PUBLIC, args={"uidb64": "Mg", "token": "made-up"}),
    "own_sign_ins": Row(SIGNED_IN),
    "invitation": Row(kind(404, anonymous=404), kind(404, anonymous=404), args={"token": "made-up"}),
    "settings": Row(OFFICE_PAGES),
    "settings_district": Row(OFFICE, args={"district_id": "district"}),
    "district_add": Row(PLATFORM, PLATFORM),
    "district_edit": Row(PLATFORM, PLATFORM, args={"pk": "district"}),
    "members": Row(OFFICE, args={"district_id": "district"}),
    "member_add": Row(OFFICE, OFFICE, args={"district_id": "district"}),
    "member_invite": Row(OFFICE, OFFICE, args={"district_id": "district"}),
    "sign_ins": Row(OFFICE, args={"district_id": "district"}),
    "member": Row(OFFICE_ROWS, OFFICE_ROWS, args={"pk": "membership"}),
    "member_deactivate": Row(post=OFFICE_ROWS, args={"pk": "membership"}),
    "member_reactivate": Row(post=OFFICE_ROWS, args={"pk": "membership"}),
    "member_unlock": Row(post=OFFICE_ROWS, args={"pk": "membership"}),
    "member_password_link": Row(post=OFFICE_ROWS, args={"pk": "membership"}),
    "invitation_withdraw": Row(post=OFFICE_ROWS, args={"pk": "invitation"}),
    "departments": Row(OFFICE, args={"district_id": "district"}),
    "department_add": Row(OFFICE, OFFICE, args={"district_id": "district"}),
    "department_edit": Row(OFFICE, OFFICE, args={"pk": "department"}),
    "department_merge": Row(OFFICE, OFFICE, args={"pk": "department"}),
    "towns": Row(OFFICE, args={"district_id": "district"}),
    "town_add": Row(OFFICE, OFFICE, args={"district_id": "district"}),
    "town_edit": Row(OFFICE, OFFICE, args={"pk": "town"}),
    "villages": Row(OFFICE, args={"district_id": "district"}),
    "village_add": Row(OFFICE, OFFICE, args={"district_id": "district"}),
    "village_edit": Row(OFFICE, OFFICE, args={"pk": "village"}),
    "session": Row(SIGNED_IN, SIGNED_IN),
    "notifications": Row(SIGNED_IN),
    "notifications_read": Row(post=SIGNED_IN),
    "notification_open": Row(post=kind(404, office=MAY), args={"pk": "notification"}),
    # platform
    "health": Row(PUBLIC, NOT_SO | {"anonymous": 405}),
    # frame, lists, tasks
    "home": Row(SIGNED_IN),
    "search": Row(SIGNED_IN),
    "choose_scope": Row(post=READS, data={"place": "{district}-2026"}),
    "choose_theme": Row(NOT_SO | {"anonymous": 405}, SIGNED_IN),
    "districts": Row(SIGNED_IN),
    "lists": Row(SIGNED_IN),
    "list": Row(READS, args={"pk": "list"}),
    "task": Row(READS | {"town_west": 404}, args={"pk": "task"}),
    # an import: its own person of the office alone
    "import_start": Row(OFFICE_PAGES, OFFICE_PAGES),
    "import_template": Row(OFFICE_PAGES),
    "import_draft": Row(kind(404, office=MAY), args={"pk": "draft"}),
    "import_plan": Row(kind(404, office=MAY), args={"pk": "draft"}),
    "import_issues": Row(kind(404, office=MAY), args={"pk": "draft"}),
    "import_correct": Row(post=kind(404, office=MAY), args={"pk": "draft", "kind": "year"}),
    "import_again": Row(post=kind(404, office=MAY), args={"pk": "draft"}),
    "import_drop": Row(post=kind(404, office=MAY), args={"pk": "draft"}),
    "import_apply": Row(post=kind(404, office=MAY), args={"pk": "draft"}),
    "import_result": Row(OFFICE_ROWS, args={"pk": "import"}),
    "import_undo": Row(post=OFFICE_ROWS, args={"pk": "import"}),
    "import_source": Row(NOBODY, args={"pk": "import"}),  # none was kept; else as its list's imports
    # taking the whole list out: whoever reads all of it, not a town
    "export_list": Row(READS | {"town": 403, "town_west": 403}, args={"pk": "list"}),
    "export_list_file": Row(
        READS | {"town": 403, "town_west": 403}, args={"pk": "list", "extension": "xlsx"}
    ),
    "task_edit": Row(OFFICE | {"town_west": 404}, OFFICE | {"town_west": 404}, args={"pk": "task"}),
    # the list editor
    "list_add": Row(OFFICE_PAGES, OFFICE_PAGES),
    "list_outline": Row(OFFICE, args={"pk": "list"}),
    "list_delete": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "list_edit": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "list_issue": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "list_changes": Row(OFFICE, args={"pk": "list"}),
    "list_bulk": Row(OFFICE, OFFICE, args={"pk": "list"}, data={"tasks": "{task}", "step": "preview"}),
    "list_renumber": Row(OFFICE, OFFICE, args={"pk": "list"}, data={"way": "whole"}),
    "list_carry_over": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "list_two_years": Row(OFFICE, args={"pk": "list"}),
    "category_add": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "category_edit": Row(OFFICE, OFFICE, args={"pk": "category"}),
    "category_move": Row(post=OFFICE, args={"pk": "category"}),
    "category_delete": Row(post=OFFICE, args={"pk": "category"}),
    "task_add": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "task_move": Row(post=OFFICE | {"town_west": 404}, args={"pk": "task"}),
    "task_delete": Row(OFFICE | {"town_west": 404}, OFFICE | {"town_west": 404}, args={"pk": "task"}),
    "task_claim": Row(post=OWN_LEAD | {"town_west": 404}, args={"pk": "task"}),
    "task_close": Row(
        post=OFFICE | {"admin": 403, "town_west": 404},
        args={"pk": "task"},
        data={"completion": "{completion}"},
    ),
    "task_return": Row(
        post=OFFICE | {"admin": 403, "town_west": 404},
        args={"pk": "task"},
        data={"completion": "{completion}"},
    ),
    # the claim in the world is not decided yet: for the office there is nothing to revoke
    "task_revoke": Row(
        post=OFFICE | {"admin": 403, "town_west": 404},
        args={"pk": "task"},
        data={"completion": "{completion}"},
    ),
    "list_dashboard": Row(READS, args={"pk": "list"}),
    "dashboard": Row(SIGNED_IN),
    "district_dashboard": Row(READS, args={"district_id": "district", "year": 2026}),
    # progress: who reports
    "progress": Row(SIGNED_IN),
    "progress_department": Row(OWN_DEPARTMENT, OWN_DEPARTMENT, args={"pk": "department"}),
    "progress_department_draft": Row(post=OWN_DEPARTMENT, args={"pk": "department"}),
    "progress_department_xlsx": Row(OWN_DEPARTMENT, args={"pk": "department"}),
    "progress_department_upload": Row(post=OWN_DEPARTMENT, args={"pk": "department"}),
    "progress_town": Row(OWN_TOWN, OWN_TOWN, args={"pk": "town"}),
    "progress_town_draft": Row(post=OWN_TOWN, args={"pk": "town"}),
    "progress_town_xlsx": Row(OWN_TOWN, args={"pk": "town"}),
    "progress_town_upload": Row(post=OWN_TOWN, args={"pk": "town"}),
    "progress_write": Row(OWN_DEPARTMENT | ITS_TASK, OWN_DEPARTMENT | ITS_TASK, args=REPORT),
    "progress_upload_evidence": Row(post=OWN_DEPARTMENT | ITS_TASK, args=REPORT),
    "progress_report": Row(OWN_DRAFT, args={"pk": "report"}),
    "evidence": Row(OWN_DRAFT, args={"pk": "evidence"}),
    "progress_delete_evidence": Row(post=OWN_DRAFT | {"admin": 403}, args={"pk": "evidence"}),
    # progress: the office
    "progress_office": Row(REVIEWS, args={"district_id": "district", "year": 2026}),
    "progress_review": Row(REVIEWS, REVIEWS, args={"district_id": "district"}),
    "progress_rounds": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "progress_period": Row(REVIEWS, args={"pk": "period"}),
    "progress_remind": Row(post=REVIEWS, args={"pk": "period"}),
    "progress_change_days": Row(post=OFFICE, args={"pk": "period"}),
    "progress_reopen": Row(post=REVIEWS, args={"pk": "period"}),
    "progress_rules": Row(OFFICE, OFFICE, args={"pk": "list"}),
    "progress_past": Row(READS, args={"pk": "list"}),
    # supervision
    "supervision": Row(SIGNED_IN),
    "extension": Row(READS | ITS_TASK, REVIEWS | ITS_TASK, args={"pk": "extension"}),
    "instructions": Row(SIGNED_IN),
    "instruction": Row(READS | ITS_TASK, args={"pk": "instruction"}),
    # leadership gives instructions; the addressed department's lead and the office answer them
    "instruct": Row(LEADERS | ITS_TASK, LEADERS | ITS_TASK, args={"pk": "task"}),
    "instruction_again": Row(post=LEADERS | ITS_TASK, args={"pk": "instruction"}),
    "instruction_answer": Row(post=OWN_LEAD | ITS_TASK | {"office": MAY}, args={"pk": "instruction"}),
    "instruction_close": Row(post=LEADERS | ITS_TASK | {"office": MAY}, args={"pk": "instruction"}),
    "ask_extension": Row(OWN_LEAD | ITS_TASK, OWN_LEAD | ITS_TASK, args={"pk": "task"}),
    "sheets": Row(READS, args={"district_id": "district", "year": 2026}),
    "sheet": Row(READS, args={"district_id": "district", "year": 2026, "kind": "dispatch"}),
    # bulletins: drafts are the office's, what is published everybody in the district reads
    "bulletins": Row(READS, args={"district_id": "district", "year": 2026}),
    "bulletin_draft": Row(post=OFFICE, args={"district_id": "district", "year": 2026}),
    "bulletin": Row(OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_top": Row(post=OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_parts": Row(post=OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_part": Row(post=OFFICE_ROWS, args={"pk": "bulletin", "part": "overview"}),
    "bulletin_renew": Row(post=OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_preview": Row(OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_file": Row(READS, args={"pk": "bulletin_out"}),
    "bulletin_publish": Row(
        OFFICE_ROWS | {"admin": 403}, OFFICE_ROWS | {"admin": 403}, args={"pk": "bulletin"}
    ),
    "bulletin_drop": Row(post=OFFICE_ROWS, args={"pk": "bulletin"}),
    "bulletin_correct": Row(post=OFFICE, args={"pk": "bulletin_out"}),
    "snapshots": Row(READS, args={"district_id": "district", "year": 2026}),
    "snapshot": Row(READS, args={"pk": "snapshot"}),
    "snapshot_tasks": Row(READS, args={"pk": "snapshot"}),
    "city": Row(SIGNED_IN),
    "war_map": Row(READS, args={"district_id": "district", "year": 2026}),
    "tile_map": Row(READS, args={"district_id": "district", "year": 2026}),
    "big_screen": Row(READS, args={"district_id": "district", "year": 2026}),
    "district_tasks": Row(READS, args={"district_id": "district", "year": 2026}),
}

# ---- admin: a line a model ----

# who the pages of a model are for: the office (in its own district), readers only, the platform
KEPT, READ_ONLY, BY_PLATFORM = "kept", "read only", "by platform"

ADMIN_MODELS: dict[str, tuple[str, str]] = {
    # model: (whose, row of world.py)
    "districts.district": (BY_PLATFORM, "district"),
    "districts.town": (KEPT, "town"),
    "districts.village": (KEPT, "village"),
    "districts.department": (KEPT, "department"),
    "districts.namevariant": (KEPT, "variant"),
    "districts.membership": (KEPT, "membership"),
    "districts.user": (BY_PLATFORM, "user"),
    "districts.invitation": (READ_ONLY, "invitation"),
    "districts.departmentmerge": (READ_ONLY, "merge"),
    "districts.signin": (BY_PLATFORM, "sign_in"),
    "tasklists.tasklist": (KEPT, "list"),
    "tasklists.category": (KEPT, "category"),
    "tasklists.task": (KEPT, "task"),
    "tasklists.assignment": (KEPT, "assignment"),
    "tasklists.indicator": (KEPT, "indicator"),
    "tasklists.quota": (KEPT, "quota"),
    "tasklists.milestone": (KEPT, "milestone"),
    "tasklists.planitem": (KEPT, "plan_item"),
    "tasklists.documentimport": (READ_ONLY, "import"),
    "tasklists.listchange": (READ_ONLY, "change"),
    "progress.specialday": (BY_PLATFORM, "special_day"),
    "progress.progressreport": (READ_ONLY, "submitted_report"),
    "progress.quotareport": (READ_ONLY, "submitted_quota_report"),
    "progress.completion": (READ_ONLY, "completion"),
    "progress.reportingperiod": (READ_ONLY, "period"),
    "progress.auditentry": (READ_ONLY, "audit"),
    "supervision.extension": (READ_ONLY, "extension"),
    "supervision.instruction": (READ_ONLY, "instruction"),
    "supervision.instructionentry": (READ_ONLY, "instruction_entry"),
    "reporting.snapshot": (READ_ONLY, "snapshot"),
    "reporting.districtsummary": (READ_ONLY, "summary"),
    "reporting.bulletin": (READ_ONLY, "bulletin"),
    "reporting.publishedbulletin": (READ_ONLY, "published_bulletin"),
}

# models whose rows nobody deletes, nor adds by hand, in the admin
NEVER_DELETED = {"districts.membership", "districts.user", "districts.signin"}
NEVER_ADDED = {"districts.signin"}
