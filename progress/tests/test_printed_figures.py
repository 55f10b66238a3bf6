"""Figures in a page: a row that is missing prints nothing and breaks nothing."""

import pytest

from progress.templatetags.entries import bp, signed_points


@pytest.mark.parametrize(("value", "printed"), [(3250, "32.5%"), (0, "0%"), (None, ""), ("", "")])
def test_basis_points_print_as_percent(value, printed):
    assert bp(value) == printed


@pytest.mark.parametrize(("value", "printed"), [(350, "+3.5"), (-350, "−3.5"), (None, ""), ("", "")])
def test_changes_print_with_their_sign(value, printed):
    assert signed_points(value) == printed
