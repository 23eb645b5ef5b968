"""What one process has in hand, another cannot take, until it lets go or dies."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unmeasured import unmeasured
from xltool.errors import LedgerError
from xltool.ledger.claims import claim_number, open_claims
from xltool.ledger.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from pathlib import Path

OTHER = """
import sys
from xltool.ledger.claims import open_claims
from xltool.ledger.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger, open_claims(ledger.engine) as claims:
    print(claims.take([1, 2, 3]), flush=True)
    for line in sys.stdin:
        claims.let_go([int(line)])
        print("let go", flush=True)
"""


def test_what_another_process_has_in_hand_is_taken_when_it_lets_go_or_dies(
    ledger: Ledger, database_url: str
) -> None:
    command = [sys.executable, "-c", OTHER, database_url]
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=unmeasured(),
        ) as other,
        open_claims(ledger.engine) as claims,
    ):
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "[1, 2, 3]\n"
        assert claims.take([5, 3, 1, 4]) == [4, 5]
        other.stdin.write("1\n")
        other.stdin.flush()
        assert other.stdout.readline() == "let go\n"
        assert claims.take([1, 2, 3]) == [1]
        other.kill()
        other.wait()
        while not claims.take([2]):  # PostgreSQL's server takes a moment to see it
            pass
        assert claims.take([3]) == [3]


def test_claims_of_one_run_end_with_it(ledger: Ledger) -> None:
    for _ in range(2):
        with open_claims(ledger.engine) as claims:
            assert claims.take([1, claim_number("<1@x>")]) == [1, claim_number("<1@x>")]


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'xltool.db'}") as ledger:
        (tmp_path / "xltool.db-claims").mkdir()
        with pytest.raises(LedgerError, match="权限"), open_claims(ledger.engine):
            pass


def test_runs_in_one_process_do_not_take_the_same(ledger: Ledger) -> None:
    with open_claims(ledger.engine) as first:
        with open_claims(ledger.engine) as second:
            assert first.take([1, 2]) == [1, 2]
            assert second.take([1, 2, 3]) == [3]
            second.let_go([1, 3])
            assert first.take([3]) == [3]
        with open_claims(ledger.engine) as third:
            assert third.take([1, 4]) == [4]
    with open_claims(ledger.engine) as last:
        assert last.take([1, 2, 3, 4]) == [1, 2, 3, 4]
