"""What is kept, and how it differs: `compare`, `export-originals` and `editions`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import form_option, period_argument
from xltool.cli.output import echo, json_option, print_json, print_table
from xltool.model.clock import office_time

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period

_SHOWN = 12


@click.command(help="比较单位在报告期最近两份报送，只列改动过的数。")
@period_argument
@click.argument("unit", metavar="单位")
@form_option
@json_option
@click.pass_obj
def compare(
    session: Session, period: Period, unit: str, *, form: str, as_json: bool
) -> None:
    """Compare the last two submissions of a unit."""
    from xltool.workflows.keeping import compare as compare_submissions

    result = compare_submissions(session.workspace(), period, unit, form=form)
    if as_json:
        print_json(result.as_json())
        return
    rows = []
    for change in result.changes:
        rows.append(
            (change.sheet, change.row, change.field, change.before, change.after)
        )
    before = result.before.original
    after = result.after.original
    print_table(
        f"{result.name}：{before.name} → {after.name}",
        ("表", "行", "字段", "前一份", "后一份"),
        rows,
    )
    echo(f"共 {len(rows)} 处改动。")


@click.command(
    "export-originals",
    help="把报告期收到的原件按单位和报表的名字抄到一个文件夹，佐证在内；"
    "原件照样留在 received。",
)
@period_argument
@click.option(
    "--to",
    "folder",
    required=True,
    metavar="文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    help="抄到哪个文件夹。",
)
@form_option
@json_option
@click.pass_obj
def export_originals(
    session: Session, period: Period, *, folder: Path, form: str, as_json: bool
) -> None:
    """Give the originals out under names that people understand."""
    from xltool.workflows.keeping import export_originals as export

    written = export(session.workspace(), period, folder, form=form)
    if as_json:
        print_json({"files": [str(path) for path in written]})
        return
    echo(f"共 {len(written)} 个文件：{folder}")


@click.command(
    help="报告期里给领导看过的各版：编号、日期、原因，以及和前一版不同的数。"
)
@period_argument
@form_option
@json_option
@click.pass_obj
def editions(session: Session, period: Period, *, form: str, as_json: bool) -> None:
    """List what leaders were given."""
    from xltool.workflows.editions import editions as list_editions

    result = list_editions(session.workspace(), period, form=form)
    if as_json:
        print_json(result.as_json())
        return
    rows = []
    for line in result.lines:
        edition = line.edition
        made = f"{office_time(edition.made_at):%Y-%m-%d %H:%M}"
        count = len(line.differences)
        rows.append(
            (edition.kind, edition.number, made, edition.reason, count, edition.file)
        )
    print_table(
        f"{period.label}各版", ("种类", "版次", "时间", "原因", "改动", "文件"), rows
    )
    for line in result.lines:
        for each in line.differences[:_SHOWN]:
            echo(
                f"第{line.edition.number}版 {each.name}："
                f"{each.before or '（无）'} → {each.after or '（无）'}"
            )
        more = len(line.differences) - _SHOWN
        if more > 0:
            echo(f"第{line.edition.number}版 另有 {more} 处改动，见 --json。")
