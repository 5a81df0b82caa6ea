import datetime as dt
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from flask import g
from flask_babel import gettext, lazy_gettext, ngettext

from cms import i18n
from cms.cli.translations import group
from cms.forms import Form


CATALOG = """
msgid ""
msgstr ""
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Only a test says this"
msgstr "Chỉ phép thử nói thế"

msgid "%(num)d test"
msgid_plural "%(num)d tests"
msgstr[0] "%(num)d phép thử"

msgctxt "verb"
msgid "Test"
msgstr "Thử"

#, fuzzy
msgid "Doubtful"
msgstr "Đáng ngờ"
"""


@pytest.fixture
def speak(site):
    """Return a function that enters a request in a language."""

    @contextmanager
    def enter(language):
        g.pop("_flask_babel", None)  # the language of the context around
        headers = {"Cookie": f"lang={language}"}
        with site.app.test_request_context(headers=headers):
            yield

    return enter


@pytest.fixture
def domain(tmp_path):
    folder = tmp_path / "extra" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOG, encoding="utf-8")
    return i18n.SiteDomain([tmp_path / "extra"])


def test_catalogs_are_read_from_po_files(site, domain):
    catalog = domain.catalog("vi")
    assert catalog.gettext("Only a test says this") == "Chỉ phép thử nói thế"
    assert catalog.ngettext("%(num)d test", "%(num)d tests", 5) == "%(num)d phép thử"
    assert catalog.pgettext("verb", "Test") == "Thử"


def test_missing_or_doubtful_message_stays_in_english(site, domain):
    for language in ("vi", "en"):
        catalog = domain.catalog(language)
        assert catalog.gettext("Nobody translated this") == "Nobody translated this"
        assert catalog.gettext("Doubtful") == "Doubtful"
    assert domain.catalog("en").ngettext("%(num)d test", "%(num)d tests", 1) == (
        "%(num)d test"
    )
    assert domain.catalog("en").ngettext("%(num)d test", "%(num)d tests", 2) == (
        "%(num)d tests"
    )


def test_core_wins_over_a_plugin(site, domain, tmp_path):
    other = tmp_path / "second" / "vi" / "LC_MESSAGES"
    other.mkdir(parents=True)
    changed = CATALOG.replace("Chỉ phép thử nói thế", "Khác")
    (other / "messages.po").write_text(changed, encoding="utf-8")
    both = i18n.SiteDomain([tmp_path / "extra", tmp_path / "second"])
    words = both.catalog("vi").gettext("Only a test says this")
    assert words == "Chỉ phép thử nói thế"


def test_site_speaks_vietnamese_unless_asked(client):
    assert '<html lang="vi"' in client.get("/dang-nhap").text


def test_query_sets_the_language_and_leads_back(client):
    answer = client.get("/dang-nhap?lang=en&next=x")
    assert (answer.status_code, answer.location) == (302, "/dang-nhap?next=x")
    page = client.get("/dang-nhap")
    assert '<html lang="en"' in page.text
    assert "Log in" in page.text


def test_unknown_language_changes_nothing(client):
    client.get("/dang-nhap?lang=xx")
    client.set_cookie("lang", "../../etc")
    assert '<html lang="vi"' in client.get("/dang-nhap").text


def test_language_query_never_leads_to_another_site(client):
    for path in ("//evil.example/?lang=en", "/dang-nhap/../?lang=en"):
        location = client.get(path).headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")


def test_own_language_counts_unless_chosen_otherwise(login_as, user):
    browser = login_as(user("reporter", language="en"))
    assert '<html lang="en"' in browser.get("/ban-lam-viec/tai-khoan").text
    browser.set_cookie("lang", "vi")
    assert '<html lang="vi"' in browser.get("/ban-lam-viec/tai-khoan").text


def test_lazy_text_follows_the_reader(speak):
    lazy = lazy_gettext("Log in")
    with speak("en"):
        assert str(lazy) == "Log in"
    with speak("vi"):
        assert str(lazy) == "Đăng nhập"
        assert gettext("Password") == "Mật khẩu"
        assert ngettext("%(num)d test", "%(num)d tests", 2) == "2 tests"


MOMENT = dt.datetime(2026, 11, 22, 18, 5, tzinfo=dt.UTC)  # the 23rd in Hanoi


def test_dates_in_vietnamese(speak):
    with speak("vi"):
        assert i18n.date_short(MOMENT) == "23/11/2026"
        assert "23 tháng 11 năm 2026" in i18n.date_long(MOMENT)
        assert "23/11/2026" in i18n.datetime_press(MOMENT)
        assert i18n.date_short("2026-03-05") == "05/03/2026"
        assert i18n.number(1234567) == "1.234.567"
        assert i18n.date_long(None) == i18n.number(None) == ""


def test_dates_in_english(speak):
    with speak("en"):
        assert i18n.date_short(MOMENT) == "23 November 2026"
        assert i18n.date_long(dt.date(2026, 11, 23)) == "23 November 2026"
        assert i18n.datetime_press(MOMENT) == "23 November 2026, 01:05"
        assert i18n.date_time(MOMENT) == "23 November 2026, 01:05"
        assert i18n.number(1234567) == "1,234,567"


def test_built_in_form_messages_follow_the_reader(speak):
    from wtforms import StringField
    from wtforms.validators import InputRequired, Length

    class Sample(Form):
        name = StringField(validators=[InputRequired(), Length(max=3)])

    def message(language, data):
        with speak(language):
            form = Sample(formdata=data, meta={"csrf": False})
            form.validate()
            return str(form.name.errors[0])

    from werkzeug.datastructures import MultiDict

    assert message("vi", MultiDict()) == "Vui lòng nhập mục này."
    assert message("vi", MultiDict({"name": "abcd"})) == "Không dài quá 3 ký tự."
    assert message("en", MultiDict()) == "This field is required."


def test_command_collects_messages_and_keeps_translations(tmp_path):
    package = tmp_path / "cms_sample"
    package.mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    module = package / "__init__.py"
    module.write_text('from flask_babel import gettext as _\n\n_("One")\n_("Two")\n')
    runner = CliRunner()
    result = runner.invoke(group, ["update", str(tmp_path)], catch_exceptions=False)
    assert "cms_sample: 2 messages, 2 to translate" in result.output
    catalog = package / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(
        text.replace('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Một"')
    )
    module.write_text('from flask_babel import gettext as _\n\n_("One")\n')
    result = runner.invoke(group, ["update", str(tmp_path)], catch_exceptions=False)
    assert "cms_sample: 1 messages, 0 to translate" in result.output
    assert 'msgstr "Một"' in catalog.read_text(encoding="utf-8")
    assert runner.invoke(group, ["check", str(tmp_path)]).exit_code == 0
    module.write_text('from flask_babel import gettext as _\n\n_("Three")\n')
    assert runner.invoke(group, ["check", str(tmp_path)]).exit_code == 1


def test_a_plugin_that_is_off_speaks_by_its_own_catalog(speak, tmp_path):
    folder = tmp_path / "translations" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOG, encoding="utf-8")
    with speak("vi"):
        words = i18n.own_words(tmp_path, "Only a test says this")
        assert words == "Chỉ phép thử nói thế"
        assert i18n.own_words(tmp_path, "Unknown") == "Unknown"
    with speak("en"):
        words = i18n.own_words(tmp_path, "Only a test says this")
        assert words == "Only a test says this"
