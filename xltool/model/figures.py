"""The figures of a period, held by the rows that they stand in.

A province rolls up more than a million. As objects of their own, each with its source,
they take a kilobyte apiece: so what all figures of a submission have in common is held
once, and so is what the same row of many submissions has in common. A `Figure` is made
when somebody asks for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from operator import attrgetter
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from xltool.model.submission import Figure, Source
from xltool.model.value import MISSING, State, Value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence


class Origin(NamedTuple):
    """What the figures of one submission have in common: its unit and its file."""

    unit: str
    file: str
    sha256: str
    sender: str
    received_at: dt.datetime


class RowShape(NamedTuple):
    """What the same row of many submissions has in common.

    `sheet` and `key` are those of the design, `fields` the keys of its fields in
    reading order; `cells` gives the sheet and the cell of the returned file for each.
    """

    sheet: str
    key: str
    fields: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]


class FigureRow(Mapping[str, Figure]):
    """The figures of one row of a submission.

    As a mapping it has what the unit answered, by field. `first` is the number of its
    first figure in the period's `FigureTable`.
    """

    __slots__ = ("contents", "first", "origin", "shape")

    def __init__(
        self, origin: Origin, shape: RowShape, contents: tuple[Value, ...]
    ) -> None:
        """Take a value for each field of the shape."""
        self.origin = origin
        self.shape = shape
        self.contents = contents
        self.first = 0

    @property
    def unit(self) -> str:
        """The code of the unit."""
        return self.origin.unit

    @property
    def key(self) -> str:
        """The key of the row."""
        return self.shape.key

    @property
    def sheet(self) -> str:
        """The key of the sheet."""
        return self.shape.sheet

    def value(self, field: str) -> Value:
        """Give an answer; MISSING where there is none."""
        fields = self.shape.fields
        if field not in fields:
            return MISSING
        value = self.contents[fields.index(field)]
        return MISSING if value.state is State.MISSING else value

    def entered(self, field: str) -> Value:
        """Give the value of a field as it came, also of a blank one."""
        return self.contents[self.shape.fields.index(field)]

    def number(self, field: str) -> int:
        """Give the number of a figure in its table, also of a blank one."""
        return self.first + self.shape.fields.index(field)

    def figure(self, place: int) -> Figure:
        """Give a figure, also a blank one; `place` counts from 0."""
        origin, shape = self.origin, self.shape
        sheet, cell = shape.cells[place]
        return Figure(
            unit=origin.unit,
            sheet=shape.sheet,
            row=shape.key,
            field=shape.fields[place],
            value=self.contents[place],
            source=Source(
                file=origin.file,
                sha256=origin.sha256,
                sheet=sheet,
                cell=cell,
                sender=origin.sender,
                received_at=origin.received_at,
            ),
        )

    def figures(self) -> Iterator[Figure]:
        """Give every figure, also blank ones, in reading order."""
        return map(self.figure, range(len(self.contents)))

    def __getitem__(self, field: str) -> Figure:
        """Give the figure of an answer; KeyError where there is none."""
        if field not in self:
            raise KeyError(field)
        return self.figure(self.shape.fields.index(field))

    def __contains__(self, field: object) -> bool:
        """Whether the unit answered a field."""
        return isinstance(field, str) and self.value(field) is not MISSING

    def __iter__(self) -> Iterator[str]:
        """Give the fields that were answered."""
        for field, value in zip(self.shape.fields, self.contents, strict=True):
            if value.state is not State.MISSING:
                yield field

    def __len__(self) -> int:
        """Count the answers."""
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """Whether anything was answered."""
        return next(iter(self), None) is not None


class PickedRow(Mapping[str, Figure]):
    """Figures of a unit taken from its rows, by field.

    From several rows of one key, or some fields of one.
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, FigureRow]) -> None:
        """Take the row of each field."""
        self._rows = rows

    def value(self, field: str) -> Value:
        """Give an answer; MISSING where there is none."""
        row = self._rows.get(field)
        return MISSING if row is None else row.value(field)

    def number(self, field: str) -> int:
        """Give the number of a figure in its table."""
        return self._rows[field].number(field)

    def with_row(self, row: FigureRow) -> PickedRow:
        """Give also the answers of a row, in place of those to the same fields."""
        return PickedRow({**self._rows, **dict.fromkeys(row, row)})

    def __getitem__(self, field: str) -> Figure:
        """Give the figure of an answer; KeyError where there is none."""
        return self._rows[field][field]

    def __iter__(self) -> Iterator[str]:
        """Give the fields."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._rows)


class FigureTable(Collection[Figure]):
    """The figures of a period: rows, whose figures are numbered on from 0.

    As a collection it has every figure, also blank ones, in their order.
    """

    def __init__(self, rows: Iterable[FigureRow]) -> None:
        """Take rows in their order, and number their figures.

        A row belongs to the last table that took it.
        """
        self.rows: Sequence[FigureRow] = tuple(rows)
        self._size = 0
        for row in self.rows:
            row.first = self._size
            self._size += len(row.contents)

    def row_of(self, number: int) -> FigureRow:
        """Give the row in which the figure of a number stands."""
        after = bisect_right(self.rows, number, key=attrgetter("first"))
        return self.rows[after - 1]

    def __iter__(self) -> Iterator[Figure]:
        """Give every figure."""
        for row in self.rows:
            yield from row.figures()

    def __len__(self) -> int:
        """Count the figures."""
        return self._size

    def __contains__(self, figure: object) -> bool:
        """Whether a figure is among them."""
        return any(figure == one for one in self)


class RowMaker:
    """Makes rows; those that look alike share one shape."""

    def __init__(self) -> None:
        """Begin with no shape."""
        self._shapes: dict[RowShape, RowShape] = {}
        self._places: dict[tuple[str, str], tuple[str, str]] = {}

    def row(
        self, origin: Origin, shape: RowShape, contents: Sequence[Value]
    ) -> FigureRow:
        """Make a row of a submission.

        Of contents that say how many they are: a tuple of an iterator keeps room that
        it does not need.
        """
        known = self._shapes.get(shape)
        if known is None:
            known = self._shared(shape)
            self._shapes[known] = known
        return FigureRow(origin, known, tuple(contents))

    def _shared(self, shape: RowShape) -> RowShape:
        """Give a shape whose texts and places are those of the other shapes."""
        places = (self._places.setdefault(place, place) for place in shape.cells)
        return RowShape(
            sheet=intern(shape.sheet),
            key=intern(shape.key),
            fields=tuple(map(intern, shape.fields)),
            cells=tuple(places),
        )


def figure_table(figures: Iterable[Figure]) -> FigureTable:
    """Give figures by their rows; itself, if that is what they are."""
    if isinstance(figures, FigureTable):
        return figures
    maker = RowMaker()
    return FigureTable(_row_of(maker, run) for run in _runs(figures))


def _runs(figures: Iterable[Figure]) -> Iterator[list[Figure]]:
    """Give figures that stand next to each other in one row of a submission."""
    run: list[Figure] = []
    fields: set[str] = set()
    place = None
    for figure in figures:
        its_place = (_origin_of(figure), figure.sheet, figure.row)
        if run and (its_place != place or figure.field in fields):
            yield run
            run, fields = [], set()
        place = its_place
        run.append(figure)
        fields.add(figure.field)
    if run:
        yield run


def _row_of(maker: RowMaker, run: list[Figure]) -> FigureRow:
    first = run[0]
    shape = RowShape(
        sheet=first.sheet,
        key=first.row,
        fields=tuple(one.field for one in run),
        cells=tuple((one.source.sheet, one.source.cell) for one in run),
    )
    return maker.row(_origin_of(first), shape, [one.value for one in run])


def _origin_of(figure: Figure) -> Origin:
    source = figure.source
    return Origin(
        unit=figure.unit,
        file=source.file,
        sha256=source.sha256,
        sender=source.sender,
        received_at=source.received_at,
    )
