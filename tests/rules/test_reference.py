"""What the reference page says of the language is true."""

import re

import pytest

from senro.kernel.rules.language import FUNCTIONS, MESSAGES, Name, check, check_expression
from senro.kernel.rules.language.reference import OPERATORS, page
from tests.conftest import ROOT

from .vocabulary import NAMES

EXAMPLES = NAMES | {
    "started_on": Name("started_on", "date", {}),
    "quota": Name("quota", "number", {}),
    "temperature_gap": Name("temperature_gap", "number", {}),
    "days_active_28d": Name("days_active_28d", "number", {}, kind="metric"),
}


@pytest.mark.parametrize("text", [text for text, _words in OPERATORS])
def test_every_operator_of_the_page_is_a_rule(text):
    assert check(text, EXAMPLES).text == text


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_example_of_a_function_is_right_and_gives_what_it_says(function):
    how = check if function.result == "boolean" else check_expression
    assert how(function.usage, EXAMPLES).type == function.result.replace("same", "number")


def test_every_refusal_that_the_code_can_make_has_its_sentence_and_none_is_left_over():
    folder = ROOT / "src/senro/kernel/rules/language"
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert set(re.findall(r'refuse\(\s*"(\w+)"', code)) == set(MESSAGES)


def test_the_published_page_holds_all_of_it():
    published = (ROOT / "docs/reference/rules.md").read_text("utf-8")
    assert page() in published
