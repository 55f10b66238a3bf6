"""QuerySets of instructions and of what was said in them, named by purpose."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, When

from tasklists.models import Task
from tasklists.querysets import PartOfListQuerySet, TaskPartQuerySet

if TYPE_CHECKING:
    from districts.models import User


class InstructionQuerySet(TaskPartQuerySet):
    """Who may read an instruction: whoever may read its task. Town staff take part in the work on the
    tasks that concern their town, so they read what leadership said about those, and nothing else."""

    def unfinished(self) -> Self:
        return self.exclude(state="closed")

    def unanswered(self) -> Self:
        return self.filter(state="open")

    def answered(self) -> Self:
        """Answered by all, waiting to be closed."""
        return self.filter(state="answered")

    def unanswered_past(self, day: datetime.date) -> Self:
        """The day by which an answer was wanted is over."""
        return self.filter(state="open", wanted_on__lt=day)

    def of_task(self, task: Task) -> Self:
        return self.filter(task=task).order_by("-id")

    def waiting_for(self, departments: Collection[int]) -> Self:
        """One of these departments has still to answer."""
        from supervision.models import InstructionAddressee

        asked = InstructionAddressee.objects.unanswered().filter(instruction=OuterRef("pk"))
        return self.filter(Exists(asked.filter(department__in=departments)), state="open")

    def said_by(self, user: User) -> Self:
        """The person gave it, or a further one in the same thread."""
        return self.filter(_words_of(user))

    def between(self, user: User, departments: Collection[int]) -> Self:
        """The person gave it, or it was given to one of these departments."""
        from supervision.models import InstructionAddressee

        named = InstructionAddressee.objects.filter(instruction=OuterRef("pk"), department__in=departments)
        return self.filter(_words_of(user) | Exists(named))

    def most_urgent_first(self) -> Self:
        """Unanswered, by the day that is wanted; then answered; then closed, the newest first."""
        places = {"open": 0, "answered": 1, "closed": 2}
        place = Case(*(When(state=state, then=at) for state, at in places.items()))
        return self.order_by(place, F("wanted_on").asc(nulls_last=True), "-id")

    def for_rows(self) -> Self:
        """What a row says, in two queries: the task, the latest word of a leader (`word`, `word_at`,
        `word_by`), and the departments, each with `has_answered`."""
        from supervision.models import InstructionAddressee, InstructionEntry

        latest = InstructionEntry.objects.of_leaders().filter(instruction=OuterRef("pk")).order_by("-id")
        addressees = InstructionAddressee.objects.with_answers().select_related("department")
        return (
            self.select_related("task__task_list", "district")
            .annotate(
                word=Subquery(latest.values("text")[:1]),
                word_at=Subquery(latest.values("at")[:1]),
                word_by=Subquery(latest.values("by__full_name")[:1]),
            )
            .prefetch_related(Prefetch("addressees", addressees))
        )

    def for_threads(self) -> Self:
        """As `for_rows`, with all that was said, in order."""
        from supervision.models import InstructionEntry

        said = InstructionEntry.objects.select_related("by").order_by("id")
        return self.for_rows().prefetch_related(Prefetch("entries", said))


def _words_of(user: User) -> Exists:
    from supervision.models import InstructionEntry

    return Exists(InstructionEntry.objects.of_leaders().filter(instruction=OuterRef("pk"), by=user.pk))


class PartOfInstructionQuerySet(PartOfListQuerySet):
    list_path = "instruction__task__task_list"
    task_path = "instruction__task"


class AddresseeQuerySet(PartOfInstructionQuerySet):
    def with_answers(self) -> Self:
        """`has_answered`: the department has answered the latest word, or the office has for all."""
        from supervision.models import InstructionEntry

        answers = InstructionEntry.objects.current_answers().filter(instruction=OuterRef("instruction"))
        own = Q(addressee=OuterRef("pk")) | Q(addressee__isnull=True)
        return self.annotate(has_answered=Exists(answers.filter(own)))

    def unanswered(self) -> Self:
        """Departments in use that have still to answer; one that was merged away is waited for no more."""
        return self.with_answers().filter(has_answered=False, department__is_active=True)


class EntryQuerySet(PartOfInstructionQuerySet):
    def of_leaders(self) -> Self:
        """What asks for an answer."""
        return self.filter(kind__in=["given", "again"])

    def current_answers(self) -> Self:
        """Answers after which no leader has said anything more."""
        later = self.model._default_manager.of_leaders().filter(
            instruction=OuterRef("instruction"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), kind="answer")
