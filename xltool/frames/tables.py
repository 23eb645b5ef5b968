"""The seven tables, each a function of an office and of periods.

`periods` is a period's name, a `Period`, or several of them; None means all that the
ledger knows. Each docstring lists the columns; a test holds them to the frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.frames.making import frame_of
from xltool.frames.office import source_of
from xltool.workflows.tables.figures import FIGURES, figure_rows
from xltool.workflows.tables.indicators import INDICATORS, indicator_rows
from xltool.workflows.tables.records import (
    EVENTS,
    FINDINGS,
    SUBMISSIONS,
    event_rows,
    finding_rows,
    submission_rows,
)
from xltool.workflows.tables.tasks import TASKS, task_rows
from xltool.workflows.tables.units import UNITS, unit_rows

if TYPE_CHECKING:
    import pandas as pd

    from xltool.frames.office import Office, Periods


def figures(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give every value that counts in these periods, or in all.

    One row is one value that a unit reported in a period and that counts. Rows are told
    apart by `period`, `form`, `unit`, `sheet`, `row`, `field`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `unit` (string): code of the unit in the registry.
    - `unit_name` (string): its printed name.
    - `group` (string): its group: 部门, 县市区 ….
    - `form` (string): key of the form.
    - `sheet` (string): key of the sheet in the form's design.
    - `row` (string): code of the task, the indicator or the table's row; +1, +2 … of a
      row the unit added.
    - `field` (string): key of the field in the form's design.
    - `indicator` (string): code of the indicator; empty in rows of other kinds.
    - `name` (string): name of the indicator, the task or the table's row.
    - `task` (string): code of the task.
    - `campaign` (string): the campaign that the task belongs to.
    - `status` (category): which of its four states the value is in.
    - `number` (Float64): the value where it is a number, in measurement_unit.
    - `number_exact` (object (Decimal)): the same exactly, with the decimals typed.
    - `text` (string): the value as people read it.
    - `day` (datetime64[s]): the value where it is a date.
    - `measurement_unit` (string): of an indicator's figure, from the registry; of a
      table's, from the design.
    - `target` (Float64): the unit's own target, in measurement_unit.
    - `completion` (Float64): value / target, as a share of 1.
    - `expected` (Float64): what share was expected by then, of 1.
    - `gap` (Float64): distance from that in percentage points; better is greater.
    - `progress` (category): 已完成, 达序时, 滞后 … of the unit's figure.
    - `file` (string): name of the file it came in.
    - `source_sheet` (string): sheet of that file.
    - `cell` (string): cell of that sheet.
    - `sender` (string): mail address that sent it; empty for a file.
    - `received_at` (datetime64[us, UTC+08:00]): when it came, in the office's time.
    - `sha256` (string): of the original file.
    """
    return frame_of(FIGURES, figure_rows(source_of(office, periods)))


