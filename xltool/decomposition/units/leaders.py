"""Leaders' names, also where OCR read a narrow cell by columns and mixed them.

A name is only ever one that is printed whole elsewhere in the table or listed in the
settings; every character of a cell is explained by such names, or the cell stays open.
Cells whose names are parted by commas or lines are taken as they are printed; where
only blanks part them, a blank may be the gap in a two-character name or the seam
between two columns, so that a name must be borne out by another cell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import TYPE_CHECKING

from xltool.text import half_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
    "云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾"
    "孟平黄和穆萧尹姚邵湛汪祁毛"
    "禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛"
    "林刁钟徐邱骆高夏蔡田樊胡凌"
    "霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣"
    "翁荀羊甄曲家封芮羿储靳汲邴"
    "糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束"
    "龙叶幸司韶郜黎蓟薄印宿白怀"
    "蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛"
    "寿通边扈燕冀郏浦尚农温别庄"
    "晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃"
    "利蔚越夔隆师巩厍聂晁勾敖融"
    "冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公兰肖涂闫覃岳代佘仝"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "令狐",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "夏侯",
)
_CLEAN = re.compile(r"[、，,；;\n/／]+")
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_TITLE = re.compile(
    r"(长|书记|主任|主席|常委|领导|委员|秘书长|负责人|代表|专员|调研员|政委|总师|经理|组长|同志|干部|专干|成员)$"
)
_NAME_AFTER_TITLE = re.compile(
    r"^(?P<title>.*(?:长|书记|主任|主席|常委|委员|政委))[ :：]*(?P<name>[\u4e00-\u9fff]{2,4})$"
)
_MOST_STEPS = 20_000
"""Beyond so many steps a cell has no explanation that a reader would believe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a cell's characters come to.

    `names` are certain. `suggestion` is what may stand there where something stays
    open: names that leave characters over (`leftover`) or lack some that are not
    printed (`missing`).
    """

    names: tuple[str, ...]
    open: bool = False
    restored: bool = False
    suggestion: tuple[str, ...] = ()
    leftover: str = ""
    missing: str = ""


def resolve_leaders(
    cells: Iterable[str], listed: Sequence[str]
) -> dict[str, Resolution]:
    """Resolve every distinct cell of a table's leaders.

    `listed` are the names in the settings.
    """
    readings = {cell: _read(cell) for cell in cells}
    known = _known(readings, listed)
    return {cell: _resolve(reading, known) for cell, reading in readings.items()}


@dataclass(slots=True)
class _Reading:
    """A cell cut into chunks.

    `clean` says that commas or lines part them, so that none can be mixed.
    """

    chunks: tuple[str, ...]
    clean: bool
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.names = tuple(chunk for chunk in self.chunks if looks_like_name(chunk))

    @property
    def all_names(self) -> bool:
        return len(self.names) == len(self.chunks)

    @property
    def characters(self) -> str:
        return "".join(self.chunks)


def _read(cell: str) -> _Reading:
    """Cut a cell at commas, lines and blanks; brackets and offices are left out."""
    parts = [
        part
        for part in _CLEAN.split(_BRACKET.sub("", half_width(cell)))
        if part.strip()
    ]
    parted = _untitled([_tokens(part) for part in parts])
    chunks = [chunk for tokens in parted for chunk in tokens]
    whole = all(len(tokens) <= 1 for tokens in parted)
    return _Reading(
        tuple(map(_without_title, chunks)), clean=whole and all(map(_plausible, chunks))
    )


def _untitled(parted: list[list[str]]) -> list[list[str]]:
    """Leave out the offices that stand behind names (马强 市委常委、副市长)."""
    kept: list[list[str]] = []
    held = False
    for tokens in parted:
        named = len(tokens) > 1 and looks_like_name(tokens[0])
        if named and all(_TITLE.search(token) for token in tokens[1:]):
            kept.append(tokens[:1])
            held = True
        elif not (held and len(tokens) == 1 and _is_office(tokens[0])):
            kept.append(tokens)
            held = False
    return kept


def _is_office(token: str) -> bool:
    """Tell an office from a name that ends as offices do."""
    return len(token) > _LONGEST_NAME and bool(_TITLE.search(token))


_LONGEST_NAME = 3


def _tokens(part: str) -> list[str]:
    """Part at blanks.

    Two single characters side by side are one name, set wide (李 樱).
    """
    tokens = [token for token in _BLANKS.split(part.strip()) if token]
    if _is_title_with_name(tokens):
        return ["".join(tokens)]
    joined: list[str] = []
    for is_single, run in groupby(tokens, key=lambda token: len(token) == 1):
        characters = list(run)
        if is_single and len(characters) == _SET_WIDE:
            joined.append("".join(characters))
        else:
            joined += characters
    return joined


_SET_WIDE = 2
"""Three single characters may as well be three surnames, read by columns."""


def _is_title_with_name(tokens: list[str]) -> bool:
    """Tell 副县长 周明."""
    if len(tokens) != 2 or len(tokens[0]) < 2:
        return False
    return bool(_TITLE.search(tokens[0])) and looks_like_name(tokens[1])


def _without_title(chunk: str) -> str:
    """Give the name of 副县长周明; other chunks stay."""
    match = _NAME_AFTER_TITLE.match(chunk)
    if match and len(match["title"]) > 1 and looks_like_name(match["name"]):
        return match["name"]
    return chunk


def _plausible(chunk: str) -> bool:
    """Whether a chunk is a name or an office, so that nothing in it is mixed."""
    return looks_like_name(_without_title(chunk)) or bool(_TITLE.search(chunk))


def looks_like_name(chunk: str) -> bool:
    """Tell a person's name: a surname and one or two characters."""
    if _TITLE.search(chunk) and len(chunk) > 2:
        return False
    if chunk.startswith(_COMPOUND):
        return 3 <= len(chunk) <= 4
    return (
        2 <= len(chunk) <= 3
        and chunk[0] in _SURNAMES
        and all("\u4e00" <= char <= "\u9fff" for char in chunk)
    )


