"""Typeset one document with Typst in a process of its own.

Run by ``cms.documents.pdf`` as a script: it reads a JSON request, writes the
PDF, and ends. So neither memory, time nor a panic of the compiler can harm who
asks. It imports nothing of cms and opens nothing but the fonts.
"""

from __future__ import annotations

import json
import sys
from tempfile import TemporaryDirectory


#: The exit code of a document that Typst does not accept; the reason is on stderr.
REFUSED = 3


def main() -> int:
    """Read the request from stdin, write the PDF to stdout; return the exit code."""
    request = json.load(sys.stdin.buffer)
    _limit(request["seconds"], request["bytes"])
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[request["fonts"]],
    )
    # Its root is an empty folder: even the template could read no file.
    with TemporaryDirectory() as root:
        try:
            content = typst.compile(
                request["template"].encode(),
                root=root,
                font_paths=fonts,
                sys_inputs={"data": request["data"]},
                pdf_standards=request["standards"],
                timestamp=request["timestamp"],
                package_path=root,
                package_cache_path=root,
            )
        except typst.TypstError as error:
            sys.stderr.write(error.message)
            return REFUSED
    sys.stdout.buffer.write(content)
    return 0


def _limit(seconds: int, size: int) -> None:
    """Let the system end this process when it takes too much time or memory."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
