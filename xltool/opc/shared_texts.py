"""The shared texts of a workbook whose rows were written anew.

How many cells still refer to them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.opc.package import open_package, rebuilt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.opc.package import Package

SHARED_TEXTS = "xl/sharedStrings.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(rb'<c [^>]*t="s"')
_COUNT = re.compile(rb' count="\d+"')


def with_counted_texts(package: Package, heads: Mapping[str, bytes]) -> Package:
    """Give a package whose shared texts say how many cells refer to them.

    `heads` is what stays of sheets whose rows are written anew; the new rows refer to
    no shared text.
    """
    if SHARED_TEXTS not in package.parts:
        return package
    count = 0
    for name in package.parts:
        if _SHEET.fullmatch(name):
            content = heads[name] if name in heads else package.read(name)
            count += len(_REFERENCE.findall(content))
    texts = _COUNT.sub(b' count="%d"' % count, package.read(SHARED_TEXTS), count=1)
    return open_package(rebuilt(package, {SHARED_TEXTS: texts}))
