"""The tables of this room's pages as they are handed out: the rows of the page, all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Department, District, Invitation, Membership, Notification, SignIn, Town, Village
from districts.workbooks import Column, Row, Table


def members_tables(
    district: District,
    members: Iterable[Membership],
    locked: Collection[str],
    invitations: Iterable[Invitation],
) -> list[Table]:
    """The roles, and where there are any the invitations that wait."""
    waiting = [
        (row.full_name, row.get_role_display(), row.department or row.town, row.invited_by, row.expires_at)
        for row in invitations
    ]
    held = _held_table(district, members, locked)
    return [held, _waiting_table(waiting)] if waiting else [held]


def _held_table(district: District, members: Iterable[Membership], locked: Collection[str]) -> Table:
    return Table(
        _("%(district)s人员") % {"district": district},
        [
            Column(_("姓名")),
            Column(_("用户名"), width=18),
            Column(_("角色")),
            Column(_("部门或街镇"), width=24),
            Column(_("状态"), width=20),
            Column(_("最近登录"), "date", 18),
        ],
        [
            (
                row.user,
                row.user.username,
                row.get_role_display(),
                row.body,
                _standing(row, locked),
                row.user.last_login,
            )
            for row in members
        ],
        sheet=_("任职"),
    )


def _waiting_table(rows: list[Row]) -> Table:
    columns = [
        Column(_("姓名")),
        Column(_("角色")),
        Column(_("部门或街镇"), width=24),
        Column(_("邀请人")),
        Column(_("有效期至"), "date", 18),
    ]
    return Table(_("未使用的邀请"), columns, rows)


def _standing(row: Membership, locked: Collection[str]) -> str:
    words = [_("在任") if row.user.is_active else _("账号已停用")] if row.is_active else [_("已离任")]
    if row.user.username in locked:
        words.append(_("登录已锁定"))
    return " · ".join(words)


def sign_ins_table(title: str, rows: Iterable[SignIn], *, with_people: bool) -> Table:
    columns = [
        Column(_("时间"), "date", 18),
        Column(_("IP 地址"), width=20),
        Column(_("结果"), width=20),
    ]
    people = [Column(_("人员"))] if with_people else []
    return Table(
        title,
        [*people, *columns],
        [(*([row.user] if with_people else []), row.at, row.ip, row.get_outcome_display()) for row in rows],
        landscape=False,
    )


def notices_table(rows: Iterable[Notification]) -> Table:
    return Table(
        _("通知"),
        [
            Column(_("类型")),
            Column(_("内容"), width=70),
            Column(_("区（县）")),
            Column(_("时间"), "date", 18),
            Column(_("状态"), width=8),
        ],
        [
            (
                row.get_kind_display(),
                row.text,
                row.district,
                row.created_at,
                _("已读") if row.read_at else _("未读"),
            )
            for row in rows
        ],
    )


def districts_table(rows: Iterable[District]) -> Table:
    return Table(
        _("区（县）"),
        [Column(_("区（县）"), width=20), Column(_("所属市"), width=20), Column(_("办公室名称"), width=40)],
        [(row, row.city, row.office_name) for row in rows],
        landscape=False,
    )


def departments_table(district: District, rows: Iterable[Department]) -> Table:
    return Table(
        _("%(district)s部门") % {"district": district},
        [Column(_("名称"), width=30), *_KEPT],
        [(row, *_kept(row)) for row in rows],
        landscape=False,
    )


def towns_table(district: District, rows: Iterable[Town]) -> Table:
    return Table(
        _("%(district)s街镇") % {"district": district},
        [Column(_("名称"), width=30), Column(_("类型")), *_KEPT],
        [(row, row.get_kind_display(), *_kept(row)) for row in rows],
        landscape=False,
    )


_KEPT = (
    Column(gettext_lazy("其他写法"), width=40),
    Column(gettext_lazy("排序"), "number", 8),
    Column(gettext_lazy("状态"), width=8),
)


def _kept(row: Any) -> tuple[Any, ...]:
    """The row has its variants fetched."""
    written = "、".join(variant.written for variant in row.variants.all())
    return written, row.position, _use(row)


def villages_table(district: District, rows: Iterable[Village]) -> Table:
    return Table(
        _("%(district)s村居") % {"district": district},
        [
            Column(_("名称"), width=30),
            Column(_("街镇"), width=20),
            Column(_("类型")),
            Column(_("状态"), width=8),
        ],
        [(row, row.town, row.get_kind_display(), _use(row)) for row in rows],
        landscape=False,
    )


def _use(row: Any) -> str:
    return _("在用") if row.is_active else _("停用")
