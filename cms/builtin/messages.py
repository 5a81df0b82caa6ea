"""The words of templates: the catalogue of the page's language, asked without detours."""

from __future__ import annotations

from typing import Any

from flask.sansio.app import App
from flask_babel import get_locale
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from cms.i18n import Catalog, SiteDomain


def install_messages(app: App) -> None:
    """Give templates ``_``, ``gettext`` and ``ngettext`` that ask the catalogue itself.

    They say what those of Flask-Babel say; a page has some forty messages, each of
    which asked five objects for the language.
    """
    domain: SiteDomain = app.extensions["babel"].instance.domain_instance

    def catalog() -> Catalog:
        return domain.catalog(getattr(get_locale(), "language", "en"))

    @pass_eval_context
    def gettext(context: EvalContext, message: str, **variables: Any) -> str:
        return _filled(context, catalog().gettext(message), variables)

    @pass_eval_context
    def ngettext(
        context: EvalContext, one: str, many: str, num: int, **variables: Any
    ) -> str:
        words = catalog().ngettext(one, many, num)
        return _filled(context, words, {"num": num, **variables})

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)


def _filled(context: EvalContext, words: str, variables: dict[str, Any]) -> str:
    """Return a message with its variables, which are escaped where the page is HTML."""
    # As Jinja has it: messages are part of the program.
    words = Markup(words) if context.autoescape else words  # noqa: S704
    return words % variables if "%" in words else words
