"""Count what a person does on pages: presses, drops, confirming keys, documents loaded.

Typing and Tab are free. Every key that acts on something other than a text
counts: Enter, Space, an arrow on a radio button, and Ctrl+Enter wherever it is.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page


LISTEN = """
(() => {
  const tell = (kind, event) => window.countAction(kind + ' ' + (event.target.name ||
    event.target.id || event.target.textContent || event.target.tagName).trim().slice(0, 40))
  const writes = (target) => target.isContentEditable || target.matches?.('textarea')
  const types = (target) => writes(target) || target.matches?.(
    'input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=file])')
  addEventListener('pointerdown', (event) => tell('press', event), true)
  addEventListener('drop', (event) => tell('drop', event), true)
  addEventListener('keydown', (event) => {
    const { key, target } = event
    const command = event.ctrlKey || event.metaKey
    if (key === 'Enter' && command) tell('command Enter', event)
    else if (key === 'Enter' ? !writes(target) : key === ' ' ? !types(target)
      : key.startsWith('Arrow') && target.matches?.('[type=radio]')) tell(key, event)
  }, true)
})()
"""

DROP = """
async (zone, files) => {
  const data = new DataTransfer()
  for (const one of files) {
    const bytes = Uint8Array.from(atob(one.bytes), (sign) => sign.charCodeAt(0))
    data.items.add(new File([bytes], one.name, { type: one.type }))
  }
  const options = { dataTransfer: data, bubbles: true, cancelable: true }
  for (const name of ['dragenter', 'dragover', 'drop']) {
    zone.dispatchEvent(new DragEvent(name, options))
  }
}
"""


@dataclass
class Counter:
    """Actions in the order in which they were made, and the documents loaded."""

    actions: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, page: Page) -> None:
        """Count what happens in a browser from now on."""
        context.expose_binding("countAction", lambda _source, kind: self.add(kind))
        context.add_init_script(LISTEN)
        page.on("domcontentloaded", lambda page: self.loads.append(page.url))

    def add(self, action: str) -> None:
        """Count something that pages cannot see, such as a link in a letter."""
        self.actions.append(action)


def parts(files: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield files as a page can make them anew for a drop."""
    for path in files:
        yield {
            "name": path.name,
            "type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            "bytes": base64.b64encode(path.read_bytes()).decode(),
        }
