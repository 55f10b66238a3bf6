"""The controls of the grid print what Django's templates of widgets print."""

import pytest
from django import forms

from progress.controls import ChoiceControl, HiddenControl, TextControl, WordsControl

NASTY = """<b>"a"&'b'</b>"""
CHOICES = [("", "—"), ("yes", "达到"), ("no", NASTY)]


@pytest.mark.parametrize(
    ("ours", "theirs", "arguments"),
    [
        (TextControl, forms.TextInput, {}),
        (HiddenControl, forms.HiddenInput, {}),
        (WordsControl, forms.Textarea, {}),
        (ChoiceControl, forms.Select, {"choices": CHOICES}),
    ],
)
@pytest.mark.parametrize("value", [None, "", 0, "yes", "no", NASTY])
def test_a_control_prints_as_its_template_does(ours, theirs, arguments, value):
    attrs = {"id": "id_x", "aria-invalid": "true", "required": True, "disabled": False, "title": NASTY}
    printed = [
        " ".join(kind(attrs={"size": 9}, **arguments).render("x", value, attrs).split())
        for kind in (ours, theirs)
    ]
    assert printed[0] == printed[1]
