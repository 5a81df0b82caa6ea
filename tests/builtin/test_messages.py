"""The words of templates: in the page's language, their variables escaped in HTML."""

import pytest
from flask_babel import force_locale


@pytest.fixture
def say(site):
    """Return a function that renders a template in a language."""

    def render(source, language="vi", **variables):
        with site.app.test_request_context("/"), force_locale(language):
            return site.app.jinja_env.from_string(source).render(**variables)

    return render


def test_a_message_follows_the_language_of_the_page(say):
    assert say("{{ _('Home') }}") == "Trang chủ"
    assert say("{{ gettext('Home') }}", "en") == "Home"


def test_a_message_without_a_translation_stays_as_it_is(say):
    assert say("{{ _('No such message') }}") == "No such message"
    assert say("{{ _('100 %% <b>sure</b>') }}") == "100 % <b>sure</b>"


def test_variables_are_escaped_and_messages_are_not(say):
    source = "{{ _('<i>%(name)s</i>', name=name) }}"
    assert say(source, name="<b>") == "<i>&lt;b&gt;</i>"
    plain = "{% autoescape false %}" + source + "{% endautoescape %}"
    assert say(plain, name="<b>") == "<i><b></i>"


def test_a_message_counts(say):
    source = "{{ ngettext('%(num)d code is left.', '%(num)d codes are left.', n) }}"
    assert say(source, "en", n=1) == "1 code is left."
    assert say(source, "en", n=2) == "2 codes are left."
    assert say(source, n=2) == "Còn 2 mã."
    block = "{% trans n=n %}{{ n }} item{% pluralize %}{{ n }} items{% endtrans %}"
    assert say(block, "en", n=3) == "3 items"
