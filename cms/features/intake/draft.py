"""Turns what arrived into values for the form of any content type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.build_context import current_build
from cms.contributions import ContentType
from cms.features.intake.arrived import Version
from cms.richtext import clean
from cms.richtext.schema import Node


def holds_text(content_type: ContentType) -> bool:
    """Tell whether a type has drafts with a place for the text of a document."""
    if content_type.is_record or content_type.parent:
        return False
    return any(one.shape == "rich" for one in content_type.form())


@dataclass
class Draft:
    """Pictures of a drop on their way into a draft of one type.

    ``loose`` are the ids of pictures that came beside the document, ``own``
    those of the document's pictures by their numbers in it.
    """

    type_name: str
    is_wide: Callable[[int], bool]
    loose: list[int]
    own: dict[int, int]
    fields: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        content_type = current_build().registry.content_types[self.type_name]
        self.form = content_type.form()
        self.preferred_body = content_type.body
        self.fields = {one.short_name: one for one in self.form}

    @property
    def body_name(self) -> str | None:
        """The field for the text: the type's body, else the first rich text."""
        names = [name for name, one in self.fields.items() if one.shape == "rich"]
        if self.preferred_body in names:
            return self.preferred_body
        return next(iter(names), None)

    def data(self, version: Version) -> dict[str, Any]:
        """Return the snapshot's values for one version of the document."""
        values: dict[str, Any] = {"title": version.title, "summary": version.lead}
        blocks = self._with_ids(clean(version.body)["content"])
        lead = self._lead()
        values["image_id"] = lead
        if lead is not None and lead in self.own.values():
            blocks = self._taken_out(blocks, lead, values)
        rest = [one for one in self.loose if one != lead]
        gallery = next(
            (n for n, one in self.fields.items() if one.placement == "photos"), None
        )
        if gallery:
            values[gallery] = rest
        else:
            blocks += [{"type": "image", "attrs": {"mediaId": one}} for one in rest]
        if self.body_name:
            values[self.body_name] = clean({"type": "doc", "content": blocks})
        return {name: value for name, value in values.items() if name in self.fields}

    def _lead(self) -> int | None:
        """Return the lead picture: the first that lies, of those beside first."""
        for group in (self.loose, list(self.own.values())):
            wide = [one for one in group if self.is_wide(one)]
            if group:
                return (wide or group)[0]
        return None

    def _taken_out(
        self, blocks: list[Node], lead: int, values: dict[str, Any]
    ) -> list[Node]:
        """Take the lead picture out of the text, above which it stands already.

        One in a cell of a table stays, too: without it the cell would be empty.
        """
        pictures = [one for one in blocks if one["type"] == "image"]
        found = next((one for one in pictures if one["attrs"]["mediaId"] == lead), None)
        if found is None:
            return blocks
        values[self.form.lead_alt] = found["attrs"].get("alt", "")[:500]
        values[self.form.lead_caption] = found["attrs"].get("caption", "")[:500]
        return [one for one in blocks if one is not found]

    def _with_ids(self, nodes: list[Node]) -> list[Node]:
        """Return nodes with the library's ids; of a refused picture the caption stays."""
        found: list[Node] = []
        for node in nodes:
            if node["type"] != "image":
                content = self._with_ids(node["content"]) if "content" in node else None
                found.append({**node, "content": content} if content else node)
                continue
            attrs = node["attrs"]
            if attrs["mediaId"] in self.own:
                new = {**attrs, "mediaId": self.own[attrs["mediaId"]]}
                found.append({**node, "attrs": new})
            elif caption := attrs.get("caption"):
                text = {"type": "text", "text": caption}
                found.append({"type": "paragraph", "content": [text]})
        return found
