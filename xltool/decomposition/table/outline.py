"""A text that lists tasks item by item, without any table, as rows.

    一、主要预期目标                                      a measure
    1.地区生产总值增长6%左右。（牵头单位：县发改局）       a task of it
    （一）加快项目建设                                    a measure below the first
    责任单位：县住建局                                    who answers for the section

A line without a mark goes on with the line above it, unless it says itself who answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import has_measured_figure
from xltool.decomposition.table.columns import UNITS, ColumnPart
from xltool.decomposition.table.paragraphs import (
    FEWEST_ANSWERED,
    ITEM_LEVEL,
    LONGEST_TITLE,
    SENTENCE_END,
    WRAPPED,
    Paragraph,
    is_bare_heading,
    marked,
    paragraphs,
)
from xltool.decomposition.table.printed_rows import PrintedRow
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.responsibility import (
    Responsibility,
    is_responsibility,
    lists_bodies,
    names_bodies,
    responsibility_in,
)
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.table.printed import Grid

_PROMISES = re.compile(
    r"""(?:预期|主要|发展|工作|年度|总体)目标|目标任务|目标[是为:：]|力争|到20\d\d年
    |任务[是为:：]|计划(?:完成|实施|新建|改造|建设)""",
    re.VERBOSE,
)
_GOAL_HEADING = re.compile(r"(?:主要|预期|发展|总体|工作|年度|具体)*目标(?:任务)?")
_TELLS_PAST = re.compile(r"回顾|执行情况|完成情况|工作总结")
"""A heading without a mark over what has been done."""
_SHORT_TITLE = 20
"""An item's first line that is no longer may be its title."""
_LONGEST_NAME = 60
_EDGES = "，,；;。 "
_FIRST_SENTENCE = re.compile(r"(?:（[^（）]*）|\([^()]*\)|[^。；;\n])*")
"""A mark within a bracket does not end it."""


@dataclass(slots=True)
class _Node:
    """A marked line with what stands below it; the root has no mark.

    Attributes:
        level: the mark's level, -1 for the root; a body's name over items stands half a
            level above them.
        number: the mark's number in digits, blank for a bullet.
        lines: the marked line itself, and the lines below it that have no mark.
        children: the marked lines below it.
        says: who answers for all that stands below it.
    """

    level: float
    number: str = ""
    lines: list[Paragraph] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    says: Responsibility = field(default_factory=Responsibility)

    @property
    def title(self) -> str:
        """The first sentence, without its end."""
        if not self.lines:
            return ""
        text = self.lines[0].text.strip()
        first = _FIRST_SENTENCE.match(text)
        return first[0].strip("：: ") if first else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A paragraph without what says who answers, the label of its line, and that.

    `note` is what the lines beside it say of the means.
    """

    text: str
    label: str
    says: Responsibility
    note: str = ""

    def with_more(self, text: str, says: Responsibility) -> _Said:
        """Give this with the words of the line below and who answers by them."""
        words = "\n".join(filter(None, (self.text, text)))
        return _Said(words, self.label, self.says.joined(says), self.note)


@dataclass(frozen=True, slots=True)
class _Section:
    """Where an item stands.

    Attributes:
        seq: the number of its measure (2.1).
        name: the measure's name; blank for an item that is below none.
        campaign: the heading over the measure.
        says: who answers for the measure.
    """

    seq: str = ""
    name: str = ""
    campaign: str = ""
    says: Responsibility = field(default_factory=Responsibility)


def outlined(grids: Sequence[Grid], *, beside_table: bool) -> list[PrintedRow]:
    """Give the tasks of the text outside of tables.

    `beside_table` says that the document has a table of tasks; its text then counts
    only where several items say who answers for them (and is no mere covering letter).

    Gives rows as a table would: the number and the name of the measure, the text, and
    who answers, wherever the text says it.
    """
    rows: list[PrintedRow] = []
    for grid in grids:
        root = _tree(paragraphs(grid))
        made = list(_rows(root, grid.name))
        answered = [row for row in made if any(map(row.text, UNITS))]
        if not beside_table or len(answered) >= FEWEST_ANSWERED:
            rows.extend(made)
    return rows


def _bare_headings(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Give the headings without marks; a single one is the title of the document."""
    headings = [line for line in lines if is_bare_heading(line.text)]
    return headings if len(headings) > 1 else []


