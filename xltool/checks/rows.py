"""Which row of a returned table is which row of the layout.

A row is known by its hidden key and by what a person sees of it: its number and name.
Where both agree, or one of them is gone, the rest decides; where they contradict each
other, what is seen wins if it is clear, and if it is not, the row is not read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.checks.asides import remark_in, split_entries
from xltool.checks.labels import is_blank, plain
from xltool.checks.values import raw_text
from xltool.findings import (
    ROW_BY_SIMILAR,
    ROW_MOVED,
    ROW_UNCLEAR,
    ROW_UNKNOWN,
    ROWS_BY_NAME,
    TEXT_BELOW,
    Finding,
    Place,
)
from xltool.forms.codes import known_code
from xltool.forms.design import Prefill
from xltool.forms.fixed_tables import name_field
from xltool.forms.registry_columns import NAMES
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.checks.headers import TableBlock
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import CellError, Raw

_SIMILAR = 88
_CLEARLY = 5
"""How much better (of 100) the best similar name must be than the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row of the layout, by its key, in the row of a block."""

    key: str
    block: TableBlock
    row: int

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.block.place(self.row, row_key=self.key)

    @property
    def entry_place(self) -> Place:
        """Where the first thing stands that the unit entered in the row."""
        return self.block.entry_place(self.row, self.key)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is seen of a row.

    How many of its cells name each layout row, and no other.
    """

    votes: Counter[str]

    @property
    def clear(self) -> str:
        """The one row that is seen; empty if none is, or several."""
        return next(iter(self.votes)) if len(self.votes) == 1 else ""


class Names:
    """What is printed in a layout sheet's rows and tells one from all others."""

    def __init__(self, layout: LayoutSheet) -> None:
        """Take the layout sheet whose rows are to be told apart."""
        self.layout = layout

    @cached_property
    def keys(self) -> set[str]:
        """The keys of the layout's rows."""
        return {row.key for row in self.layout.rows}

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        """Which row a text names, for each printed field."""
        naming = name_field(self.layout.design)
        owners: dict[str, dict[str, str]] = {}
        for field in self.layout.fields:
            if field.prefill is not Prefill.REGISTRY:
                continue
            texts = self._printed(field.key)
            times = Counter(text for text, _ in texts)
            if field.key == naming or _tells_rows_apart(times):
                unique = {text: key for text, key in texts if times[text] == 1}
                owners[field.key] = unique
        return owners

    def _printed(self, field: str) -> list[tuple[str, str]]:
        """Give what is printed in a field, as names are compared, and the row's key."""
        printed = []
        for row in self.layout.rows:
            if field in row.prefilled:
                printed.append((plain(row.prefilled[field].text), row.key))
        return printed

    def sight(self, block: TableBlock, row: int) -> _Sight:
        """See which layout rows a row's printed cells name.

        A row of which the number names one indicator and the name another has two
        votes.
        """
        votes: Counter[str] = Counter()
        for field, owners in self._owners.items():
            text = plain_any(block, row, field)
            if text and text in owners:
                votes[owners[text]] += 1
        return _Sight(votes)

    def sharing(self, block: TableBlock, row: int) -> list[str]:
        """Give the rows of a fixed table that have the name printed in a row."""
        field = name_field(self.layout.design)
        name = plain_any(block, row, field) if field else ""
        if not name:
            return []
        return [key for text, key in self._printed(field) if text == name]

    def is_shared(self, block: TableBlock, row: int) -> bool:
        """Say whether several rows of a fixed table have the name of a row."""
        return len(self.sharing(block, row)) > 1

    def similar(self, block: TableBlock, row: int) -> str:
        """Give the one row whose longest name is much like the row's.

        Empty if none is, or several are.

        发展规上工业企业 may have come back as 新发展规上工业企业数.
        """
        for field in self._longest_first:
            text = plain_any(block, row, field)
            if text:
                name = _clearly_similar(text, list(self._owners[field]))
                if name:
                    return self._owners[field][name]
        return ""

    @cached_property
    def _longest_first(self) -> list[str]:
        """The fields that name rows, those with the most text first."""

        def length(field: str) -> int:
            return sum(map(len, self._owners[field]))

        return sorted(self._owners, key=length, reverse=True)