def _known(readings: dict[str, _Reading], listed: Sequence[str]) -> frozenset[str]:
    """Gather the names that are printed whole for certain.

    Certain are: listed names; names of cells that cannot be mixed; a name that is a
    cell's only content; names that stand in two different cells. From these follow the
    names that another cell needs to be explained without a rest, and a name beside two
    certain ones in a cell that was read by rows.
    """
    cells = readings.values()
    known = set(filter(None, map(str.strip, listed)))
    known |= _names_of(filter(_cannot_be_mixed, cells))
    known |= _repeated(cells)
    candidates = _names_of(cell for cell in cells if cell.all_names) - known
    while True:
        candidates = {name for name in candidates if not _mixes_any(name, known)}
        proved = {name for name in candidates if _proved(name, cells, known)}
        if not proved:
            return frozenset(known)
        known |= proved
        candidates -= proved


def _cannot_be_mixed(reading: _Reading) -> bool:
    return reading.clean or len(reading.chunks) == 1


def _names_of(readings: Iterable[_Reading]) -> set[str]:
    names: set[str] = set()
    for reading in readings:
        names.update(reading.names)
    return names


def _repeated(readings: Collection[_Reading]) -> set[str]:
    """Give the names that stand in two different cells that look like names all
    through.

    Where some cell of the table was read by columns, a first chunk made of surnames
    only (童贺李) is no proof.
    """
    some_by_columns = any(
        not reading.clean and not reading.all_names for reading in readings
    )
    times = Counter[str]()
    for reading in readings:
        if not reading.all_names:
            continue
        names = set(reading.names)
        if some_by_columns:
            names -= {name for name in reading.names[:1] if _are_surnames(name)}
        times.update(names)
    return {name for name, count in times.items() if count > 1}


def _are_surnames(chunk: str) -> bool:
    """Tell 童贺李, which may be the surnames of three people."""
    return len(chunk) > 2 and set(chunk) <= _SURNAMES


def _mixes_any(name: str, known: Iterable[str]) -> bool:
    return any(_mixes(name, other) for other in known)


def _mixes(name: str, other: str) -> bool:
    """Whether a printed name may be another one into which a character slipped (周明兰
    from 周兰), or that lost one.
    """
    short, long = sorted((name, other), key=len)
    rest = iter(long)
    return len(short) < len(long) and all(char in rest for char in short)


def _proved(name: str, readings: Iterable[_Reading], known: set[str]) -> bool:
    for reading in readings:
        if name in reading.chunks:
            if _stands_beside_known(name, reading, known):
                return True
        elif name in _by_columns(reading.characters, known | {name}):
            return True
    return False


