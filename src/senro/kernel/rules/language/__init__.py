"""The rule language: one small part of SQL for gates, criteria, segments and filters.

`check` gives a Rule; a Rule compiles to SQL, is evaluated on one row, described and
explained. Its definition for readers is docs/reference/rules.md.
"""

from .compile import Dialect
from .complete import Completion, complete
from .cycles import detect_cycles
from .describe import describe
from .dialects import Sql
from .errors import MESSAGES, RuleError
from .evaluate import evaluate
from .explain import Explanation, Part, explain
from .names import FUNCTIONS, Function, Name, is_keyword
from .rule import Rule, check, check_expression

__all__ = [
    "FUNCTIONS",
    "MESSAGES",
    "Completion",
    "Dialect",
    "Explanation",
    "Function",
    "Name",
    "Part",
    "Rule",
    "RuleError",
    "Sql",
    "check",
    "check_expression",
    "complete",
    "describe",
    "detect_cycles",
    "evaluate",
    "explain",
    "is_keyword",
]
