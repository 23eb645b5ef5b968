from __future__ import annotations

import datetime as dt

import pytest

from xltool.rollup.due_dates import due_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年6月底前", "2025-06-30"),
        ("6月底", "2025-06-30"),
        ("2025年12月31日前", "2025-12-31"),
        ("2026年2月", "2026-02-28"),
        ("2025-09-15", "2025-09-15"),
        ("2025.9", None),
        ("2025.9.15", "2025-09-15"),
        ("９月２０日前", "2025-09-20"),
        ("上半年", "2025-06-30"),
        ("第三季度末", "2025-09-30"),
        ("2024年四季度", "2024-12-31"),
        ("年底前", "2025-12-31"),
        ("2025年", "2025-12-31"),
        ("2027年全年", "2027-12-31"),
        ("长期推进", None),
        ("持续", None),
        ("", None),
        ("13月底", None),
        ("2月30日前", None),
    ],
)
def test_a_printed_deadline_is_read(text: str, day: str | None) -> None:
    assert due_date(text, 2025) == (None if day is None else dt.date.fromisoformat(day))