def _stands_beside_known(name: str, reading: _Reading, known: set[str]) -> bool:
    """Tell a name of a row of names of which all others, two at least, are known."""
    if not reading.all_names or len(reading.chunks) <= 2:
        return False
    return all(chunk in known for chunk in reading.chunks if chunk != name)


def _resolve(reading: _Reading, known: frozenset[str]) -> Resolution:
    """Explain a cell by the names that are known."""
    if all(chunk in known or _TITLE.search(chunk) for chunk in reading.chunks):
        people = [chunk for chunk in reading.chunks if chunk in known]
        return Resolution(names=tuple(dict.fromkeys(people or reading.chunks)))
    explained = _by_columns(reading.characters, known)
    if not explained:
        explained = _by_characters(reading.characters, known)
    if explained:
        return Resolution(names=explained, restored=True)
    return _left_open(reading, known)


def _by_columns(characters: str, known: Iterable[str]) -> tuple[str, ...]:
    """Explain characters as names read by columns.

    All surnames, then the middles, then all last ones. Empty if that leaves a single
    character over. A two-character name has a blank for its middle.
    """
    names = frozenset(known)
    for count in range(2, len(characters) // 2 + 1):
        first = characters[:count]
        last = characters[-count:]
        middle = characters[count : len(characters) - count]
        found = next(_columns(first, middle, last, names), None)
        if found:
            return found
    return ()


def _columns(
    first: str, middle: str, last: str, names: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    """Give each way to read columns as names, top down.

    `first` holds the surnames, `last` the last characters; `middle` is shorter where
    some names have only two characters.
    """
    if not first:
        if not middle:
            yield ()
        return
    if len(middle) > len(first):
        return
    options = [(first[0] + last[0], middle)]
    if middle:
        options.append((first[0] + middle[0] + last[0], middle[1:]))
    for name, rest in options:
        if name in names:
            for others in _columns(first[1:], rest, last[1:], names):
                yield (name, *others)


def _by_characters(characters: str, known: Iterable[str]) -> tuple[str, ...]:
    """Explain characters, in whatever order, as names that use each exactly once.

    Empty if not in one way only.
    """
    covers = _covers(characters, known, most=2)
    return covers[0] if len(covers) == 1 else ()


def _covers(
    characters: str, known: Iterable[str], *, most: int
) -> list[tuple[str, ...]]:
    """Give up to `most` sets of names that together use up the characters."""
    left = Counter(characters)
    names = sorted(
        (name for name in known if not Counter(name) - left),
        key=lambda name: (_order(name, characters), name),
    )
    found: list[tuple[str, ...]] = []
    steps = 0

    def search(start: int, rest: Counter[str], chosen: tuple[str, ...]) -> None:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS or len(found) >= most:
            return
        if not rest.total():
            found.append(chosen)
            return
        for at in range(start, len(names)):
            if not Counter(names[at]) - rest:
                search(at + 1, rest - Counter(names[at]), (*chosen, names[at]))

    search(0, left, ())
    return found


def _order(name: str, characters: str) -> tuple[int, int]:
    """Give where a name's first and last character stand in a cell, to sort names."""
    return characters.find(name[0]), characters.find(name[-1])


def _left_open(reading: _Reading, known: frozenset[str]) -> Resolution:
    """Suggest the known names that the characters show, whole names first, then those
    that lack one character.

    Where nothing is known, what is printed is suggested if it looks like names.
    """
    whole = tuple(chunk for chunk in dict.fromkeys(reading.chunks) if chunk in known)
    left = Counter(reading.characters)
    for name in whole:
        left -= Counter(name)
    chosen = list(whole)
    missing = Counter[str]()
    longest_first = sorted(
        known, key=lambda name: (-len(name), _order(name, reading.characters), name)
    )
    for lacking, name in product((0, 1), longest_first):
        gone = Counter(name) - left
        if name not in chosen and gone.total() == lacking and _is_shown(name, left):
            chosen.append(name)
            missing += gone
            left -= Counter(name)
    if not chosen and reading.all_names:
        return Resolution(names=whole, open=True, suggestion=reading.chunks)
    chosen.sort(key=lambda name: _order(name, reading.characters))
    return Resolution(
        names=whole,
        open=True,
        suggestion=tuple(chosen),
        leftover="".join(left.elements()),
        missing="".join(missing.elements()),
    )


def _is_shown(name: str, left: Counter[str]) -> bool:
    """Whether enough of a name is left: its last character, and two in all."""
    shown = Counter(name) & left
    return bool(left[name[-1]]) and shown.total() > 1
