"""XML for programs: well-formed whatever stands in titles and settings."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from flask import Response


# Without what XML 1.0 cannot hold, not even escaped (section 2.2, Char).
_NEVER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_response(root: ET.Element, mimetype: str) -> Response:
    """Return a document as an answer with a validator; what no XML holds is left out."""
    for element in root.iter():
        element.text = _NEVER.sub("", element.text or "") or None
        for name, value in element.attrib.items():
            element.set(name, _NEVER.sub("", value))
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, content_type=f"{mimetype}; charset=utf-8")
    response.add_etag()
    return response
