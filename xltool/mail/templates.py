"""The words of our mails.

Jinja2 templates in the workspace, which the clerk may change. They run in a sandbox. A
template's first line is `主题：…`; the HTML escapes whatever is put into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

    from xltool.model.mail import MailKind

_SUBJECT = "主题："


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a mail says."""

    subject: str
    text: str
    html: str


def shipped_templates() -> Path:
    """Give the folder of the templates that ship."""
    return Path(str(files("xltool.mail"))) / "templates"


def render(folder: Path, kind: MailKind, words: dict[str, Any]) -> Words:
    """Fill the templates of a kind of mail.

    One that is missing from `folder` is taken from those that ship. MailError, with
    file and line, for a template with a mistake.
    """
    environment = _environment(folder)
    plain = _filled(environment, f"{kind.value}.txt.j2", words)
    first, _, text = plain.lstrip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise MailError(
            f"邮件模板 {kind.value}.txt.j2 的第一行应写成“{_SUBJECT}…”，"
            "请照自带的模板改正"
        )
    html = _filled(environment, f"{kind.value}.html.j2", words)
    return Words(
        subject=first.removeprefix(_SUBJECT).strip(),
        text=text.strip() + "\n",
        html=html,
    )


def template_mistakes(folder: Path, kind: MailKind) -> Iterator[str]:
    """Say what would keep a kind of mail from being written.

    A mistake in writing, or a name that nothing fills in. The names that are filled in
    are those that the shipped templates of the kind use.
    """
    shipped = _environment(shipped_templates())
    own = _environment(folder)
    names = (f"{kind.value}.txt.j2", f"{kind.value}.html.j2")
    known = set().union(*(_names(shipped, name) for name in names))
    for name in names:
        try:
            _template(own, name)
        except MailError as error:
            yield str(error)
            continue
        for variable in sorted(_names(own, name) - known):
            yield (
                f"邮件模板 {name} 里的名称“{variable}”没有内容可填：可用的名称见 "
                "docs/mail.md"
            )


def _names(environment: SandboxedEnvironment, name: str) -> set[str]:
    from jinja2.meta import find_undeclared_variables

    if environment.loader:
        source = environment.loader.get_source(environment, name)[0]
    else:
        source = ""
    return find_undeclared_variables(environment.parse(source))


def _environment(folder: Path) -> SandboxedEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=FileSystemLoader([folder, shipped_templates()], encoding="utf-8-sig"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _filled(environment: SandboxedEnvironment, name: str, words: dict[str, Any]) -> str:
    from jinja2 import TemplateError

    template = _template(environment, name)
    try:
        return template.render(words)
    except TemplateError as error:
        raise MailError(
            f"邮件模板 {name} 用不了（{error.message}）：可用的名称见 docs/mail.md"
        ) from None


def _template(environment: SandboxedEnvironment, name: str) -> Template:
    from jinja2 import TemplateSyntaxError

    try:
        return environment.get_template(name)
    except TemplateSyntaxError as error:
        raise MailError(
            f"邮件模板 {name} 第{error.lineno}行写法有误（{error.message}）："
            "请照自带的模板改正"
        ) from None
    except UnicodeDecodeError:
        raise MailError(
            f"邮件模板 {name} 不是 UTF-8 编码：请用记事本另存为 UTF-8"
        ) from None
