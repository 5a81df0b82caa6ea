"""Figures: one set for command, pages and exports; each opens its rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape
from importlib.resources import files

import pytest
from cms_directory import ORGANISATION
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.commands import figures
from cms_inspections.figures import count_figures
from cms_inspections.scopes import Choice, Scope

from cms import SYSTEM, service


DAY = dt.date(2026, 11, 23)
ON = "_on_2026-11-23"
OVERVIEW = "/chuong-trinh/tong-quan"


def sample() -> dict[int, dict]:
    source = files("cms_inspections").joinpath("demo", "programmes.json")
    records = json.loads(source.read_text(encoding="utf-8"))
    return {one["year"]: one for one in records if one.get("year")}


def expected(year: int) -> dict:
    """Return what the sample says a year adds up to, under the names of the command."""
    wanted = sample()[year]["expected_aggregates"]
    return {name.removesuffix(ON): value for name, value in wanted.items()}


def test_the_command_prints_what_each_year_of_the_sample_adds_up_to(demo):
    for year in (2024, 2025, 2026):
        asked = [str(year), "--json", "--on", DAY.isoformat()]
        result = demo.app.test_cli_runner().invoke(figures, asked)
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == expected(year)
    none = demo.app.test_cli_runner().invoke(figures, ["1999", "--json"])
    assert none.exit_code == 1
    assert "1999" in none.output


@pytest.mark.parametrize("role", [None, "administrator"])
def test_every_figure_of_a_year_opens_as_many_rows(demo, client, login_as, role):
    browser = login_as(role) if role else client
    page = browser.get(f"{OVERVIEW}?nam=2026").text
    seen = {}
    for address, words in re.findall(r'<a href="([^"]+)">(.*?)</a>', page):
        number = re.fullmatch(r"(?:<strong>)?(\d+)(?:</strong>.*)?", words.strip())
        if "/cuoc?" in address and number and "discipline" not in address:
            seen[unescape(address)] = int(number[1])
    assert len(seen) > 20
    for address, count in seen.items():
        rows = browser.get(address).text
        assert rows.count('<th scope="row" class="nowrap">') == count, address
    wanted = expected(2026)
    total = wanted["total"] if role else wanted["public_items"]
    assert seen[f"{OVERVIEW}/cuoc?nam=2026"] == total


def test_readers_do_not_learn_of_discipline_that_is_not_announced(demo, client):
    page = client.get(f"{OVERVIEW}?nam=2024").text
    assert "discipline=" not in page
    rows = client.get(f"{OVERVIEW}/cuoc?nam=2024&discipline=to_chuc:canh_cao").text
    assert "2024-DH-02" not in rows


def test_rows_of_what_nobody_knows_are_not_there(demo, client):
    for asked in ("type=x", "status=x", "planned=13", "planned=²", "late=x", "flag=x"):
        assert client.get(f"{OVERVIEW}/cuoc?nam=2026&{asked}").status_code == 404
    assert client.get(f"{OVERVIEW}/cuoc?nam=1999").status_code == 404
    assert client.get(f"{OVERVIEW}/cuoc?chuong-trinh=khong-co").status_code == 404
    nobody = client.get(f"{OVERVIEW}/cuoc?nam=2026&owner=%00&sau=%F0")
    assert nobody.status_code in (200, 400)


def test_each_chart_has_a_title_and_its_table(demo, client):
    page = client.get(f"{OVERVIEW}?nam=2026").text
    charts = re.findall(r'<figure class="chart">(.*?)</figure>', page, re.S)
    assert len(charts) == 3
    for chart in charts:
        name, table = re.search(
            r'role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"', chart
        ).groups()
        assert f'id="{name}"' in chart
        assert f'id="{table}"' in chart
        assert "<table" in chart


@pytest.fixture
def body(make_item):
    return make_item(
        ORGANISATION, title="Ban", type="khac", level="quan", status="published"
    )


def test_a_term_counts_every_inspection_below_at_any_depth(body, client):
    tree = [None]
    for kind in ("nhiem_ky", "nam", "quy"):
        tree.append(new_programme(body, kind, tree[-1]))
    for number, under in enumerate(tree[1:]):
        new_inspection(body, under, f"2027-{number}")
    closed = new_programme(body, "quy", tree[2], visibility="internal")
    new_inspection(body, closed, "2027-9")
    term = tree[1]
    page = client.get(term.path).text
    assert all(f"2027-{number}" in page for number in range(3))
    assert "2027-9" not in page
    assert count_figures(Scope.of(SYSTEM, [term.id], DAY)).total == 4
    year = count_figures(Scope.of(SYSTEM, [tree[2].id, tree[3].id], DAY))
    assert year.total == 3


def new_programme(body, kind, parent, **more):
    values = {"title": f"Chương trình {kind}", "kind": kind, "issuer": body.id}
    values |= {"parent": parent.id if parent else None, "status": "dang_thuc_hien"}
    return publish(PROGRAMME, {**values, **more})


def new_inspection(body, under, code):
    values = {
        "title": "Việc",
        "code": code,
        "type": "kt_chap_hanh",
        "planned_start": "2027-01-04",
        "planned_end": "2027-02-26",
        "subjects": [{"kind": "dang_vien", "label": "Bí thư", "count": 1}],
        "programme": under.id,
        "owner": body.id,
        "visibility": "public",
        "status": "du_kien",
    }
    return publish(INSPECTION, values)


def publish(kind, values):
    item = service.create(SYSTEM, kind, values)
    return service.publish(SYSTEM, item.id, item.version)


def test_a_loop_of_programmes_ends(body):
    upper = new_programme(body, "nhiem_ky", None)
    lower = new_programme(body, "nam", upper)
    saved = service.save(SYSTEM, upper.id, {"parent": lower.id}, upper.version)
    service.publish(SYSTEM, saved.id, saved.version)
    new_inspection(body, lower, "2027-1")
    assert count_figures(Scope.of(SYSTEM, [upper.id], DAY)).total == 1


def test_a_choice_stands_in_an_address_as_it_was_made():
    given = {"type": "gs_chuyen_de", "planned": "12", "late": "any", "nam": "2026"}
    choice = Choice.read(given)
    assert choice.asked() == {"type": "gs_chuyen_de", "planned": 12, "late": "any"}
