"""Every check that a careful reader makes on a text.

`FINDERS` give what the text claims of its own numbers; `bulletin.proof` says how each
is found. A new kind of claim is a function here and a name in `checking.CheckKind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind
from xltool.bulletin.proof.balances import find_balances
from xltool.bulletin.proof.claims import judge_all
from xltool.bulletin.proof.columns import find_columns
from xltool.bulletin.proof.composed_growth import find_composed_growth
from xltool.bulletin.proof.growth import find_growth
from xltool.bulletin.proof.lists import check_headings, check_lists
from xltool.bulletin.proof.means import find_means
from xltool.bulletin.proof.months import find_months
from xltool.bulletin.proof.named_parts import find_named_parts
from xltool.bulletin.proof.named_ratios import find_named_ratios
from xltool.bulletin.proof.numbered_text import NumberedText, numbered
from xltool.bulletin.proof.open_cases import find_open_cases
from xltool.bulletin.proof.orders import find_orders
from xltool.bulletin.proof.ranks import check_ranks
from xltool.bulletin.proof.rate_gaps import find_rate_gaps
from xltool.bulletin.proof.rates import find_rates
from xltool.bulletin.proof.repeats import check_parallels, check_repeated
from xltool.bulletin.proof.shares import find_shares
from xltool.bulletin.proof.structure_shares import find_structure_shares
from xltool.bulletin.proof.structures import find_structures
from xltool.bulletin.proof.sums import find_sums
from xltool.bulletin.proof.together import find_totals_together
from xltool.bulletin.proof.told_again import find_told_again
from xltool.bulletin.proof.whole_numbers import find_whole_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from xltool.bulletin.checking import Check
    from xltool.bulletin.printed import Bulletin, PrintedFigure
    from xltool.bulletin.proof.claims import Claim

FINDERS: tuple[Callable[[NumberedText], Iterator[Claim]], ...] = (
    find_columns,
    find_sums,
    find_totals_together,
    find_named_parts,
    find_rates,
    find_shares,
    find_growth,
    find_whole_numbers,
    find_composed_growth,
    find_means,
    find_named_ratios,
    find_balances,
    find_open_cases,
    find_rate_gaps,
    find_structures,
    find_structure_shares,
    find_orders,
    find_told_again,
    find_months,
)


def check_bulletin(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],
    *,
    without: Collection[CheckKind] = (),
) -> tuple[Check, ...]:
    """Make every check on a text but those of the kinds `without`."""
    text = numbered(bulletin)
    claims = (claim for find in FINDERS for claim in find(text))
    repeated = tuple(check_repeated(bulletin, figures))
    told = {(check.printed, check.computed) for check in repeated}
    found = (
        *(one for one in judge_all(claims, bulletin) if not _is_told(one, told)),
        *check_lists(bulletin),
        *check_headings(bulletin),
        *check_parallels(text),
        *repeated,
        *check_ranks(bulletin),
    )
    return tuple(one for one in found if one.kind not in without)


def _is_told(check: Check, told: Collection[tuple[str, str]]) -> bool:
    """Whether the sections' comparison says already that two figures are the same."""
    again = check.kind is CheckKind.REPEATED
    return again and (check.printed, check.computed) in told
