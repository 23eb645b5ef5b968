"""What is asked of a report by what the ledger knows beside it.

The unit's other forms, its own history, what others said in the same period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.workflows.asking_words import QuestionableWords
from xltool.workflows.other_reports import OtherReports
from xltool.workflows.unusual import UnusualFigures

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.model.submission import Judgement
    from xltool.settings import Standing


class LedgerQuestions:
    """Every such question of one period: `collect` and `validate` ask the same."""

    def __init__(self, ledger: Ledger, period: Period, standing: Standing) -> None:
        """Read nothing yet; `standing` says where 达序时 and 滞后 part."""
        known = UnusualFigures(ledger, period)
        self._others = OtherReports(ledger, period)
        self._unusual = known
        self._words = QuestionableWords(ledger, known, standing)

    def asked_about(self, judgement: Judgement) -> Judgement:
        """Give the judgement with all that is asked, and the verdict that follows."""
        judgement = self._others.asked_about(judgement)
        judgement = self._unusual.asked_about(judgement)
        return self._words.asked_about(judgement)
