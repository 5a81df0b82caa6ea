"""Articles: the sample without loss, related news, settings, warnings."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files

import pytest
from cms_news import ARTICLE
from cms_news.checks import check_article
from cms_news.models import Article
from cms_news.queries import related_articles
from sqlalchemy import select

from cms import SYSTEM, Item, Section, db, richtext
from cms.content.checks import ruled
from cms.settings import save_settings


@pytest.fixture
def loaded(demo):
    return demo


def sample() -> list[dict]:
    source = files("cms_news").joinpath("demo", "news.json")
    return json.loads(source.read_text(encoding="utf-8"))


def article_of(slug: str) -> Item:
    query = select(Item).where(Item.type == ARTICLE, Item.slug == slug)
    return db.session.scalars(query).one()


def test_every_article_keeps_every_field(loaded):
    sections = {row.id: row.slug for row in db.session.scalars(select(Section))}
    for record in sample():
        item = article_of(record["slug"])
        row = db.session.get(Article, item.id)
        assert item.title == record["title"]
        assert item.summary == record["lead"]
        assert item.language == record["language"]
        assert item.published_at == dt.datetime.fromisoformat(record["published_at"])
        assert item.status == record["status"]
        assert sections[item.section_id] == record["category"]
        assert row.event_date.isoformat() == record["event_date"]
        for name in ("author", "source", "tags", "cover_alt"):
            assert getattr(row, name) == record[name]
        assert richtext.plain_text(row.body).split("\n\n") == record["body"]


def test_every_article_names_its_people_with_their_posts(loaded, client):
    for record in sample():
        page = client.get(f"/tin-tuc/{record['slug']}").text
        for slug in [*record["people"]]:
            assert f'"/nhan-su/{slug}"' in page
        for slug in record["organisations"]:
            assert f'"/to-chuc/{slug}"' in page


def test_the_words_of_the_sample_are_counted_alike(loaded):
    from cms_news.views import word_count

    from cms import current_snapshot

    for record in sample():
        counted = word_count(current_snapshot(article_of(record["slug"])))
        assert abs(counted - record["word_count"]) <= record["word_count"] // 50


def test_the_page_has_lead_author_source_and_keywords(loaded, client):
    record = sample()[0]
    page = client.get(f"/tin-tuc/{record['slug']}").text
    for text in (record["author"], record["source"], *record["tags"]):
        assert text in page
    assert record["cover_alt"] in page


def test_a_person_is_shown_in_the_news(loaded, client):
    page = client.get("/nhan-su/luong-ha-may").text
    assert f'"/tin-tuc/{sample()[0]["slug"]}"' in page


def test_related_articles_share_links_first(loaded, make_item):
    record = sample()[0]
    item = article_of(record["slug"])
    with loaded.app.test_request_context():
        found = related_articles(item, 4)
    assert len(found) == 4
    assert item not in found
    shared = set(record["people"]) | set(record["organisations"])
    first = next(one for one in sample() if one["slug"] == found[0].slug)
    assert shared & (set(first["people"]) | set(first["organisations"]))


def test_the_settings_hold_from_the_next_build_on(loaded, config):
    from cms.build import build
    from cms.testing import Browser

    path = f"/tin-tuc/{sample()[0]['slug']}"
    assert "Tin liên quan</h2>" in Browser(loaded.app).get(path).text
    save_settings(SYSTEM, "news", {"related": 0, "byline": "Ban Biên tập"})
    later = build(config, ("directory", "news"), 2)
    try:
        assert "Tin liên quan</h2>" not in Browser(later.app).get(path).text
        with later.app.app_context():
            form = later.registry.content_types[ARTICLE].form()
            assert form.author.data == "Ban Biên tập"
    finally:
        later.close()


def test_a_new_article_bears_the_name_of_whose_account_it_is(make_item, user, login_as):
    from cms_directory import PERSON

    from cms.builtin.desk.site.account_person_service import link_person
    from cms.content.spine.queries import current_snapshot

    known = make_item(PERSON, title="Lục Văn Ký", status="published")
    hidden = make_item(
        PERSON, title="Người Kín", status="published", visibility="internal"
    )
    for person, byline in ((known, "Lục Văn Ký"), (hidden, ""), (None, "")):
        writer = login_as("reporter")
        link_person(SYSTEM, writer.user, person.id if person else None)
        answer = writer.post(f"/ban-lam-viec/tao/{ARTICLE}", data={"title": "Bài"})
        item_id = int(answer.location.rpartition("/")[2])
        item = db.session.get(Item, item_id)
        assert (current_snapshot(item)["author"] or "") == byline


def test_an_event_after_its_news_breaks_a_rule_that_does_not_block(site, make_item):
    with site.app.test_request_context():
        item = make_item(ARTICLE)
        far = (dt.date.today() + dt.timedelta(days=400)).isoformat()  # noqa: DTZ011
        found = list(check_article(item, {"event_date": far, "image_id": 3}, "publish"))
        blocking = [problem for problem in ruled(found) if problem.block]
    assert {problem.field for problem in found} == {"event_date"}
    assert blocking == []


def test_the_feed_carries_the_newest_article(loaded, client):
    newest = max(sample(), key=lambda record: record["published_at"])
    assert newest["title"] in client.get("/tin-tuc/feed.atom").text