def _tree(lines: Sequence[Paragraph]) -> _Node:
    """Put each marked line below the nearest line above it with a higher mark.

    A line without a mark, or one that only says who answers, belongs to the node above.

        一、产业               level 1
        1.新建停车场3处。      level 3: below 一、 although （一） is left out
        二、民生               level 1 again: beside 一、
    """
    root = _Node(level=-1)
    path = [root]
    headings = _bare_headings(lines)
    bodies = _body_headings(lines)
    for at, line in enumerate(lines):
        found = marked(line.text)
        if at in bodies:
            _open(path, _Node(level=bodies[at], lines=[line]))
            continue
        if line in headings:
            number = str(headings.index(line) + 1)
            node = _Node(level=0, number=number, lines=[line])
            root.children.append(node)
            path = [root, node]
            continue
        if found.level is None:
            path[-1].lines.append(_answering(line, lines[at + 1 :], path[-1]))
            continue
        own = Paragraph(found.text, line.label)
        if is_responsibility(found.text):
            _close(path, found.level)
            path[-1].lines.append(own)
            continue
        _open(path, _Node(level=found.level, number=found.number, lines=[own]))
    return root


def _answering(line: Paragraph, below: Sequence[Paragraph], node: _Node) -> Paragraph:
    """Give a line of names below an item as one that says who answers for it.

    县教育局、县财政局 does; one name alone only where the next item follows at once,
    because it may sign the document.
    """
    if node.level < ITEM_LEVEL or not lists_bodies(line.text):
        return line
    if is_responsibility(line.text):
        return line
    follows = bool(below) and marked(below[0].text).level == node.level
    if not follows and len(split_units(line.text)) < FEWEST_ANSWERED:
        return line
    return Paragraph(f"责任单位：{line.text}", line.label)


def _close(path: list[_Node], level: float) -> None:
    """Leave the nodes that do not stand above a line of this level."""
    while path[-1].level >= level:
        path.pop()


def _open(path: list[_Node], node: _Node) -> None:
    """Put a node below the nearest one above it, and go on below it."""
    _close(path, node.level)
    above = path[-1]
    node.number = node.number or _counted_on(above, node)
    above.children.append(node)
    path.append(node)


def _counted_on(above: _Node, node: _Node) -> str:
    """Give the number of a body's name over items, which prints none."""
    if not node.level % 1:
        return ""
    beside = [child for child in above.children if child.level % 1]
    return str(len(beside) + 1)


def _body_headings(lines: Sequence[Paragraph]) -> dict[int, float]:
    """Give the lines that name who answers for the items below, with their levels.

        县教育局           each begins the list anew
        1.新建学校3所。
        县民政局
        1.新增床位90张。

    One alone may be who signs a notice.
    """
    found: dict[int, float] = {}
    for at, line in enumerate(lines[:-1]):
        name, _ = responsibility_in(line.text)
        if marked(line.text).level is not None or not names_bodies(name):
            continue
        level = _level_of_list(lines[at + 1 : at + 1 + _NEARBY])
        if level is not None:
            found[at] = level - 0.5
    names = {lines[at].text for at in found}
    return found if len(names) > 1 else {}


_NEARBY = 2
"""A line may stand between a body's name and its first item (一类目标：)."""


def _level_of_list(lines: Sequence[Paragraph]) -> float | None:
    """Give the level of the list that begins here; None where none begins with a 1."""
    for line in lines:
        mark = marked(line.text)
        if mark.level is not None:
            return mark.level if mark.number == "1" else None
    return None


def _rows(root: _Node, table: str) -> Iterator[PrintedRow]:
    """Give the rows of a text: before its first mark, then by its outline."""
    _share_answers(root)
    yield from _root_rows(root, table)
    yield from _below(root, _Section(), table)