def _clearly_similar(text: str, names: list[str]) -> str:
    """Give the name that is much like a text, and more so than any other; or empty.

    >>> _clearly_similar("新增规上企业数", ["新增规上企业", "招商引资到位资金"])
    '新增规上企业'
    >>> _clearly_similar("一季度投资", ["二季度投资", "三季度投资"])
    ''
    """
    from rapidfuzz import fuzz, process

    matches = process.extract(text, names, scorer=fuzz.ratio, limit=2)
    if not matches or matches[0][1] < _SIMILAR:
        return ""
    name, likeness, _ = matches[0]
    if len(matches) > 1 and likeness - matches[1][1] < _CLEARLY:
        return ""
    return name


def _tells_rows_apart(times: Counter[str]) -> bool:
    """Say whether a column names its rows.

    Texts long enough, and hardly one of them twice. 个 is no name.

    >>> _tells_rows_apart(Counter({"新增规上企业": 1, "招商引资到位资金": 1}))
    True
    >>> _tells_rows_apart(Counter({"个": 3, "万元": 2}))
    False
    """
    length = sum(len(text) * count for text, count in times.items())
    return length >= 4 * times.total() > 0 and len(times) >= 0.8 * times.total()


def plain_any(block: TableBlock, row: int, field: str) -> str:
    """Give a printed cell as names are compared, also where it became a number."""
    cell = block.cell(row, field)
    return "" if is_blank(cell) else plain(raw_text(cell))


def keyed_rows(block: TableBlock) -> tuple[list[Found], list[Finding]]:
    """Find the rows of tasks or indicators in a block.

    A row whose hidden key was sorted away from its name is read by its name, and said.
    """
    names = Names(block.layout)
    found: list[Found] = []
    findings: list[Finding] = []
    by_name: list[Found] = []
    unnamed: list[int] = []
    for row in block.rows:
        # the fast path: in most files all rows are as they were issued
        if row in block.as_issued:
            found.append(Found(key=block.as_issued[row], block=block, row=row))
            continue
        key = _key(block, row)
        sight = names.sight(block, row)
        if not key and not sight.votes and names.is_shared(block, row):
            unnamed.append(row)
            continue
        chosen, said = _choose(names, block, row, key, sight)
        findings += said
        if chosen:
            found.append(Found(key=chosen, block=block, row=row))
            if not key and not said:
                by_name.append(found[-1])
    by_name += _in_order(names, block, unnamed, found)
    if by_name:
        first = by_name[0]
        number = len(by_name)
        lost = ROWS_BY_NAME.at(first.place, found=block.sheet.name, rows=number)
        findings.append(lost)
    return found, findings


def _in_order(
    names: Names, block: TableBlock, rows: Sequence[int], found: list[Found]
) -> list[Found]:
    """Find the rows of a fixed table whose names others have too, and no code is left.

    其中：女 under each kind: each is the first of this name behind the row before it
    that is not found yet. They are added to those `found`.
    """
    added = []
    for row in rows:
        between = _keys_between(names, found, row)
        taken = {known.key for known in found}
        for key in names.sharing(block, row):
            if key in between and key not in taken:
                named = Found(key=key, block=block, row=row)
                found.append(named)
                added.append(named)
                break
    return added


def _keys_between(names: Names, found: Sequence[Found], row: int) -> list[str]:
    """Give the keys that were issued between those found above and below a row."""
    printed = [issued.key for issued in names.layout.rows]
    first, last = 0, len(printed)
    for known in found:
        place = printed.index(known.key)
        if known.row < row:
            first = max(first, place + 1)
        elif known.row > row:
            last = min(last, place)
    return printed[first:last]


def _key(block: TableBlock, row: int) -> str:
    """Give the hidden key of a row; empty where the column or the key is gone.

    Of a fixed table 1 is the code 01 that Excel has made a number.
    """
    if block.key_column is None:
        return ""
    key = plain(raw_text(block.sheet.cell(row, block.key_column)))
    if key and block.layout.design.fixed_rows:
        return known_code(key, [one.key for one in block.layout.rows]) or key
    return key


