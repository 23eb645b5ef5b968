"""The words of our mails: Jinja2 templates in the workspace, which the clerk may change.

They run in a sandbox. A template's first line is `主题：…`; the HTML escapes whatever is put into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.errors import MailError

if TYPE_CHECKING:
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
    """Fill the templates of a kind of mail; one that is missing from `folder` is taken from those that ship.

    MailError, with file and line, for a template with a mistake.
    """
    environment = _environment(folder)
    plain = _filled(environment, f"{kind.value}.txt.j2", words)
    first, _, text = plain.lstrip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise MailError(f"邮件模板 {kind.value}.txt.j2 的第一行应写成“{_SUBJECT}…”，请照自带的模板改正")
    html = _filled(environment, f"{kind.value}.html.j2", words)
    return Words(subject=first.removeprefix(_SUBJECT).strip(), text=text.strip() + "\n", html=html)


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
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return environment.get_template(name).render(words)
    except TemplateSyntaxError as error:
        raise MailError(f"邮件模板 {name} 第{error.lineno}行写法有误（{error.message}）：请照自带的模板改正") from None
    except TemplateError as error:
        raise MailError(f"邮件模板 {name} 用不了（{error.message}）：可用的名称见 docs/mail.md") from None
    except UnicodeDecodeError:
        raise MailError(f"邮件模板 {name} 不是 UTF-8 编码：请用记事本另存为 UTF-8") from None
