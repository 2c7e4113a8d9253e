"""The form of one entry: its own fields, and rows inside it that buttons add, drop and move."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms

from ..specs.parts import Part, Spec
from .controls import bare, fields_of, look, shown, store, typed

MOST_ROWS = 60


class PartsForm(forms.Form):
    """Fields made of parts."""

    use_required_attribute = False

    def __init__(
        self,
        parts: tuple[Part, ...],
        entry: Any,
        body: Mapping[str, Any],
        data: Any = None,
        prefix: str | None = None,
    ) -> None:
        self.parts = tuple(part for part in parts if part.kind != "rows")
        initial: dict[str, Any] = {}
        for part in self.parts:
            initial |= shown(part, value_of(part, entry))
        super().__init__(data, prefix=prefix, initial=initial)
        for part in self.parts:
            self.fields |= fields_of(part, body, value_of(part, entry))
        self.wide = {bare(part.name) for part in self.parts if part.wide}
        # {control: what its rule is about}.
        self.rules = {bare(part.name): part.subject for part in self.parts if part.kind == "rule"}

    def into(self, entry: dict[str, Any]) -> Any:
        """The entry with what was typed; a row of bare words is the words themselves."""
        made = deepcopy(entry)
        for part in self.parts:
            value = typed(part, self.cleaned_data)
            if part.name == "":
                return value
            unsaid = look(entry, part.name) is None and not part.needed
            if unsaid and value is not None and value == part.default and entry.get("code"):
                continue
            store(made, part.name, value)
        return made

    @property
    def empty(self) -> bool:
        """Nothing was typed (what is chosen beforehand does not count)."""
        counted = (part for part in self.parts if part.kind not in ("choice", "flag", "hidden"))
        return all(typed(part, self.cleaned_data) is None for part in counted)

    def bound_fields(self) -> list[tuple[Any, str]]:
        """Each visible control with its class. A draft may lack anything: nothing says optional."""
        for one in self.fields.values():
            one.required = True
        return [(one, "full" if one.name in self.wide else "") for one in self.visible_fields()]


def value_of(part: Part, entry: Any) -> Any:
    """The value of a part in an entry (which may be bare words)."""
    if part.name == "":
        return entry
    return look(entry, part.name) if isinstance(entry, Mapping) else None


class Rows:
    """The rows of one list inside an entry."""

    def __init__(self, part: Part, entry: Any, body: Mapping[str, Any], data: Any = None) -> None:
        self.part, self.body, self.name = part, body, bare(part.name)
        if data is None:
            found = value_of(part, entry)
            self.values: list[Any] = list(found) if isinstance(found, list) else []
            self.forms = [self._form(n, value) for n, value in enumerate(self.values)]
            if not self.forms:
                self.forms = [self._form(0, {})]
        else:
            count = str(data.get(f"{self.name}-count", "0"))
            total = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() else 0
            self.forms = [self._form(number, {}, data) for number in range(total)]
            self.values = []

    def _form(self, number: int, value: Any, data: Any = None) -> PartsForm:
        return PartsForm(self.part.rows, value, self.body, data, f"{self.name}-{number}")

    def is_valid(self) -> bool:
        """All of them; each is asked, so that each says what is wrong."""
        valid = [one.is_valid() for one in self.forms]
        return all(valid)

    def read(self) -> list[Any]:
        """What was typed, without the empty rows; a row without a code gets one."""
        found = [one.into({}) for one in self.forms if one.is_valid() and not one.empty]
        if any(part.name == "code" for part in self.part.rows):
            taken = {row.get("code") for row in found}
            for row in found:
                if not row.get("code"):
                    number = 1
                    while f"{self.name[:12]}_{number}" in taken:
                        number += 1
                    row["code"] = f"{self.name[:12]}_{number}"
                    taken.add(row["code"])
        return found

    def show(self, values: list[Any], blank: bool = False) -> None:
        """Show these rows, and an empty one for something new."""
        shown_now = [*values, {}] if blank or not values else values
        self.forms = [self._form(number, value) for number, value in enumerate(shown_now)]

    def change(self, what: str, number: int) -> None:
        """`add`, `drop`, `up` or `down` a row; nothing is saved yet."""
        values = [one.into({}) if one.is_valid() else {} for one in self.forms]
        if what == "add":
            self.show([one for one in values if one], blank=True)
            return
        if 0 <= number < len(values):
            value = values.pop(number)
            if what in ("up", "down"):
                values.insert(max(number + (1 if what == "down" else -1), 0), value)
        self.show(values)

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.forms)


class EntryForm:
    """One entry of the method on a page."""

    def __init__(
        self, spec: Spec, entry: dict[str, Any], body: Mapping[str, Any], data: Any = None
    ) -> None:
        parts = spec.parts_of(entry)
        self.spec, self.entry = spec, entry
        self.main = PartsForm(parts, entry, body, data)
        self.rows = [Rows(part, entry, body, data) for part in parts if part.kind == "rows"]

    def is_valid(self) -> bool:
        """The fields and all rows."""
        rows = [one.is_valid() for one in self.rows]
        return self.main.is_valid() and all(rows)

    @property
    def has_rules(self) -> bool:
        """Whether anything here is a rule."""
        rows = (part for one in self.rows for part in one.part.rows)
        return bool(self.main.rules) or any(part.kind == "rule" for part in rows)

    def value(self) -> dict[str, Any]:
        """The entry as it was typed; what no field shows stays."""
        made: dict[str, Any] = self.main.into(self.entry)
        for rows in self.rows:
            store(made, rows.part.name, rows.read() or None)
        return made

    def rearrange(self, what: str) -> bool:
        """`drop:stumbling-2` and the like; False for anything else."""
        verb, _, place = what.partition(":")
        name, _, number = place.rpartition("-") if verb != "add" else (place, "", "0")
        for rows in self.rows:
            if rows.name == name and verb in ("add", "drop", "up", "down") and number.isdigit():
                rows.change(verb, int(number))
                return True
        return False
