"""批示: given on a task or a light, answered by all who were asked, closed; nothing said is ever changed."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from conftest import TODAY, Cast, make_indicator, make_list, make_member, make_task
from districts.models import Notification
from districts.permissions import Action, allowed
from progress.figures import PACKS
from progress.models import AuditEntry, RuleSet, adopt, claim
from progress.refusals import Refused
from supervision import instructing
from supervision.instructions import line_of, open_instructions, speaker_of
from supervision.models import Instruction, InstructionEntry, give_instruction
from tasklists.merging import merge_departments
from tasklists.models import Assignment, QuotaPartner

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def task(cast, task_list):
    return make_task(task_list, lead=cast.department, title="修路", deadline=TODAY - 5 * DAY)


def also_leads(task, department, role="lead", position=1):
    return Assignment.objects.create(
        district=task.district,
        task=task,
        department=department,
        role=role,
        printed=department.name,
        position=position,
    )


def give(task, cast, text="请说明原因", **kwargs):
    return give_instruction(task, cast.leader, text, today=TODAY, **kwargs)


def answer(instruction, user, text="已进场施工", today=TODAY):
    instructing.answer(instruction, user, text, today=today, addressee=speaker_of(user, instruction))
    instruction.refresh_from_db()


def asked(instruction):
    return Instruction.objects.for_rows().get(pk=instruction.pk).who_is_asked()


def told(user):
    return list(Notification.objects.filter(user=user, kind="instruction").order_by("id"))


# ---- what it keeps ----


def test_it_keeps_the_light_and_its_reason_as_they_stood(cast, task):
    instruction = give(task, cast)
    said = instruction.entries.get()
    assert (said.light, said.light_word, said.by, said.body) == ("red", "逾期", cast.leader, "区领导")
    assert "已过 5 天" in said.light_why
    task.deadline = TODAY + 90 * DAY
    task.save()
    said.refresh_from_db()
    assert "已过 5 天" in said.light_why


def test_what_is_done_is_blue_where_the_list_says_so(cast, task):
    claim(task, cast.lead, today=TODAY).close(cast.office, today=TODAY)
    assert give(task, cast, "好").entries.get().light == "done"
    rules = RuleSet.objects.create(district=cast.district, name="蓝灯法")
    version = rules.new_version(PACKS["blue"][1], cast.office, today=TODAY)
    adopt(task.task_list, version, cast.office, from_day=TODAY, today=TODAY)
    assert give(task, cast, "继续").entries.get().light == "blue"


def test_it_can_be_about_the_light_of_a_towns_share(cast, task):
    quota = make_indicator(task, 10, {cast.town1: 10}).quotas.get()
    instruction = give(task, cast, quota=quota)
    assert instruction.about == "东浦镇：道路（公里）"
    assert instruction.entries.get().light_why != ""
    quota.delete()
    instruction.refresh_from_db()
    assert (instruction.quota, instruction.about) == (None, "东浦镇：道路（公里）")


def test_a_joint_share_names_all_its_towns(cast, task):
    quota = make_indicator(task, 1, {cast.town1: 1}).quotas.get()
    QuotaPartner.objects.create(district=cast.district, quota=quota, town=cast.town2)
    assert give(task, cast, quota=quota).about == "东浦镇、西塘镇：道路（公里）"


def test_a_share_of_another_task_is_refused(cast, task_list, task):
    quota = make_indicator(make_task(task_list, "2"), 10, {cast.town1: 10}).quotas.get()
    with pytest.raises(Refused, match="不属于本任务"):
        give(task, cast, quota=quota)


def test_it_goes_to_those_who_lead_on_the_day_and_stays_with_them(cast, task):
    instruction = give(task, cast)
    Assignment.objects.filter(task=task).update(department=cast.department2)
    assert instruction.asked_names() == ["区农业农村委", "区乡村振兴办"]
    fresh = Instruction.objects.get()
    assert allowed(cast.lead, Action.ANSWER_INSTRUCTION, fresh)
    assert not allowed(cast.lead_water, Action.ANSWER_INSTRUCTION, fresh)


def test_where_nobody_leads_those_responsible_are_asked_and_else_the_office(cast, task_list):
    task = make_task(task_list)
    assert asked(give(task, cast)) == "区乡村振兴办"
    also_leads(task, cast.department2, role="responsible")
    assert asked(give(task, cast, "再说明")) == "区水务局"


# ---- the order of steps ----


def test_from_open_to_closed_with_every_step_on_record(cast, task):
    instruction = instructing.give(task, cast.leader, "请说明原因", today=TODAY, wanted_on=TODAY + 7 * DAY)
    assert (instruction.state, asked(instruction)) == ("open", "区农业农村委")
    answer(instruction, cast.lead)
    assert (instruction.state, asked(instruction)) == ("answered", "")
    instructing.ask_again(instruction, cast.leader, "何时完工", today=TODAY + DAY)
    assert (instruction.state, instruction.wanted_on, asked(instruction)) == ("open", None, "区农业农村委")
    answer(instruction, cast.lead, "下月底", today=TODAY + 2 * DAY)
    answer(instruction, cast.office, "已现场核实", today=TODAY + 2 * DAY)
    instructing.close(instruction, cast.leader, "继续督促", today=TODAY + 3 * DAY, as_leader=True)
    steps = AuditEntry.objects.about(instruction).order_by("id")
    assert list(steps.values_list("verb", "who__username", "before", "after", "reason")) == [
        ("instruct", "leader", "", "待答复", "请说明原因"),
        ("answer_instruction", "lead", "待答复", "已答复", "已进场施工"),
        ("instruct_again", "leader", "已答复", "待答复", "何时完工"),
        ("answer_instruction", "lead", "待答复", "已答复", "下月底"),
        ("answer_instruction", "office", "已答复", "已答复", "已现场核实"),
        ("close_instruction", "leader", "已答复", "已办结", "继续督促"),
    ]
    assert {step.task_id for step in steps} == {task.pk}
    said = instruction.entries.values_list("kind", "body")
    assert [*said] == [
        ("given", "区领导"),
        ("answer", "区农业农村委"),
        ("again", "区领导"),
        ("answer", "区农业农村委"),
        ("answer", "区乡村振兴办"),
        ("closed", "区领导"),
    ]


def test_it_is_answered_when_every_department_has_answered(cast, task):
    also_leads(task, cast.department2)
    instruction = give(task, cast)
    answer(instruction, cast.lead)
    assert (instruction.state, asked(instruction)) == ("open", "区水务局")
    assert not Instruction.objects.waiting_for([cast.department.pk]).exists()
    assert Instruction.objects.waiting_for([cast.department2.pk]).get() == instruction
    answer(instruction, cast.lead_water)
    assert instruction.state == "answered"


def test_the_office_answers_for_all(cast, task):
    also_leads(task, cast.department2)
    instruction = give(task, cast)
    answer(instruction, cast.office)
    assert (instruction.state, instruction.entries.last().addressee) == ("answered", None)


def test_what_was_asked_again_is_answered_again_by_all(cast, task):
    also_leads(task, cast.department2)
    instruction = give(task, cast)
    answer(instruction, cast.office)
    instruction.instruct_again(cast.leader, "再说明", today=TODAY)
    assert asked(instruction) == "区农业农村委、区水务局"


def test_another_leader_may_ask_on(cast, task):
    instruction = give(task, cast)
    other = make_member(cast.district, "leader", "leader_b")
    instructing.ask_again(instruction, other, "请抓紧", today=TODAY)
    answer(instruction, cast.lead)
    assert "区农业农村委答复了" in told(cast.leader)[-1].text
    assert "区农业农村委答复了" in told(other)[-1].text


def test_the_office_closes_only_what_was_answered(cast, task):
    instruction = give(task, cast)
    with pytest.raises(Refused, match="还待区农业农村委答复，答复后才能办结"):
        instruction.close(cast.office, today=TODAY, as_leader=False)
    answer(instruction, cast.lead)
    instruction.close(cast.office, today=TODAY, as_leader=False)
    assert instruction.state == "closed"


def test_a_leader_closes_before_an_answer_only_with_a_reason(cast, task):
    instruction = give(task, cast)
    with pytest.raises(Refused, match="请写明理由"):
        instruction.close(cast.leader, " ", today=TODAY, as_leader=True)
    instruction.close(cast.leader, "已当面汇报", today=TODAY, as_leader=True)
    assert instruction.state == "closed"


def test_nothing_more_is_said_after_it_was_closed(cast, task):
    instruction = give(task, cast)
    stale = Instruction.objects.get()
    instruction.close(cast.leader, "已当面汇报", today=TODAY, as_leader=True)
    with pytest.raises(Refused, match="已办结，不能再答复"):
        stale.answer(cast.lead, "答复", today=TODAY, addressee=None)
    with pytest.raises(Refused, match="已办结，不能再追加"):
        stale.instruct_again(cast.leader, "再说明", today=TODAY)
    with pytest.raises(Refused, match="已经办结"):
        stale.close(cast.office, today=TODAY, as_leader=False)
    assert InstructionEntry.objects.count() == 2


def test_pressing_the_button_twice_says_it_once(cast, task):
    instruction = give(task, cast)
    with pytest.raises(Refused, match="同样的批示已经发出"):
        give(task, cast)
    answer(instruction, cast.lead)
    with pytest.raises(Refused, match="不必重复提交"):
        answer(instruction, cast.lead)
    assert (Instruction.objects.count(), InstructionEntry.objects.count()) == (1, 2)


def test_a_day_that_is_over_cannot_be_wanted(cast, task):
    with pytest.raises(Refused, match="不能早于今天"):
        give(task, cast, wanted_on=TODAY - DAY)
    instruction = give(task, cast, wanted_on=TODAY)
    with pytest.raises(Refused, match="不能早于今天"):
        instruction.instruct_again(cast.leader, "再说明", today=TODAY, wanted_on=TODAY - DAY)


def test_a_list_that_was_not_issued_is_not_instructed_on(cast):
    task = make_task(make_list(cast.district, state="draft"), lead=cast.department)
    with pytest.raises(Refused, match="尚未印发"):
        give(task, cast)


# ---- the database ----


def test_what_was_said_is_never_changed_or_deleted(cast, task):
    said = give(task, cast).entries.get()
    for act in (
        lambda: InstructionEntry.objects.filter(pk=said.pk).update(text="别的"),
        lambda: connection.cursor().execute("DELETE FROM supervision_instructionentry"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    said.refresh_from_db()
    assert said.text == "请说明原因"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "again", "text": "没有亮灯"},
        {"kind": "answer", "text": ""},
        {"kind": "answer", "text": "答", "wanted_on": TODAY},
        {"kind": "remark", "text": "未知"},
        {"kind": "given", "text": "第二个", "light": "red"},
    ],
    ids=["a word without its light", "an empty answer", "a day in an answer", "unknown", "given twice"],
)
def test_the_database_refuses_what_must_never_be(cast, task, fields):
    instruction = give(task, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        InstructionEntry.objects.create(
            district=cast.district,
            instruction=instruction,
            by=cast.leader,
            body="区领导",
            at="2026-06-15T09:00+08:00",
            **fields,
        )


# ---- who is told, who reads ----


def test_the_addressed_lead_and_the_office_are_told_and_the_leader_of_the_answer(cast, task):
    instruction = instructing.give(task, cast.leader, "请说明原因", today=TODAY, wanted_on=TODAY + DAY)
    assert [n.text for n in told(cast.lead)] == [
        "leader对“修路”作出批示（请于 2026-06-16 前答复）：请说明原因"
    ]
    assert told(cast.lead)[0].url == f"/supervision/instructions/{instruction.pk}/"
    assert len(told(cast.office)) == 1
    others = (cast.leader, cast.staff, cast.lead_water, cast.town, cast.office2)
    assert [told(user) for user in others] == [[]] * 5
    answer(instruction, cast.lead)
    assert told(cast.leader)[0].text == "区农业农村委答复了对“修路”的批示：已进场施工"
    assert (len(told(cast.office)), len(told(cast.lead))) == (2, 1)
    instructing.close(instruction, cast.office, "", today=TODAY, as_leader=False)
    assert [told(u)[-1].text for u in (cast.lead, cast.leader)] == ["对“修路”的批示已办结。"] * 2
    assert len(told(cast.office)) == 2


def test_a_refused_step_tells_nobody(cast, task):
    instruction = give(task, cast)
    with pytest.raises(Refused):
        instructing.close(instruction, cast.office, "", today=TODAY, as_leader=False)
    assert told(cast.leader) == []


def test_towns_read_the_instructions_on_tasks_that_concern_them(cast, task):
    make_indicator(task, 10, {cast.town1: 10})
    instruction = give(task, cast)

    def seen(user):
        return list(Instruction.objects.visible_to(user))

    for user in (cast.office, cast.lead, cast.lead_water, cast.staff, cast.leader, cast.town):
        assert seen(user) == [instruction], user
        assert InstructionEntry.objects.visible_to(user).count() == 1
    for user in (cast.town_west, cast.office2, cast.outsider):
        assert seen(user) == [], user
        assert not InstructionEntry.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.INSTRUCT, {"leader"}),
        (Action.ANSWER_INSTRUCTION, {"lead", "office"}),
        (Action.CLOSE_INSTRUCTION, {"leader", "office"}),
    ],
)
def test_who_may_do_what(cast: Cast, task, action, who):
    instruction = give(task, cast)
    people = ("office", "lead", "lead_water", "staff", "town", "leader", "office2", "lead2", "admin")
    assert {name for name in people if allowed(getattr(cast, name), action, instruction)} == who


# ---- what follows from it ----


def test_the_open_ones_are_counted_and_the_overdue_come_first(cast, task_list, task):
    give(task, cast, "不急")
    give(task, cast, "已过日期", wanted_on=TODAY)
    answer(give(task, cast, "已答复"), cast.lead)
    give(task, cast, "已办结").close(cast.leader, "好", today=TODAY, as_leader=True)
    later = TODAY + 3 * DAY
    shown = open_instructions(cast.leader, cast.district.pk, later)
    assert (shown.unanswered, shown.answered, shown.overdue, shown.count) == (2, 1, 1, 3)
    assert [line.instruction.word for line in shown.lines] == ["已过日期", "不急", "已答复"]
    assert [(line.asked, line.days_over) for line in shown.lines] == [
        ("区农业农村委", 3),
        ("区农业农村委", None),
        ("", None),
    ]
    assert list(Instruction.objects.unanswered_past(later)) == [shown.lines[0].instruction]


def test_two_queries_show_the_open_ones(cast, task, django_assert_num_queries):
    for number in range(3):
        give(task, cast, f"第{number}件")
    open_instructions(cast.leader, cast.district.pk, TODAY)  # the person's roles are known from here on
    with django_assert_num_queries(2):
        assert len(open_instructions(cast.leader, cast.district.pk, TODAY).lines) == 3


def test_a_merged_department_takes_its_instructions_along(cast, task):
    instruction = give(task, cast)
    merge_departments(cast.department, cast.department2, cast.office)
    assert asked(instruction) == "区水务局"
    answer(Instruction.objects.get(), cast.lead_water)
    assert Instruction.objects.get().state == "answered"


def test_two_departments_that_become_one_answer_once(cast, task):
    also_leads(task, cast.department2)
    instruction = give(task, cast)
    merge_departments(cast.department, cast.department2, cast.office)
    assert asked(instruction) == "区水务局"
    answer(Instruction.objects.get(), cast.lead_water)
    assert Instruction.objects.get().state == "answered"
    assert line_of(Instruction.objects.for_rows().get(), TODAY).asked == ""
