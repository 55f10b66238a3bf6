"""批示: what a leader says about a task or a light, to whom, and what became of it.

What was said is a log (`InstructionEntry`): it is added to and never changed. The instruction itself
holds only where it stands.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from districts.models import Department, District, DistrictOwned, User
from progress.lit import shown_light
from progress.models import Verb, record
from progress.refusals import Refused
from progress.rulebook import rules_on
from progress.status import BY_CODE, explain, with_lights, with_quota_lights
from supervision.models.extensions import moment_of
from supervision.querysets import AddresseeQuerySet, EntryQuerySet, InstructionQuerySet
from tasklists.models import Quota, Task, TaskList


class Instruction(DistrictOwned):
    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="instructions")
    # Where it is about the light of a town's share; its words stay when the list gives the share up.
    quota = models.ForeignKey(
        Quota, models.SET_NULL, null=True, blank=True, verbose_name=_("街镇任务量"), related_name="+"
    )
    about = models.CharField(_("针对"), max_length=400, blank=True, help_text=_("空表示整项任务。"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    wanted_on = models.DateField(_("要求答复日期"), null=True, blank=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("批示")
        verbose_name_plural = _("批示")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "id"], name="instruction_district_id"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered", "closed"]), name="instruction_state_known"
            ),
        ]
        indexes = [models.Index(fields=["district", "state"], name="instruction_by_state")]

    def __str__(self) -> str:
        return f"{self.task} {self.get_state_display()}"

    def department_ids(self) -> frozenset[int]:
        """The departments that it is addressed to; uses prefetched addressees."""
        return frozenset(addressee.department_id for addressee in self.addressees.all())

    @transaction.atomic
    def answer(
        self,
        user: User,
        text: str,
        *,
        today: datetime.date,
        addressee: InstructionAddressee | None,
    ) -> InstructionEntry:
        """答复 for the department, or, with `addressee` None, of the office for all. A further answer
        may follow until it is closed. Raises Refused."""
        this = self._locked()
        if this.state == self.State.CLOSED:
            raise Refused(_("这件批示已办结，不能再答复；如有补充，请联系区乡村振兴办。"))
        body = str(addressee.department) if addressee else office_name(this.district)
        entry = this._say(
            InstructionEntry.Kind.ANSWER, user, text, today=today, body=body, addressee=addressee
        )
        before = this.get_state_display()
        if not this.addressees.unanswered().exists():
            this._move(this.State.ANSWERED, wanted_on=this.wanted_on)
        this._record(Verb.ANSWER_INSTRUCTION, user, text, today=today, before=before)
        self.refresh_from_db()
        return entry

    @transaction.atomic
    def instruct_again(
        self, user: User, text: str, *, today: datetime.date, wanted_on: datetime.date | None = None
    ) -> InstructionEntry:
        """追加批示: a leader asks on in the same thread, and all addressed answer again. Raises Refused."""
        this = self._locked()
        if this.state == self.State.CLOSED:
            raise Refused(_("这件批示已办结，不能再追加；请在任务页另作批示。"))
        _check_wanted(wanted_on, today)
        before = this.get_state_display()
        entry = this._say(
            InstructionEntry.Kind.AGAIN,
            user,
            text,
            today=today,
            body=str(_("区领导")),
            wanted_on=wanted_on,
            lit=light_on(this.task, this.quota, today),
        )
        this._move(this.State.OPEN, wanted_on=wanted_on)
        this._record(Verb.INSTRUCT_AGAIN, user, text, today=today, before=before)
        self.refresh_from_db()
        return entry

    @transaction.atomic
    def close(self, user: User, text: str = "", *, today: datetime.date, as_leader: bool) -> None:
        """办结. The office closes what was answered; a leader may close before that too, saying why.
        Raises Refused."""
        this = self._locked()
        if this.state == self.State.CLOSED:
            raise Refused(_("这件批示已经办结。"))
        if this.state == self.State.OPEN and not as_leader:
            raise Refused(_("这件批示还待%(who)s答复，答复后才能办结。") % {"who": this.who_is_asked()})
        if this.state == self.State.OPEN and not text.strip():
            raise Refused(_("还没有答复就办结的，请写明理由。"))
        before = this.get_state_display()
        body = str(_("区领导")) if as_leader else office_name(this.district)
        this._say(InstructionEntry.Kind.CLOSED, user, text, today=today, body=body)
        this._move(this.State.CLOSED, wanted_on=this.wanted_on)
        this._record(Verb.CLOSE_INSTRUCTION, user, text, today=today, before=before)
        self.refresh_from_db()

    def asked_names(self) -> list[str]:
        """To whom it was given: the departments, and the office always."""
        names = [str(addressee.department) for addressee in self.addressees.all()]
        return [*names, office_name(self.district)]

    def who_is_asked(self) -> str:
        """Who has still to answer, "" where nobody has."""
        if self.state != self.State.OPEN:
            return ""
        names = [str(a.department) for a in self.parties() if a.is_waited_for]
        return "、".join(names) or office_name(self.district)

    def parties(self) -> list[InstructionAddressee]:
        """The addressed departments, each with `has_answered`: as prefetched, else by a query."""
        held = list(self.addressees.all())
        if held and not hasattr(held[0], "has_answered"):
            held = list(self.addressees.with_answers().select_related("department"))
        return held

    def _say(
        self,
        kind: str,
        user: User,
        text: str,
        *,
        today: datetime.date,
        body: str,
        addressee: InstructionAddressee | None = None,
        wanted_on: datetime.date | None = None,
        lit: Lit | None = None,
    ) -> InstructionEntry:
        last = self.entries.order_by("-id").first()
        if last and (last.kind, last.by_id, last.text) == (kind, user.pk, text):
            raise Refused(_("同样的内容刚才已经提交，不必重复提交。"))
        lit = lit or Lit()
        return InstructionEntry.objects.create(
            district_id=self.district_id,
            instruction=self,
            kind=kind,
            text=text,
            by=user,
            body=body,
            at=moment_of(today),
            addressee=addressee,
            wanted_on=wanted_on,
            light=lit.light,
            light_word=lit.word,
            light_why=lit.why,
        )

    def _record(self, verb: Verb, user: User, text: str, *, today: datetime.date, before: str = "") -> None:
        after = self.get_state_display()
        record(self, verb, who=user, today=today, task=self.task, before=before, after=after, reason=text)

    def _move(self, state: str, *, wanted_on: datetime.date | None) -> None:
        self.state, self.wanted_on = state, wanted_on
        self.save(update_fields=["state", "wanted_on"])

    def _locked(self) -> Instruction:
        return (
            Instruction.objects.select_for_update(of=("self",))
            .select_related("task__task_list", "district", "quota")
            .get(pk=self.pk)
        )


class InstructionAddressee(DistrictOwned):
    """A department to which the instruction was given: who led the task on that day. A later change of
    leads moves nothing; the office is asked with every instruction and needs no row."""

    instruction = models.ForeignKey(
        Instruction, models.PROTECT, verbose_name=_("批示"), related_name="addressees"
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("部门"), related_name="+")

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = _("批示答复部门")
        verbose_name_plural = _("批示答复部门")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["instruction", "department"], name="instruction_addressee_once"),
            models.UniqueConstraint(fields=["district", "id"], name="instruction_addressee_district_id"),
        ]

    def __str__(self) -> str:
        return str(self.department)

    @property
    def is_waited_for(self) -> bool:
        """Has still to answer; fetched `with_answers`."""
        return not self.has_answered and self.department.is_active  # type: ignore[attr-defined]


class InstructionEntry(DistrictOwned):
    """One thing said in an instruction's thread. Never changed, never deleted: the database refuses it."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("批示")
        AGAIN = "again", _("追加批示")
        ANSWER = "answer", _("答复")
        CLOSED = "closed", _("办结")

    instruction = models.ForeignKey(
        Instruction, models.PROTECT, verbose_name=_("批示"), related_name="entries"
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    text = models.TextField(_("内容"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("办理人"), related_name="+"
    )
    body = models.CharField(_("单位"), max_length=100, help_text=_("当时以谁的名义。"))
    at = models.DateTimeField(_("时间"))
    addressee = models.ForeignKey(
        InstructionAddressee,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("答复部门"),
        related_name="answers",
    )
    wanted_on = models.DateField(_("要求答复日期"), null=True, blank=True)
    # The light and its reason as they stood when a leader wrote.
    light = models.CharField(_("亮灯"), max_length=10, blank=True)
    light_word = models.CharField(_("状态"), max_length=20, blank=True)
    light_why = models.TextField(_("亮灯原因"), blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("批示往来")
        verbose_name_plural = _("批示往来")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["given", "again"]) & ~Q(light="") & ~Q(text="")
                | Q(kind="answer", light="", wanted_on__isnull=True) & ~Q(text="")
                | Q(kind="closed", light="", wanted_on__isnull=True),
                name="instruction_entry_says_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=Q(kind="answer") | Q(addressee__isnull=True),
                name="instruction_entry_answer_of_body",
            ),
            models.UniqueConstraint(
                fields=["instruction"], condition=Q(kind="given"), name="instruction_given_once"
            ),
            models.UniqueConstraint(
                fields=["instruction"], condition=Q(kind="closed"), name="instruction_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text[:30]}"


def office_name(district: District) -> str:
    return district.office_name or str(_("区乡村振兴办"))


@dataclass(frozen=True, slots=True)
class Lit:
    """A light as a page shows it ('blue' for done, in a list that says so), its word and its reason."""

    light: str = ""
    word: str = ""
    why: str = ""


def share_words(quota: Quota) -> str:
    """练塘镇、现代农业园区：道路（公里）, with all towns that share the item."""
    towns = [quota.town, *(partner.town for partner in quota.partners.all())]
    return f"{'、'.join(str(town) for town in towns)}：{quota.indicator}"


def light_on(task: Task, quota: Quota | None, today: datetime.date) -> Lit:
    """Of the task, or of the share, on the day."""
    rules = rules_on(today)
    row: Any
    if quota is not None:
        row = with_quota_lights(Quota.objects.filter(pk=quota.pk), today, rules).get()
    else:
        row = with_lights(Task.objects.filter(pk=task.pk), today, rules).get()
    light = shown_light(row.light, task.task_list_id in rules.blue_lists)
    return Lit(light, str(BY_CODE[row.status].word), explain(row))


def _check_wanted(wanted_on: datetime.date | None, today: datetime.date) -> None:
    if wanted_on is not None and wanted_on < today:
        raise Refused(_("要求答复的日期不能早于今天。"))


def _check_repeated(task: Task, quota: Quota | None, user: User, text: str) -> None:
    same = InstructionEntry.objects.filter(
        instruction__task=task, instruction__quota=quota, kind="given", by=user, text=text
    )
    if same.exclude(instruction__state=Instruction.State.CLOSED).exists():
        raise Refused(_("同样的批示已经发出，正在办理，不必重复提交。"))


@transaction.atomic
def give_instruction(
    task: Task,
    user: User,
    text: str,
    *,
    today: datetime.date,
    wanted_on: datetime.date | None = None,
    quota: Quota | None = None,
) -> Instruction:
    """作出批示 on the task, or on the light of one of its shares. It goes to the departments that lead
    the task now (those responsible where none leads) and to the office. Raises Refused."""
    task = Task.objects.select_for_update(of=("self",)).select_related("task_list").get(pk=task.pk)
    if task.task_list.state != TaskList.State.ISSUED:
        raise Refused(_("清单尚未印发，印发后才能批示。"))
    if quota is not None and quota.indicator.task_id != task.pk:
        raise Refused(_("所选的街镇任务量不属于本任务。"))
    _check_wanted(wanted_on, today)
    _check_repeated(task, quota, user, text)
    instruction = Instruction.objects.create(
        district_id=task.district_id,
        task=task,
        quota=quota,
        about=share_words(quota)[:400] if quota else "",
        wanted_on=wanted_on,
    )
    InstructionAddressee.objects.bulk_create(
        InstructionAddressee(district_id=task.district_id, instruction=instruction, department=department)
        for department in asked_bodies(task)
    )
    instruction._say(
        InstructionEntry.Kind.GIVEN,
        user,
        text,
        today=today,
        body=str(_("区领导")),
        wanted_on=wanted_on,
        lit=light_on(task, quota, today),
    )
    instruction._record(Verb.INSTRUCT, user, text, today=today)
    return instruction


def asked_bodies(task: Task) -> list[Department]:
    """To which departments an instruction on the task goes now: its leads, where there is none those
    responsible; in printed order, each once. No query where the task comes with its bodies."""
    prefetch_related_objects([task], "assignments__department")
    assigned: list[Any] = [a for a in task.assignments.all() if a.department_id]
    parts = [a for a in assigned if a.role == "lead"] or [a for a in assigned if a.role == "responsible"]
    return list({a.department_id: a.department for a in parts}.values())
