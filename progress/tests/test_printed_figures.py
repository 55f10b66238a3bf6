"""Figures in a page: a row that is missing prints nothing and breaks nothing."""

import pytest
from django.template.loader import render_to_string

from progress.explanations import percent
from progress.templatetags.entries import bp, signed_points


@pytest.mark.parametrize(("value", "printed"), [(3250, "32.5%"), (0, "0%"), (None, ""), ("", "")])
def test_basis_points_print_as_percent(value, printed):
    assert bp(value) == printed


@pytest.mark.parametrize(("value", "printed"), [(350, "+3.5"), (-350, "−3.5"), (None, ""), ("", "")])
def test_changes_print_with_their_sign(value, printed):
    assert signed_points(value) == printed


@pytest.mark.parametrize(
    ("bp", "said", "length"), [(9999, "99.99%", "99"), (6250, "62.5%", "63"), (0, "0%", "0")]
)
def test_a_bar_says_what_the_sentence_says(bp, said, length):
    bar = render_to_string("_progress.html", {"bp": bp})
    assert f">{said}<" in bar
    assert f'value="{length}"' in bar
    assert percent(bp) == said


def test_a_bar_of_nothing_is_a_dash():
    assert "—" in render_to_string("_progress.html", {"bp": None})