def _root_rows(root: _Node, table: str) -> Iterator[PrintedRow]:
    """Give what stands before the first mark and promises something.

    What says who answers is a task there too, or answers for the task above if it says
    nothing else. Without any mark, each line that is long enough may be a task.

    `listing` is whether the lines above opened a list of goals: its lines promise
    something even without the word for it.
    """
    has_marks = bool(root.children)
    listing = False
    heading = ""
    for number, line in enumerate(_with_answers(root.lines), 1):
        bare, says = responsibility_in(line.text)
        if not _is_sentence(bare):
            heading = bare if _TELLS_PAST.search(bare) else ""
        promises = listing or _may_promise(bare, has_marks=has_marks)
        listing = _goes_on_listing(bare, listing=listing)
        if says.names_units or (promises and has_measured_figure(bare)):
            section = _Section(seq="" if has_marks else str(number), name=heading)
            said = _Said(bare, line.label, says)
            yield _row(section, "", said, table, first=True)


def _with_answers(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Join lines that only say who answers to the line above that has a figure."""
    joined: list[Paragraph] = []
    for line in lines:
        answers = bool(joined) and is_responsibility(line.text)
        if answers and has_measured_figure(joined[-1].text):
            above = joined[-1]
            joined[-1] = Paragraph(f"{above.text}\n{line.text}", above.label)
        else:
            joined.append(line)
    return joined


def _may_promise(text: str, *, has_marks: bool) -> bool:
    """Whether a line before the first mark says what is to be reached.

    A text with marks introduces itself first: there only the word for it tells.
    Without any, a line that is long enough or ends as a sentence may do.
    """
    if has_marks:
        return bool(_PROMISES.search(text))
    return len(text) > WRAPPED or text.endswith("。")


def _goes_on_listing(text: str, *, listing: bool) -> bool:
    """Tell that the next line belongs to a list that a colon opened (主要目标为：).

    A heading opens it, too (目标). Such a list ends with its last line's full stop.
    """
    if _GOAL_HEADING.fullmatch(squeeze(text)):
        return True
    if text.endswith((":", "：", "为")) and _PROMISES.search(text):
        return True
    return listing and text.endswith(("；", ";", "，", ","))


def _below(parent: _Node, section: _Section, table: str) -> Iterator[PrintedRow]:
    """Give the rows of a node's children, each under its measure.

    The first item of a measure carries its number and name, the others go on with it.
    """
    started = False
    of_bodies = all(map(_names_bodies, parent.children))
    for node in parent.children:
        _share_answers(node)
        if not node.children and not _is_section(node):
            for row in _item_rows(node, section, table, first=not started):
                started = started or bool(section.name)
                yield row
            continue
        under = _under(node, section, is_body=of_bodies)
        yield from _own_rows(node, under, table)
        yield from _below(node, under, table)


def _is_section(node: _Node) -> bool:
    """Tell a heading over paragraphs that have no marks.

    A long first line, or one with a comma, is the first of its paragraphs.
    """
    if node.level >= ITEM_LEVEL:
        return False
    title, *below = [line.text for line in node.lines]
    if len(title) > LONGEST_TITLE or _is_sentence(title):
        return False
    return not all(map(is_responsibility, below))


def _names_bodies(node: _Node) -> bool:
    """Whether a heading is a body's name (县教育局, 登记注册股（负责人：王芳）)."""
    name, _ = responsibility_in(node.title)
    return names_bodies(name)


def _under(node: _Node, section: _Section, *, is_body: bool) -> _Section:
    """Give the section that a heading opens below the one it stands in.

    A heading that is a body's name says who answers for its items. `is_body` is whether
    all headings beside it are, too: 县城客运中心 beside 道路改建工程 is what is built.
    """
    seq = node.number
    if section.seq:
        seq = f"{section.seq}.{node.number}"
    name, own = responsibility_in(node.title)
    if is_body or node.level % 1:
        own = replace(own, units=name)
    return _Section(
        seq=seq,
        name=name[:_LONGEST_NAME],
        campaign=section.campaign or section.name,
        says=node.says.or_else(own).or_else(section.says),
    )


def _share_answers(parent: _Node) -> None:
    """Give a section's only lines of units to all of its items.

    In its heading, or behind the last item.

    Without a line of its own, or with one for each item, nothing is shared.
    """
    heading = _answer_lines(parent.lines[1:])
    if heading and parent.children:
        parent.says = _said_together(heading)
        return
    shared = _answer_behind_items(parent.children)
    if shared:
        for node in parent.children:
            node.says = shared
    _say_of_those_above(parent.children)


def _say_of_those_above(items: Sequence[_Node]) -> None:
    """Give who answers by a line that says it of several items to each of them.

    3项目标的责任单位均为县发改局: for the item that it stands behind, and two before.
    """
    for at, node in enumerate(items):
        for line in node.lines[1:]:
            several = _SAYS_OF_SEVERAL.match(line.text)
            if several is None or not is_responsibility(line.text):
                continue
            number = int(several["number"] or at + 1)
            for above in items[max(0, at + 1 - number) : at]:
                if not _said_together(above.lines).names_units:
                    above.says = _said_together([line]).or_else(above.says)


_SAYS_OF_SEVERAL = re.compile(
    r"(?=以上|上述|\d)(?:以上|上述)?(?:(?P<number>\d{1,2})[项个条])?"
)


def _answer_behind_items(items: Sequence[_Node]) -> Responsibility:
    """Give who answers for all items, where only a line behind the last one says it.

    1.新建公园3个
    2.改造街巷12条
    责任单位：县住建局     answers for both
    """
    if len(items) < FEWEST_ANSWERED or any(node.children for node in items):
        return Responsibility()
    *others, last = items
    if any(_said_together(node.lines).names_units for node in others):
        return Responsibility()
    if not is_responsibility(last.lines[-1].text):
        return Responsibility()
    if not _said_together(last.lines).names_units:
        return Responsibility()
    return _said_together(_answer_lines(last.lines))


def _answer_lines(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Give the lines that say nothing but who answers.

    责任单位：县住建局、县财政局 is one; 由县住建局负责新建停车场 is not.
    """
    return [line for line in lines if is_responsibility(line.text)]


def _said_together(lines: Sequence[Paragraph]) -> Responsibility:
    """Give who answers by all of these lines."""
    says = Responsibility()
    for line in lines:
        _, own = responsibility_in(line.text)
        says = says.joined(own)
    return says


def _own_rows(node: _Node, under: _Section, table: str) -> Iterator[PrintedRow]:
    """Give what a heading itself promises, and the paragraphs below without marks.

    A heading is a task itself only where it is a sentence that counts something; what
    stands below it without marks is one unless marked items follow: then it leads over
    to them, and must promise something of its own.
    """
    first = True
    _drop_signature(node)
    behind = _answer_behind(node)
    lines, note = _without_means(node.lines)
    for number, line in enumerate(lines):
        bare, own = responsibility_in(line.text)
        says = own.or_else(behind)
        if number == 0:
            is_task = has_measured_figure(bare) and _is_sentence(bare)
        elif node.children:
            is_task = says.names_units or has_measured_figure(bare)
        else:
            is_task = True
        if bare and is_task:
            noted = note if first else ""
            said = _Said(bare, line.label, says.or_else(under.says), noted)
            yield _row(under, "", said, table, first=first)
            first = False


def _drop_signature(node: _Node) -> None:
    """Leave out who signs behind the lines that say who answers."""
    while len(node.lines) > _LEAST_SIGNED and _signs(node.lines):
        node.lines.pop()


_LEAST_SIGNED = 2
"""A heading and a line that says who answers stand above a signature."""


def _signs(lines: Sequence[Paragraph]) -> bool:
    """Whether the last line is no sentence and follows one that says who answers."""
    *_, before, last = (line.text for line in lines)
    if not is_responsibility(before) or is_responsibility(last):
        return False
    return not _is_sentence(last) and not has_measured_figure(last)


def _without_means(lines: Sequence[Paragraph]) -> tuple[list[Paragraph], str]:
    """Give a heading's lines without those of its means, and these as a note."""
    means = [line for line in lines[1:] if _TELLS_MEANS.match(line.text)]
    others = [line for line in lines if line not in means]
    return others, "；".join(line.text for line in means)


_TELLS_MEANS = re.compile(
    r"(?:投资估算|估算投资|总投资|(?:经费)?预算|资金来源|项目概况|建设地点|建设期限)[:：]"
)
"""Lines that say what a project costs and where it lies, not what is to be reached."""


def _answer_behind(node: _Node) -> Responsibility:
    """Give who answers for the paragraphs of a heading, said in the lines behind them.

    Where several paragraphs say it each, none of them is asked.
    """
    below = node.lines[1:]
    answers = _answer_lines(below)
    ends = below[-len(answers) :] == answers
    if node.children or not answers or not ends:
        return Responsibility()
    return _said_together(answers)


def _is_sentence(text: str) -> bool:
    """Whether a text is more than a title: long, or with a pause in it."""
    return len(text) > LONGEST_TITLE or bool(re.search(r"[。；，,]", text))


def _item_rows(
    node: _Node, section: _Section, table: str, *, first: bool
) -> Iterator[PrintedRow]:
    """Give an item as a row, or several.

    Paragraphs of it that say themselves who answers are rows of their own. An item that
    stands below no measure is one itself.

    `first` says that no row of the measure has been given yet.
    """
    says = node.says.or_else(section.says)
    alone = not section.name
    item = "" if alone else node.number
    here = section
    if alone:
        here = _Section(seq=node.number, campaign=section.campaign)
    for place, part in enumerate(_parts_of(node)):
        if part.text.strip(_EDGES):
            begins = alone or (first and place == 0)
            said = _Said(part.text, part.label, part.says.or_else(says))
            yield _row(here, item, said, table, first=begins)


def _parts_of(node: _Node) -> list[_Said]:
    """Join an item's lines up to the one that says who answers for them.

    1.新建停车场3处。            one row with
    牵头单位：县住建局            its unit
    改造街巷12条。（县城管局）    another row
    """
    parts: list[_Said] = []
    for line in _titled(node.lines):
        bare, own = responsibility_in(line.text)
        if not parts or (parts[-1].says.names_units and bare.strip(_EDGES)):
            parts.append(_Said(bare, line.label, own))
        else:
            parts[-1] = parts[-1].with_more(bare.strip(), own)
    return parts


def _titled(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """End the first line of an item that is its title (1.农村改厕) with a full stop.

    What stands below would else be read as its next word.

    A title with a figure (新建停车场3处) is a promise and stays.
    """
    first, *below = lines
    if all(is_responsibility(line.text) for line in below):
        return list(lines)
    is_title = len(first.text) <= _SHORT_TITLE and not SENTENCE_END.search(first.text)
    if not is_title or has_measured_figure(first.text):
        return list(lines)
    return [Paragraph(f"{first.text}。", first.label), *below]


def _row(
    section: _Section, item: str, said: _Said, table: str, *, first: bool
) -> PrintedRow:
    """Give a task's row: below its section, with its number there and who answers.

    `first` says that no row of the same measure stands above it.
    """
    says = said.says
    parts = {
        ColumnPart.SEQ: section.seq,
        ColumnPart.NAME: section.name,
        ColumnPart.CAMPAIGN: section.campaign,
        ColumnPart.OWN: said.text.strip(),
        ColumnPart.LEAD: says.lead,
        ColumnPart.UNIT: says.units,
        ColumnPart.SUPPORT: says.support,
        ColumnPart.LEADER: says.leaders,
        ColumnPart.RESPONSIBLE: says.responsible,
        ColumnPart.DEADLINE: says.deadline,
        ColumnPart.NOTE: said.note,
    }
    kept = {part: words for part, words in parts.items() if words}
    return PrintedRow(
        parts={**kept, ColumnPart.ITEM: item},
        unmapped={},
        table=table,
        label=said.label,
        columns={},
        continued=not first,
    )
