"""``cms import article`` and ``cms extraction score``."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from click.testing import CliRunner
from cms_extraction.commands import article, score

from cms import text


HERE = Path(__file__).parent
EXAMPLE = HERE / "example" / "half-year.txt"


def run(command, *arguments):
    return CliRunner().invoke(command, list(map(str, arguments)))


def records_of(path, *options):
    done = run(article, path, "--json", "--dry-run", *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_the_records_are_printed_in_the_schema():
    records = records_of(EXAMPLE)
    assert records["schema"] == "seed-extraction/1"
    assert records["source_file"] == "half-year.txt"
    assert len(records["people"]) == 4


def test_the_sentence_of_each_field_is_added_on_demand():
    places = {
        one["path"]: one["sentence"]
        for one in records_of(EXAMPLE, "--places")["places"]
    }
    assert places["conference.date"].startswith("Ngày 05/7/2013, UBKT Quận ủy")


def paragraphs():
    lines = EXAMPLE.read_text("utf-8").splitlines()
    return [line for line in lines if line.strip()]


def word_file(path):
    """A Word file with the example's paragraphs, no more than Word needs."""
    name = "http://schemas.openxmlformats.org"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs())
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{name}/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{name}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{name}/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{name}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    path.write_bytes(data.getvalue())


def html_file(path):
    body = "".join(f"<p>{line}</p>" for line in paragraphs()[1:])
    page = (
        f"<html><head><title>{paragraphs()[0]}</title></head><body>{body}</body></html>"
    )
    path.write_text(page, "utf-8")


def legacy_file(path):
    """The example as TCVN3 bytes: what Windows saved before Unicode."""
    table = json.loads(
        (HERE.parents[2] / "cms" / "text" / "data" / "tcvn3.json").read_text("utf-8")
    )["map"]
    back = {letter: char for char, letter in table.items()}
    small = (
        EXAMPLE.read_text("utf-8").replace("“", '"').replace("”", '"').replace("–", "-")
    )
    path.write_bytes(
        "".join(back.get(char, char) for char in small).encode("latin-1", "replace")
    )


def test_word_and_html_files_give_what_the_text_gives(tmp_path):
    expected = records_of(EXAMPLE)
    for name, write in (("a.docx", word_file), ("a.html", html_file)):
        write(tmp_path / name)
        found = records_of(tmp_path / name)
        assert found["conference"] == expected["conference"]
        assert found["people"] == expected["people"]


def test_bytes_of_an_old_encoding_are_read(tmp_path):
    legacy_file(tmp_path / "a.txt")
    found = records_of(tmp_path / "a.txt")
    assert found["conference"]["date"] == "2013-07-05"
    assert "Kiều Thục Uyên" in {text.nfc(one["name"]) for one in found["people"]}


def test_another_kind_of_file_is_refused_with_what_is_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    done = run(article, tmp_path / "a.pdf")
    assert done.exit_code == 1
    assert ".docx" in done.output


def test_the_score_counts_and_an_invention_fails_it(tmp_path):
    raw = EXAMPLE.read_text("utf-8")
    (tmp_path / "a.txt").write_text(raw, "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(records_of(EXAMPLE)), "utf-8")
    done = run(score, tmp_path)
    assert done.exit_code == 0
    assert "positions          1.000   1.000  1.000" in done.output
