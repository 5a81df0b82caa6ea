"""The site map and robots.txt."""

from xml.etree import ElementTree as ET

from cms.features.syndication import sitemap


MAP = {"s": sitemap.NAMESPACE}


def places(answer):
    return [one.text for one in ET.fromstring(answer.data).iterfind(".//s:loc", MAP)]


def test_site_map_lists_home_lists_and_public_items(note, client):
    item = note("Tin")
    note("Nội bộ", visibility="internal")

    found = places(client.get("/sitemap.xml"))

    base = "http://127.0.0.1:8000"
    assert found == [f"{base}{path}" for path in ("/", "/ghi-chu", "/nguoi", item.path)]


def test_site_map_says_when_a_page_changed(note, client):
    item = note("Tin")

    root = ET.fromstring(client.get("/sitemap.xml").data)

    changed = [one.text for one in root.iterfind(".//s:lastmod", MAP)]
    assert changed == [item.updated_at.isoformat(timespec="seconds")]


def test_large_site_map_is_split_and_its_parts_hold_everything(
    note, client, monkeypatch
):
    made = [note(f"Tin {number}").path for number in range(5)]
    monkeypatch.setattr(sitemap, "PER_FILE", 2)

    parts = places(client.get("/sitemap.xml"))
    found = [
        place
        for part in parts
        for place in places(client.get(part.removeprefix("http://127.0.0.1:8000")))
    ]

    assert len(parts) == 3
    assert {f"http://127.0.0.1:8000{path}" for path in made} <= set(found)
    assert len(found) == len(set(found))
    assert client.get("/sitemap-4.xml").status_code == 404


def test_robots_are_told_where_the_map_is_and_what_to_leave(client):
    words = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /ban-lam-viec/" in words
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in words
