"""The text of a picture, by RapidOCR: which strips hold text, and what it is.

An optional part: its models come in the package's own wheel, and nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from xltool.pdf.page import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Picture = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizedText:
    """What one strip says, and how sure the least sure character of it is."""

    text: str
    confidence: float


def is_installed() -> bool:
    """Whether the optional packages for recognition are there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class Recognizer:
    """The engine with its models, loaded once for all pages."""

    def __init__(self) -> None:
        """Load nothing yet: the models are read when they are first used."""
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": 2600,
                "Global.use_cls": False,
            }
        )

    def strips(self, picture: Picture) -> list[Box]:
        """Give where lines of text stand."""
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False)
        if found is None or getattr(found, "boxes", None) is None:
            return []
        return [_box(corners) for corners in found.boxes]

    def read(self, pictures: Sequence[Picture]) -> list[RecognizedText]:
        """Read strips, each with one line of text."""
        if not pictures:
            return []
        self._engine.return_word_box = True
        result = self._engine.recognize_txt(list(pictures))
        return [
            RecognizedText(text=text, confidence=_least(text, words.confs))
            for text, words in zip(result.txts, result.word_results, strict=True)
        ]


def _box(corners: Any) -> Box:
    across = corners[:, 0]
    down = corners[:, 1]
    return Box(
        left=float(across.min()),
        top=float(down.min()),
        right=float(across.max()),
        bottom=float(down.max()),
    )


def _least(text: str, sure: Sequence[float] | None) -> float:
    """Give the confidence of the least sure character.

    Marks and blanks do not count: whether a comma or a pause stands there changes no
    figure and no name. Ink that says nothing is not sure at all.
    """
    pairs = zip(text, sure or (), strict=False)
    counted = (float(one) for char, one in pairs if char.isalnum())
    return min(counted, default=1.0 if text.strip() else 0.0)
