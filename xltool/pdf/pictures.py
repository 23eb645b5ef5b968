"""Pictures of pages: files of one or more, rendered pages of a PDF, cut-outs as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from xltool.errors import InputFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from xltool.pdf.page import Box

    Picture = NDArray[Any]

MOST_PIXELS = 60_000_000
"""Of one page: A3 at 500 dots an inch."""
MOST_SCANNED_PAGES = 60
_LONGEST_SIDE = 2600
"""Pixels to which larger pages are made smaller: 220 dots an inch on A4."""
_SHORTEST_SIDE = 1500
"""Pixels to which small pages are made larger, so that small print can be told."""
_DOTS = 200 / 72
"""Pixels a point: 200 dots an inch."""
_MARGIN = 6
_WIDEST, _HIGHEST = 900, 200


def pictures_of(data: bytes) -> Iterator[Picture]:
    """Give the pages of a picture file, as they are to be looked at.

    InputFileError where it is damaged, too large, or has too many pages.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as file:
            frames = getattr(file, "n_frames", 1)
            if frames > MOST_SCANNED_PAGES:
                raise InputFileError(too_many(frames))
            for number in range(frames):
                file.seek(number)
                if file.width * file.height > MOST_PIXELS:
                    raise InputFileError(
                        f"图片太大（{file.width}×{file.height}）：请缩小后重试"
                    )
                yield _sized(_pixels(ImageOps.exif_transpose(file)))
    except Image.DecompressionBombError:
        raise InputFileError("图片太大：请缩小后重试") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise InputFileError(
            "图片打不开，可能已损坏：请用看图软件另存为 .png 或 .jpg 后重试"
        ) from None


def too_many(pages: int) -> str:
    """Word that there are too many scanned pages."""
    return (
        f"有 {pages} 页需要识别，超过 {MOST_SCANNED_PAGES} 页："
        "请只保留分解表所在的页，或分成几个文件导入"
    )


def _pixels(image: Any) -> Picture:
    """Give blue, green and red; what is transparent is white."""
    import numpy as np
    from PIL import Image

    if image.mode in ("RGBA", "LA", "P"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.asarray(image.convert("RGB"))[:, :, ::-1].copy()


def _sized(picture: Picture) -> Picture:
    """Bring a page to a size at which its print is neither too small nor too large."""
    import cv2

    longest = max(picture.shape[:2])
    scale = 1.0
    if longest > _LONGEST_SIDE:
        scale = _LONGEST_SIDE / longest
    elif longest < _SHORTEST_SIDE:
        scale = min(2.0, _SHORTEST_SIDE / longest)
    if scale == 1.0:
        return picture
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way)


def rendered(page: Any) -> Picture:
    """Give the picture of a PDF's page."""
    width, height = page.get_size()
    scale = min(_DOTS, _LONGEST_SIDE / max(width, height, 1.0))
    pixels: Picture = page.render(scale=scale).to_numpy()
    return pixels[:, :, :3].copy()


def stored(picture: Picture) -> bytes:
    """Give a picture as a small file, to be cut from later."""
    import cv2

    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    return data.tobytes()


def cut_out(page: bytes, box: Box) -> bytes:
    """Give a part of a stored page as a PNG, with a little of what stands around it."""
    import cv2
    import numpy as np

    picture = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        return b""
    top = max(0, int(box.top) - _MARGIN)
    left = max(0, int(box.left) - _MARGIN)
    bottom = int(box.bottom) + _MARGIN
    right = int(box.right) + _MARGIN
    part = picture[top : min(bottom, top + _HIGHEST), left : min(right, left + _WIDEST)]
    _, data = cv2.imencode(".png", part)
    return data.tobytes()
