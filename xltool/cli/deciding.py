"""What people decide: `approve`, `return`, `void`, `extend`, `settle` and `move`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import (
    as_period,
    form_option,
    given_reason,
    period_argument,
)
from xltool.cli.mailing import dry_run_option, show_sent
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_json, print_table
from xltool.model.submission import VERDICT_LABELS, DecisionKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.deciding import DecisionResult
    from xltool.workflows.settling import Question, Questions

_unit = click.argument("unit", metavar="单位")
_undo = click.option("--undo", is_flag=True, help="撤销上一次这样的决定。")
_why = click.option(
    "--reason", default="", metavar="原因", help="原因，记入历史；撤销时可以不写。"
)


def _decision(
    name: str, kind: DecisionKind, explained: str
) -> Callable[[Callable[..., object]], click.Command]:
    """Make a command of a decision."""

    def command(documented: Callable[..., object]) -> click.Command:
        @click.command(name, help=explained, short_help=documented.__doc__)
        @period_argument
        @_unit
        @_why
        @_undo
        @form_option
        @json_option
        @click.pass_obj
        def run(  # noqa: PLR0913 - the options of the command
            session: Session,
            period: Period,
            unit: str,
            *,
            reason: str,
            undo: bool,
            form: str,
            as_json: bool,
        ) -> None:
            from xltool.workflows.deciding import decide, take_back

            now = dt.datetime.now(dt.UTC)
            act = take_back if undo else decide
            result = act(
                session.workspace(),
                period,
                unit,
                kind,
                form=form,
                reason=reason.strip() if undo else given_reason(reason),
                now=now,
                operator=session.operator(),
            )
            _show(result, as_json=as_json)

        return run

    return command


@_decision(
    "approve",
    DecisionKind.APPROVED,
    "单位在报告期的报送由人核过，签字通过；记入历史和 status。",
)
def approve() -> None:
    """签字通过。."""


@_decision(
    "return",
    DecisionKind.RETURNED,
    "把单位在报告期通过了校验的报送退回：原因写进退回的副本；改好重报前不计入。",
)
def return_() -> None:
    """人工退回。."""


@_decision(
    "void",
    DecisionKind.VOID,
    "作废单位在报告期计入的这一份：等于没有收到过，前一份合格的重新计入。",
)
def void() -> None:
    """作废一份报送。."""


def _show(result: DecisionResult, *, as_json: bool) -> None:
    if as_json:
        print_json(result.as_json())
        return
    what = f"撤销“{result.kind}”" if result.undone else f"“{result.kind}”"
    of = f"（{result.file}）" if result.file else ""
    counts = result.counts or "没有计入的报送"
    echo(f"{result.name}{of}：{what}已记入；现在计入的是：{counts}。")


@click.command(help="给单位在报告期的报送延期：只对这个单位，写明原因。")
@period_argument
@_unit
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="延到哪一天（含），如 2025-08-12。",
)
@_why
@_undo
@form_option
@json_option
@click.pass_obj
def extend(  # noqa: PLR0913 - the options of the command
    session: Session,
    period: Period,
    unit: str,
    *,
    until: dt.datetime | None,
    reason: str,
    undo: bool,
    form: str,
    as_json: bool,
) -> None:
    """Give a unit more time."""
    from xltool.workflows.deciding import extend as extend_due
    from xltool.workflows.deciding import take_back

    workspace = session.workspace()
    now = dt.datetime.now(dt.UTC)
    if undo:
        result = take_back(
            workspace,
            period,
            unit,
            DecisionKind.EXTENDED,
            form=form,
            reason=reason.strip(),
            now=now,
            operator=session.operator(),
        )
    elif until is None:
        raise click.UsageError("请用 --until 写明延到哪一天，如 --until 2025-08-12")
    else:
        result = extend_due(
            workspace,
            period,
            unit,
            until=until.date(),
            form=form,
            reason=given_reason(reason),
            now=now,
            operator=session.operator(),
        )
    _show(result, as_json=as_json)


@click.command(
    help="报告期里要人裁定的事：认不准的文件、两份不一致的、几个单位都报了的项目；"
    "写上问题编号和答案即裁定，以后各期沿用。"
)
@period_argument
@click.argument("question", metavar="[问题编号", required=False)
@click.argument("answer", metavar="答案]", required=False)
@click.option(
    "--ask",
    is_flag=True,
    help="疑似重复的内容，发信请有关单位商定由谁报；问过的不再问。",
)
@dry_run_option
@_undo
@_why
@form_option
@json_option
@click.pass_obj
def settle(  # noqa: PLR0913 - the options of the command
    session: Session,
    period: Period,
    question: str | None,
    answer: str | None,
    *,
    ask: bool,
    dry_run: bool,
    undo: bool,
    reason: str,
    form: str,
    as_json: bool,
) -> int:
    """List what a person has to decide, ask the units, or record an answer."""
    from xltool.workflows.asking import ask as ask_units
    from xltool.workflows.settling import questions, take_back
    from xltool.workflows.settling import settle as settle_question

    workspace = session.workspace()
    now = dt.datetime.now(dt.UTC)
    if ask:
        sent = ask_units(workspace, period, now=now, form=form, dry_run=dry_run)
        title = f"{period.label}：请核对"
        return show_sent(sent, title, as_json=as_json, dry_run=dry_run)
    if question is None:
        result = questions(workspace, period, form=form, now=now)
        _show_questions(result, as_json=as_json)
        return NEEDS_A_PERSON if result.open else 0
    if undo:
        settled = take_back(
            workspace,
            period,
            question,
            form=form,
            now=now,
            operator=session.operator(),
        )
    elif answer is None:
        raise click.UsageError("请在编号后面写答案；答案有哪些见 xltool settle 报告期")
    else:
        settled = settle_question(
            workspace,
            period,
            question,
            answer,
            form=form,
            reason=reason.strip(),
            now=now,
            operator=session.operator(),
        )
    if as_json:
        print_json(settled.as_json())
    else:
        echo(f"{settled.code}：{_answered(settled) or '还没有裁定'}。")
    return 0


def _show_questions(result: Questions, *, as_json: bool) -> None:
    if as_json:
        print_json(result.as_json())
        return
    rows = []
    for question in result.questions:
        rows.append(
            (
                question.code,
                question.text,
                "、".join(question.answers.values()),
                _answered(question),
            )
        )
    print_table(
        f"{result.period.label}要裁定的事", ("编号", "事项", "可以答", "已裁定"), rows
    )
    echo(f"还有 {len(result.open)} 件没有裁定。")


def _answered(question: Question) -> str:
    return question.answers.get(question.answer, question.answer)


@click.command(
    help="把报告期收下的文件（文件名，或编号的开头几位）移到它该属于的报告期："
    "在那一期重新登记、校验，在这一期作废。"
)
@period_argument
@click.argument("file", metavar="文件")
@click.option(
    "--to",
    required=True,
    callback=as_period,
    metavar="报告期",
    help="移到哪一期，如 2025-08。",
)
@json_option
@click.pass_obj
def move(
    session: Session, period: Period, file: str, *, to: Period, as_json: bool
) -> None:
    """Move a file to the period that it is for."""
    from xltool.workflows.moving import move as move_file

    result = move_file(
        session.workspace(),
        period,
        file,
        to=to,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    if as_json:
        print_json(result.as_json())
        return
    for moved in result.files:
        label = VERDICT_LABELS[moved.verdict]
        echo(f"{file} 已移到 {to.label}：{moved.unit or '未识别'}，{label}。")
