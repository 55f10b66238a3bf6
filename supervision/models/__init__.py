"""What follows when it is not done."""

from supervision.models.extensions import Extension, request_extension
from supervision.models.instructions import (
    Instruction,
    InstructionAddressee,
    InstructionEntry,
    give_instruction,
    light_on,
)

__all__ = [
    "Extension",
    "Instruction",
    "InstructionAddressee",
    "InstructionEntry",
    "give_instruction",
    "light_on",
    "request_extension",
]