def indicators(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give every indicator of the whole in each period, as the roll-up has it.

    One row is one indicator of the whole in one period, as the roll-up has it. Rows are
    told apart by `period`, `indicator`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `indicator` (string): code of the indicator.
    - `name` (string): its name.
    - `task` (string): code of its task.
    - `campaign` (string): the campaign that the task belongs to.
    - `lead_unit` (string): code of the unit that leads the task.
    - `kind` (category): what sort of quantity it is.
    - `comparison` (string): >= > <= < = ~ range, or text.
    - `measurement_unit` (string): of value, target and outlook.
    - `target` (Float64): what the value is measured against.
    - `value` (Float64): the figure of the whole.
    - `value_exact` (object (Decimal)): the same exactly.
    - `method` (category): how the units' figures make it.
    - `status` (category): 已完成, 达序时, 滞后 ….
    - `completion` (Float64): value / target, as a share of 1.
    - `expected` (Float64): what share was expected by then, of 1.
    - `gap` (Float64): distance from that in percentage points; better is greater.
    - `rank` (Int64): by gap among the period's indicators; ties share a place.
    - `plan` (Float64): what its plan asks by then, in measurement_unit.
    - `answered` (Int64): units that answered.
    - `reporters` (Int64): units that report it.
    - `parent` (string): code of the indicator that it is a part of.
    - `part` (string): how it is a part: 分项 or 其中.
    - `outlook` (Float64): value expected at the year's end.
    - `outlook_low` (Float64): lower end of its interval: 4 times of 5 within.
    - `outlook_high` (Float64): upper end of its interval.
    - `outlook_basis` (category): what the forecast goes by.
    - `prospect` (category): whether the target will be reached.
    """
    return frame_of(INDICATORS, indicator_rows(source_of(office, periods)))


def tasks(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give what each unit says of each of its tasks in each period.

    One row is what one unit says of one of its tasks in one period. Rows are told apart
    by `period`, `task`, `unit`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `task` (string): code of the task.
    - `name` (string): its name.
    - `text` (string): its text in the decomposition table.
    - `campaign` (string): the campaign that it belongs to.
    - `measure` (string): name of the measure that it is an item of.
    - `leaders` (string): officials in charge, joined by 、.
    - `deadline` (string): as printed.
    - `due` (datetime64[s]): the day that the deadline means, where one can be read.
    - `unit` (string): code of the unit.
    - `part` (category): the unit's part in it.
    - `task_status` (string): as the unit says; 未报 where it says nothing.
    - `progress` (string): what was done.
    - `next_step` (string): what comes next.
    - `explanation` (string): the unit's explanation.
    - `file` (string): name of the file it came in.
    - `source_sheet` (string): sheet of that file.
    - `cell` (string): cell of 本期进展 or 进展状态.
    - `received_at` (datetime64[us, UTC+08:00]): when it came, in the office's time.
    """
    return frame_of(TASKS, task_rows(source_of(office, periods)))


def units(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give where each unit stands in each period.

    One row is one unit in one period: what it was issued, what came, how it stands.
    Rows are told apart by `period`, `unit`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `unit` (string): code of the unit in the registry.
    - `unit_name` (string): its printed name.
    - `group` (string): its group: 部门, 县市区 ….
    - `state` (category): where it stands.
    - `reported` (category): how it reported, as 报送情况 has it.
    - `on_time` (boolean): whether something acceptable came in time.
    - `issued_at` (datetime64[us, UTC+08:00]): when it was first issued a workbook.
    - `received_at` (datetime64[us, UTC+08:00]): when what counts came, or the last that
      came.
    - `verdict` (category): of that submission.
    - `findings` (Int64): findings of that submission that are not waived.
    """
    return frame_of(UNITS, unit_rows(source_of(office, periods)))


def submissions(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give every file that came and was judged.

    One row is one file that came and was judged. Rows are told apart by `period`,
    `sha256`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `unit` (string): code of the unit; empty where it could not be identified.
    - `form` (string): key of the form.
    - `file` (string): name of the file as it came.
    - `sha256` (string): of the original file.
    - `sender` (string): mail address that sent it; empty for a file.
    - `received_at` (datetime64[us, UTC+08:00]): when it came, in the office's time.
    - `judged_at` (datetime64[us, UTC+08:00]): when it was judged.
    - `verdict` (category): what became of it.
    - `counts` (boolean): whether the roll-up takes it.
    - `errors` (Int64): findings of severity error.
    - `queries` (Int64): findings of severity query.
    """
    return frame_of(SUBMISSIONS, submission_rows(source_of(office, periods)))


def findings(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give every finding of every submission.

    One row is one finding in one submission. Rows are told apart by `period`, `sha256`,
    `number`.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `unit` (string): code of the unit; empty where it could not be identified.
    - `form` (string): key of the form.
    - `file` (string): name of the file as it came.
    - `sha256` (string): of the original file.
    - `number` (Int64): 1, 2 … within the submission.
    - `severity` (category): error, query or note.
    - `code` (string): code of the finding, see docs.
    - `source_sheet` (string): sheet as the unit sees it.
    - `cell` (string): cell of that sheet.
    - `row` (string): key of the row, where the place is one.
    - `field` (string): key of the field.
    - `found` (string): what stood there.
    - `expected` (string): what was expected.
    - `message` (string): what the unit was told.
    - `answer` (string): the unit's explanation, where it gave one.
    """
    return frame_of(FINDINGS, finding_rows(source_of(office, periods)))


def events(office: Office, periods: Periods = None) -> pd.DataFrame:
    """Give the history of these periods.

    One row is one entry of the history.

    - `period` (string): 2025-07, 2025-07-T1 (上旬), 2025-Q3 or 2025.
    - `period_start` (datetime64[s]): first day of the period: months, quarters and ten-
      day spans sort by it.
    - `period_end` (datetime64[s]): last day of the period.
    - `at` (datetime64[us, UTC+08:00]): when it happened, in the office's time.
    - `who` (string): the operator; empty for what the program did by itself.
    - `unit` (string): code of the unit; empty for the whole period.
    - `form` (string): key of the form; empty for every form.
    - `action` (string): 下发 发信 收到 判定 计入 放行 关闭 ….
    - `detail` (string): in words.
    """
    return frame_of(EVENTS, event_rows(source_of(office, periods)))
