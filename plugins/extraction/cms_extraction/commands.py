"""``cms import article`` and ``cms extraction score``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cms import SYSTEM, enqueue, transaction
from cms_extraction.extracting import extract
from cms_extraction.files import UnknownFile, read_article
from cms_extraction.records import Extraction
from cms_extraction.scoring import format_report, score_folder


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("article")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
@click.option("--places", is_flag=True, help="Add the sentence of each field.")
@click.option(
    "--dry-run", is_flag=True, help="Change nothing; so far this is all it does."
)
def article(file: Path, as_json: bool, places: bool, dry_run: bool) -> None:
    """Show the records that the article in FILE (.txt, .html, .docx) speaks of.

    With --json in the schema seed-extraction/1. Records are made of them on
    the desk, beside the article; this command writes nothing.
    """
    del dry_run  # said for clarity: nothing is ever written
    try:
        found = extract(read_article(file), file.name)
    except UnknownFile as error:
        raise click.ClickException(str(error)) from error
    if not as_json:
        click.echo(_summary(found))
        return
    records = dict(found.records)
    if places:
        records["places"] = [
            {
                "path": one.path,
                "start": one.span.start,
                "end": one.span.end,
                "sentence": found.text[one.sentence.start : one.sentence.end],
            }
            for one in found.places
        ]
    click.echo(json.dumps(records, ensure_ascii=False, indent=1))


def _summary(found: Extraction) -> str:
    """Return in a few lines what was found."""
    records = found.records
    meeting = records["conference"]
    if meeting is None:
        return "No conference was found."
    lines = [f"{meeting['title']} ({meeting['date'] or 'no day'})"]
    lines += [f"  {len(records[name])} {name}" for name in (
        "people", "organisations", "agenda", "documents", "assessments", "directives",
        "statistics",
    )]  # fmt: skip
    return "\n".join(lines)


@click.command("articles")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--type", "type_name", default="news.article", help="The kind of the drafts."
)
@click.option("--later", is_flag=True, help="Leave it to the job worker.")
def articles(folder: Path, type_name: str, later: bool) -> None:
    """Make drafts of all articles in FOLDER, with their records.

    Text, HTML and Word files, WordPress exports (WXR) and RSS feeds are read.
    Articles that were taken before are left out: when the command is stopped,
    run it again. What is unsure is listed at the end and waits on the desk,
    where the report of the folder stands from the first article on.
    """
    from cms_extraction.backlog import JOB, Outcome, files_of, take_folder
    from cms_extraction.runs import open_run

    paths = files_of(folder)
    place = str(folder.resolve())
    if later:
        with transaction():
            open_run(place, type_name, paths)
            enqueue(JOB, folder=place, type_name=type_name)
        click.echo(f"The worker takes the articles of {len(paths)} files.")
        return

    def progress(name: str, outcome: Outcome) -> None:
        done = outcome.taken + outcome.before + len(outcome.refused)
        click.echo(f"  {done}  {name}", err=True)

    run_id = open_run(place, type_name, paths)
    outcome = take_folder(paths, SYSTEM, type_name, progress, run_id=run_id)
    click.echo(
        f"{outcome.taken} articles are new, {outcome.before} were here;"
        f" {outcome.drafts} drafts made, {outcome.linked} records linked,"
        f" {len(outcome.waiting)} wait."
    )
    for name, title, reason in outcome.waiting:
        click.echo(f"{name}\t{title}\t{reason}")
    for name, reason in outcome.refused:
        click.echo(f"{name}\t{reason}", err=True)


@click.command("score")
@click.argument("folder", type=_FOLDER)
@click.option("--notes", is_flag=True, help="List what was missed or wrong.")
def score(folder: Path, notes: bool) -> None:
    """Compare what is found in the texts of FOLDER with the records beside them.

    FOLDER holds NAME.txt and NAME.json; a text alone must give no record.
    Ends with status 1 when anything was invented.
    """
    report, count = score_folder(folder, lambda raw, name: extract(raw, name).records)
    if notes:
        for line in report.notes:
            click.echo(line)
    click.echo(f"{count} texts")
    click.echo(format_report(report))
    if any(one.invented for one in report.scores.values()):
        raise click.exceptions.Exit(1)
