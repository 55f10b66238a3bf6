"""The one exception by which a step of the workflow says no."""

from __future__ import annotations


class Refused(Exception):
    """A step that the present state does not allow. The text is one sentence for the person: what,
    where, what to do; views show it and go back."""
