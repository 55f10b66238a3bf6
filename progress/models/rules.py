"""Rule sets of the lights, as data: named, versioned, used by a list from a day on."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned, User
from progress.figures import RuleFigures
from progress.models.audit import Verb, record
from tasklists.models import TaskList


class RuleSet(DistrictOwned):
    """亮灯规则 of a district under a name; its thresholds stand in its versions."""

    name = models.CharField(_("名称"), max_length=100)

    class Meta:
        verbose_name = _("亮灯规则")
        verbose_name_plural = _("亮灯规则")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="rule_set_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="rule_set_district_id"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def new_version(self, figures: RuleFigures, user: User | None, *, today: datetime.date) -> RuleVersion:
        """The next version with these figures; versions never change once made."""
        RuleSet.objects.select_for_update(of=("self",)).get(pk=self.pk)
        last = self.versions.order_by("-number").first()
        if last and last.figures() == figures:
            return last
        return RuleVersion.objects.create(
            district_id=self.district_id,
            rule_set=self,
            number=last.number + 1 if last else 1,
            stored=figures.as_json(),
            made_by=user,
            made_on=today,
        )


class RuleVersion(DistrictOwned):
    """One version of a rule set: the figures as they were published. Append only."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name=_("规则"), related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    stored = models.JSONField(_("阈值"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("制定人"),
        related_name="+",
    )
    made_on = models.DateField(_("制定日期"))

    class Meta:
        verbose_name = _("规则版本")
        verbose_name_plural = _("规则版本")
        ordering = ["rule_set", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "number"], name="rule_version_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="rule_version_district_id"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} 第{self.number}版"

    def figures(self) -> RuleFigures:
        return RuleFigures.from_json(self.stored)


class RuleAdoption(DistrictOwned):
    """From which day a list is judged by which version. Append only: the past stays judged by what
    held then."""

    task_list = models.ForeignKey(
        TaskList, models.PROTECT, verbose_name=_("清单"), related_name="rule_adoptions"
    )
    version = models.ForeignKey(RuleVersion, models.PROTECT, verbose_name=_("版本"), related_name="adoptions")
    from_day = models.DateField(_("自何日起"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("启用人"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("规则启用")
        verbose_name_plural = _("规则启用")
        ordering = ["task_list", "-from_day", "-id"]
        indexes = [models.Index(fields=["task_list", "-from_day"], name="adoption_by_day")]

    def __str__(self) -> str:
        return f"{self.task_list} {self.from_day} {self.version}"


@transaction.atomic
def adopt(
    task_list: TaskList,
    version: RuleVersion,
    user: User | None,
    *,
    from_day: datetime.date,
    today: datetime.date,
) -> RuleAdoption:
    """The list is judged by this version from the day on; never from a day in the past."""
    before = task_list.rule_adoptions.filter(from_day__lte=today).first()
    adoption = RuleAdoption.objects.create(
        district_id=task_list.district_id,
        task_list=task_list,
        version=version,
        from_day=max(from_day, today),
        adopted_by=user,
    )
    record(
        task_list,
        Verb.ADOPT_RULES,
        who=user,
        today=today,
        before=before.version if before else _("默认规则"),
        after=f"{version}（{adoption.from_day}）",
    )
    return adoption