def _choose(
    names: Names, block: TableBlock, row: int, key: str, sight: _Sight
) -> tuple[str, tuple[Finding, ...]]:
    """Give the key of the row that this is (empty: none), and what is to be said.

    What is seen wins, as the clerk has read it too when filling the row in.
    """
    is_known = key in names.keys
    if is_known and set(sight.votes) <= {key}:
        return key, ()
    place = block.place(row)
    if is_known and sight.clear:
        name = row_name(names.layout, sight.clear)
        return sight.clear, (ROW_MOVED.at(_at(place, sight.clear), found=name),)
    if len(sight.votes) > 1:
        return "", (ROW_UNCLEAR.at(place, found=_summary(block, row)),)
    if sight.clear and not key:
        return sight.clear, ()
    similar = "" if key else names.similar(block, row)
    if not similar:
        return "", tuple(_not_ours(block, row, key))
    read = ROW_BY_SIMILAR.at(
        _at(place, similar),
        found=_summary(block, row),
        expected=row_name(names.layout, similar),
    )
    return similar, (read,)


def _at(place: Place, key: str) -> Place:
    """Give a place as that of a row of the layout."""
    return Place(sheet=place.sheet, cell=place.cell, row_key=key)


def _not_ours(block: TableBlock, row: int, key: str) -> Iterator[Finding]:
    """Say what is done with a row that is none of the layout's.

    Entries are an error, a remark is said.
    """
    if not key:
        said = remark_in(block, row) or _line_of_text(block, row)
        if said is not None:
            yield said
            return
    if is_entered(block.entries(row)):
        found = _summary(block, row) or key
        yield ROW_UNKNOWN.at(block.entry_place(row), found=found)


def _line_of_text(block: TableBlock, row: int) -> Finding | None:
    """Quote a row in which a text stands and nothing else; None where it is none."""
    width = max(block.columns.values(), default=-1) + 1
    cells = (block.sheet.cell(row, column) for column in range(width))
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return None
    return TEXT_BELOW.at(block.place(row), found=shorten(filled[0]))


def _summary(block: TableBlock, row: int) -> str:
    """Give the first texts of a row, to name it to a person.

    A row `1 | 新增规上企业 | 家` is called “1 新增规上企业”.
    """
    texts = []
    line = block.sheet.rows[row] if row < len(block.sheet.rows) else []
    for column, cell in enumerate(line):
        if column != block.key_column and not is_blank(cell):
            texts.append(raw_text(cell))
    return shorten(" ".join(texts[:2]), 30)


def row_name(layout: LayoutSheet, key: str) -> str:
    """Give what a person calls a row: its number and its printed name."""
    prefilled = layout.row(key).prefilled
    for field in layout.fields:
        column = field.source or field.key
        is_name = field.prefill is Prefill.REGISTRY and column in NAMES
        if is_name and field.key in prefilled:
            return shorten(f"{key} {prefilled[field.key].text}".strip(), 40)
    return shorten(key.strip(), 40)


def free_rows(block: TableBlock, taken: set[str]) -> tuple[list[Found], list[Finding]]:
    """Find the entries of a free table.

    Every row in which something was entered, in the sheet's order. A row that was
    inserted, or copied with its key, gets a key of its own; `taken` are keys in use.
    The findings are about rows that are no entries.
    """
    rows, findings = split_entries(block, entered_rows(block))
    kept: dict[str, int] = {}
    for row in rows:
        key = _key(block, row)
        if _is_free_key(key) and key not in taken:
            kept.setdefault(key, row)
    keys = {row: key for key, row in kept.items()}
    issued = {row.key for row in block.layout.rows}
    number = _highest({*taken, *kept, *issued})
    for row in rows:
        if row not in keys:
            number += 1
            keys[row] = f"+{number}"
    found = [Found(key=keys[row], block=block, row=row) for row in rows]
    return found, findings


def _highest(keys: Iterable[str]) -> int:
    """Give the highest number of some keys of free rows; 0 if there is none."""
    return max((int(key[1:]) for key in keys if _is_free_key(key)), default=0)


def entered_rows(block: TableBlock) -> list[int]:
    """Give the rows of a block in which the unit entered something."""
    return [row for row in block.rows if is_entered(block.entries(row))]


def is_entered(cells: Iterable[Raw | CellError]) -> bool:
    """Say whether any of some cells holds anything."""
    return any(not is_blank(cell) for cell in cells if cell is not None)


def _is_free_key(key: str) -> bool:
    """Say whether a key is one of ours for a row of a list: +1, +2.

    A person may have typed +86 138… into the column.
    """
    return key[:1] == "+" and key[1:].isascii() and key[1:].isdigit() and len(key) < 8
