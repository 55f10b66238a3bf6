"""What follows when it is not done."""

from supervision.models.extensions import Extension, refused_deadline, request_extension
from supervision.models.instructions import (
    Instruction,
    InstructionAddressee,
    InstructionEntry,
    asked_bodies,
    give_instruction,
    light_on,
    office_name,
    share_words,
)

__all__ = [
    "Extension",
    "Instruction",
    "InstructionAddressee",
    "InstructionEntry",
    "asked_bodies",
    "give_instruction",
    "light_on",
    "office_name",
    "refused_deadline",
    "request_extension",
    "share_words",
]
