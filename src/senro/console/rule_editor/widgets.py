"""A text field for a rule. The script makes a combobox of it; without, it is a text field."""

from __future__ import annotations

from django import forms


class RuleInput(forms.Textarea):
    """`subject` says which names the rule may use: those of a case or of an account."""

    def __init__(self, subject: str = "case") -> None:
        super().__init__({
            "rows": 2, "data-rule": subject, "spellcheck": "false", "autocapitalize": "off",
            "autocomplete": "off", "class": "sn-rule-in",
        })  # fmt: skip
