"""What has been done."""

from progress.models.audit import AuditEntry, Verb, record
from progress.models.completion import Completion, claim, refused_day
from progress.models.days import SpecialDay
from progress.models.digests import DigestItem
from progress.models.reports import Evidence, MilestoneMark, ProgressReport, ReportFigure, Standing
from progress.models.rounds import Reopening, ReportingPeriod, RoundPlan
from progress.models.rules import RuleAdoption, RuleSet, RuleVersion, adopt
from progress.models.steps import ReportState
from progress.models.towns import QuotaReport

__all__ = [
    "AuditEntry",
    "Completion",
    "DigestItem",
    "Evidence",
    "MilestoneMark",
    "ProgressReport",
    "QuotaReport",
    "Reopening",
    "ReportFigure",
    "ReportState",
    "ReportingPeriod",
    "RoundPlan",
    "RuleAdoption",
    "RuleSet",
    "RuleVersion",
    "SpecialDay",
    "Standing",
    "Verb",
    "adopt",
    "claim",
    "record",
    "refused_day",
]
