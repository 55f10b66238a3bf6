"""Printed names are found as they stand, in plain form or as a known variant; never by likeness."""

import pytest

from tasklists.importing.names import is_collective, look_alike, town_kind
from tasklists.importing.reconcile import Directory, KnownBody, reconcile
from tasklists.importing.records import AssignmentRow, IndicatorRow, QuotaRow, Scope
from tasklists.tests.importing.documents import document, lead, quotas, row

KNOWN = Directory(
    departments=(
        KnownBody("区农业农村委", ("区农委", "区农业农村委（区乡村振兴办）")),
        KnownBody("区建设管理委", ("区建管委",)),
        KnownBody("市生态环境局清河分局"),
        KnownBody("区水务局"),
    ),
    towns=(
        KnownBody("东浦镇"),
        KnownBody("城关街道"),
        KnownBody("现代农业园区", ("农业园区",)),
        KnownBody("南桥镇"),
        KnownBody("南桥乡"),
    ),
)


def department(printed, directory=KNOWN):
    return reconcile(document(row(assignments=lead(printed))), directory).bodies[printed]


def town(printed, directory=KNOWN):
    return reconcile(document(row(scope=Scope("named", (printed,)))), directory).towns[printed]


@pytest.mark.parametrize(
    ("printed", "how", "name"),
    [
        pytest.param("区水务局", "exact", "区水务局", id="as it stands"),
        pytest.param("区 水务局", "normalised", "区水务局", id="space inside"),
        pytest.param("市生态环境局（清河分局）", "normalised", "市生态环境局清河分局", id="brackets"),
        pytest.param("区农委", "variant", "区农业农村委", id="variant"),
        pytest.param("区农业农村委(区乡村振兴办)", "variant", "区农业农村委", id="variant, other brackets"),
        pytest.param("区建管委", "variant", "区建设管理委", id="variant that looks alike"),
        pytest.param("区农业农村局", "unknown", None, id="looks alike: a question"),
        pytest.param("建设管理委", "unknown", None, id="without 区: a question"),
        pytest.param("各街镇", "collective", None, id="all towns"),
        pytest.param("区委农村工作领导小组有关成员单位", "collective", None, id="members of a group"),
        pytest.param("区体育局", "new", "区体育局", id="clearly new"),
        pytest.param("市公安局清河分局", "new", "市公安局清河分局", id="clearly new bureau of the city"),
        pytest.param("张三", "unknown", None, id="a person is no department"),
        pytest.param("由区水务局牵头落实", "unknown", None, id="a phrase is no department"),
    ],
)
def test_department_names(printed, how, name):
    match = department(printed)
    assert (match.how, match.name, match.kind) == (how, name, "department")


@pytest.mark.parametrize(
    ("printed", "how", "name"),
    [
        pytest.param("东浦镇", "exact", "东浦镇", id="as it stands"),
        pytest.param("东浦", "normalised", "东浦镇", id="without its suffix"),
        pytest.param("城 关", "normalised", "城关街道", id="space and no suffix"),
        pytest.param("农业园区", "variant", "现代农业园区", id="variant"),
        pytest.param("南桥", "unknown", None, id="fits two towns, so it fits none"),
        pytest.param("示范园区", "new", "示范园区", id="clearly new"),
        pytest.param("北岭乡", "new", "北岭乡", id="clearly new township"),
        pytest.param("北岭", "unknown", None, id="short form of nothing that is known"),
        pytest.param("各街镇", "collective", None, id="all towns"),
    ],
)
def test_town_names(printed, how, name):
    match = town(printed)
    assert (match.how, match.name) == (how, name)


def test_town_in_a_responsibility_column_is_linked_as_town():
    assert department("东浦镇").kind == "town"
    assert department("东浦镇人民政府").name == "东浦镇"
    assert department("城关街道办事处").name == "城关街道"


def test_unknown_name_is_one_issue_with_suggestion_place_and_tasks():
    names = reconcile(
        document(
            row("1", assignments=lead("建设管理委")),
            row("2", assignments=lead("建设管理委", "区水务局")),
        ),
        KNOWN,
    )
    (issue,) = names.issues
    assert (issue.code, issue.level, issue.raw, issue.task) == (
        "unknown_department",
        "warning",
        "建设管理委",
        "1",
    )
    assert "区建设管理委" in issue.message
    assert "1、2" in issue.message
    assert names.new_bodies == ()


