"""Many cases and meetings at once, as imports bring them: placed without asking gates.

`book` collects rows and facts and writes them in a few statements; `known` is what is there;
`attempts` and `meetings` say what a row changes; `states` gives a case its dated statuses.
"""

from .cases import put_cases
from .meetings import put_meetings
from .results import RowResult

__all__ = ["RowResult", "put_cases", "put_meetings"]
