"""What was in force for a period as JSON and back: a registry, a form design, settings.

Equal ones give equal texts, so that what has not changed is kept once.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltool.forms.design import FormDesign, shared
from xltool.forms.layout_json import compact, parts
from xltool.model.registry import Registry

if TYPE_CHECKING:
    from xltool.settings import Settings

SETTINGS = ("office", "standing", "scoring", "bulletin")
"""The sections that what leaders receive depends on."""

_BY_PAIR: dict[str, Any] = {"shares": Decimal, "share_comparisons": str}
"""What a registry holds by indicator and unit, and how the values are read."""


def registry_to_json(registry: Registry) -> str:
    """Write a registry; `shares` and `share_comparisons` as lists of key and value."""
    written: dict[str, Any] = {
        name: getattr(registry, name)
        for name in Registry.__dataclass_fields__
        if getattr(registry, name)
    }
    for name in _BY_PAIR:
        pairs = sorted(getattr(registry, name).items())
        written[name] = [[*key, str(value)] for key, value in pairs]
    return compact(written)


_MOST_KNOWN = 32
_known: dict[bytes, Registry] = {}
"""Registries by the digests of their texts: a province's text is nine mebibytes."""


def registry_from_json(text: str) -> Registry:
    """Read what `registry_to_json` wrote; equal texts give one object."""
    digest = hashlib.sha256(text.encode()).digest()
    if digest not in _known:
        if len(_known) >= _MOST_KNOWN:
            del _known[next(iter(_known))]
        _known[digest] = _registry(text)
    return _known[digest]


def _registry(text: str) -> Registry:
    data = json.loads(text)
    by_pair: dict[str, Any] = {}
    for name, read in _BY_PAIR.items():
        by_pair[name] = {
            (indicator, unit): read(value)
            for indicator, unit, value in data.pop(name, [])
        }
    return Registry(**parts(Registry, data), **by_pair)


def design_to_json(design: FormDesign) -> str:
    """Write a form design."""
    return compact(design)


@lru_cache(maxsize=32)
def design_from_json(text: str) -> FormDesign:
    """Read what `design_to_json` wrote; equal designs are one object."""
    return shared(FormDesign(**parts(FormDesign, json.loads(text))))


def settings_to_json(settings: Settings) -> str:
    """Write the sections of the settings that what leaders receive depends on."""
    return compact({name: getattr(settings, name) for name in SETTINGS})


def settings_from_json(text: str, today: Settings) -> Settings:
    """Give today's settings with the sections that `settings_to_json` wrote.

    An empty text has none.
    """
    from dataclasses import replace

    if not text:
        return today
    data: dict[str, Any] = json.loads(text)
    sections = {}
    for name, values in data.items():
        kind = type(getattr(today, name))
        known = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in values.items()
            if key in kind.__dataclass_fields__
        }
        sections[name] = kind(**known)
    return replace(today, **sections)