def test_unknown_town_of_a_quota_is_an_error():
    indicator = IndicatorRow("道路", "公里", quotas=quotas(北岭=3))
    (issue,) = reconcile(document(row(indicators=(indicator,))), KNOWN).issues
    assert (issue.code, issue.level) == ("unknown_town", "error")


def test_first_list_of_a_new_district_offers_its_bodies():
    names = reconcile(
        document(
            row("1", assignments=(*lead("区农业农村委"), AssignmentRow("各街镇", "responsible"))),
            row(
                "2",
                assignments=lead("区建管委"),
                scope=Scope("named", ("赵屯镇",)),
                indicators=(IndicatorRow("路", "公里", quotas=(QuotaRow(("赵屯",), None), *quotas(城关=1))),),
            ),
        ),
        Directory(),
    )
    assert [(body.kind, body.name, body.printed) for body in names.new_bodies] == [
        ("department", "区农业农村委", ()),
        ("department", "区建管委", ()),
        ("town", "赵屯镇", ("赵屯",)),
        ("town", "城关", ()),
    ]
    assert names.towns["赵屯"].name == "赵屯镇"
    assert names.issues == ()


def test_of_new_names_that_look_alike_only_the_most_frequent_is_created():
    names = reconcile(
        document(
            row("1", assignments=lead("区卫生健康委")),
            row("2", assignments=lead("区卫健委")),
            row("3", assignments=lead("区卫健委")),
        ),
        Directory(),
    )
    assert [body.name for body in names.new_bodies] == ["区卫健委"]
    assert names.bodies["区卫生健康委"].suggestion == "区卫健委"
    assert [issue.raw for issue in names.issues] == ["区卫生健康委"]


def test_of_two_new_parks_of_which_one_may_be_the_others_short_form_the_shorter_is_a_question():
    indicator = IndicatorRow("粮田", "亩", quotas=quotas(农业园区=1, 现代农业园区=2))
    names = reconcile(document(row(indicators=(indicator,))), Directory())
    assert [body.name for body in names.new_bodies if body.kind == "town"] == ["现代农业园区"]
    assert names.towns["农业园区"].suggestion == "现代农业园区"
    assert [issue.code for issue in names.issues] == ["unknown_town"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("区农业农村委", "区农业农村局", True),
        ("区卫健委", "区卫生健康委", True),
        ("区人力资源和社会保障局", "区人力资源与社会保障局", True),
        ("区政务服务数据管理局", "区政务数据服务管理局", True),
        ("区纪委监委", "区纪委监委机关", True),
        ("建设管理委", "区建设管理委", True),
        ("区财政局", "区民政局", False),
        ("区房管局", "区城管局", False),
        ("区委办公室", "区委组织部", False),
        ("区政协办公室", "区政府办公室", False),
        ("区委组织部", "区委宣传部", False),
        ("区教育局", "区体育局", False),
        ("区科学技术局", "区科协", False),
    ],
)
def test_what_looks_alike(one, other, alike):
    assert look_alike(one, other) is look_alike(other, one) is alike


@pytest.mark.parametrize(
    ("printed", "suggestion"),
    [
        pytest.param("东浦真", "东浦镇", id="a character mistyped"),
        pytest.param("浦东镇里", None, id="something else"),
        pytest.param("城关街到", "城关街道", id="the same sound"),
        pytest.param("南桥真", None, id="as near to two towns"),
    ],
)
def test_a_slip_in_a_towns_name_is_answered_with_the_nearest_known(printed, suggestion):
    found = town(printed)
    assert (found.how, found.name, found.suggestion) == ("unknown", None, suggestion)


def test_a_slip_in_a_departments_name_is_answered_too():
    found = department("区水务菊")
    assert (found.how, found.suggestion) == ("unknown", "区水务局")


def test_collectives_and_kinds():
    assert is_collective("各镇（街道）")
    assert is_collective("有关部门")
    assert not is_collective("市公安局清河分局")
    assert [town_kind(name) for name in ("东浦镇", "北岭乡", "城关街道", "现代农业园区")] == [
        "town",
        "township",
        "subdistrict",
        "other",
    ]
