"""The composition root: a configuration and a set of plugins become an application."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cms import i18n, security_headers
from cms.accounts import login_manager
from cms.accounts.permissions import CORE_PERMISSIONS, SYSTEM
from cms.build_context import Build, dispose
from cms.builtin import error_pages, requests
from cms.builtin.build_checks import check_build, template_names_once
from cms.builtin.build_checks.namespaces import check_addresses, check_name
from cms.config import Config
from cms.database.engines import bind
from cms.database.schema import require_schema, status
from cms.database.sources import load_models
from cms.errors import BuildError, PluginError
from cms.extensions import core_tables, db, registry_of
from cms.features import FEATURES, enabled_features
from cms.plugins.breaker import CircuitBreaker
from cms.plugins.discovery import Installed, discover, discover_themes, loaded
from cms.plugins.failures import FailureLog
from cms.plugins.manager import Manager
from cms.plugins.order import dependants, in_order
from cms.plugins.state import read_state
from cms.plugins.suspensions import read_suspended
from cms.registry import Collector, Registry
from cms.routing import LazyRule
from cms.settings.values import SITE, load_settings
from cms.theming import places
from cms.theming.assets import CORE_STATIC, Assets, layers_of
from cms.theming.compiled import COMPILED
from cms.theming.loader import CORE_TEMPLATES, Layer, LayerLoader
from cms.theming.theme import Theme, theme_chain


__all__ = ["Build", "build"]

log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
DEFAULT_THEME = "sen"

# The core's own parts, written against the same hooks as plugins: these are
# always there, the features unless the configuration leaves them out.
PARTS: Mapping[str, str] = {
    "idempotency": "cms.builtin.idempotency.plugin",
    "core": "cms.builtin.core",
    "accounts": "cms.builtin.accounts.plugin",
    "desk": "cms.builtin.desk.plugin",
    "exchange": "cms.builtin.exchange.plugin",
    "media": "cms.builtin.media.plugin",
    "object_storage": "cms.builtin.object_storage.plugin",
    "valkey": "cms.builtin.valkey.plugin",
    "operations": "cms.builtin.operations.plugin",
    "spelling": "cms.builtin.spelling.plugin",
    "pages": "cms.builtin.pages.plugin",
    "page_cache": "cms.builtin.page_cache.plugin",
}
BUILTIN = frozenset(PARTS) | frozenset(FEATURES)


def build(
    config: Config,
    enabled: Collection[str] | None = None,
    generation: int | None = None,
    *,
    strict: bool = False,
    extra_plugins: Sequence[Installed] = (),
    theme: str | None = None,
) -> Build:
    """Return a complete application for a set of plugins.

    Without ``enabled`` and ``generation`` the database says what is on.
    A plugin that cannot take part is left out with all that need it, and the
    build says so; a ``strict`` build raises PluginError instead.
    ``extra_plugins`` count as installed, ``theme`` as chosen.
    """
    installed = {**discover(), **{one.name: one for one in extra_plugins}}
    left_out: dict[str, str] = {}
    while True:
        attempt = _Attempt(config, installed, left_out, strict, extra_plugins, theme)
        try:
            return attempt.run(enabled, generation)
        except PluginError as error:
            attempt.discard()
            own = error.plugin in BUILTIN and error.plugin not in installed
            if strict or error.plugin in left_out or own:
                raise
            log.exception("plugin %s is left out", error.plugin)
            attempt.remember(error)
            left_out[error.plugin] = error.reason
            for name in dependants(error.plugin, installed, installed):
                left_out.setdefault(name, f"needs '{error.plugin}', which is left out")
        except BaseException:
            attempt.discard()
            raise


class _Attempt:
    """One attempt at a build: a new application, discarded when any plugin fails."""

    def __init__(
        self,
        config: Config,
        installed: Mapping[str, Installed],
        left_out: Mapping[str, str],
        strict: bool,
        extra_plugins: Sequence[Installed],
        theme: str | None,
    ) -> None:
        self.config, self.installed, self.theme = config, installed, theme
        self.themes = discover_themes()
        self.left_out, self.strict = dict(left_out), strict
        self.extra_plugins = extra_plugins
        self.failures = FailureLog(actor=SYSTEM)
        breaker = CircuitBreaker(budget=config.hook_seconds)
        self.manager = Manager(self.failures, breaker, BUILTIN)
        self.app = make_app(config)
        bind(self.app, config)

    def run(self, enabled: Collection[str] | None, generation: int | None) -> Build:
        """Return the build; PluginError names a plugin that must be left out."""
        with self.app.app_context():
            return self._run(enabled, generation)

    def _run(self, enabled: Collection[str] | None, generation: int | None) -> Build:
        if enabled is None or generation is None:
            with db.engine.connect() as connection:
                state = read_state(connection)
            enabled = state.enabled if enabled is None else enabled
            generation = state.generation if generation is None else generation
        with db.engine.connect() as connection:
            self.manager.breaker.suspend(read_suspended(connection))
        names = self._register(() if self.config.safe_mode else enabled)
        registry = Collector(self.manager, BUILTIN).collect(names, CORE_PERMISSIONS)
        self.manager.types = {
            name: registry.plugin_of("content type", name) or ""
            for name in registry.content_types
        }
        with db.engine.connect() as connection:
            settings = load_settings(
                connection,
                registry.settings_models,
                {"default_language": self.config.language},
            )
        self.manager.breaker.limit = settings[SITE].hook_failures
        theme = self._theme(self.theme or settings[SITE].theme)
        result = self._assemble(names, generation, registry, settings, theme)
        self._install(result)
        check_build(result, BUILTIN)
        check_addresses(result, BUILTIN)
        return result

    def _register(self, enabled: Collection[str]) -> list[str]:
        """Import and register the built-in parts, then the plugins in order."""
        load_models({})  # tables refer to each other, whichever parts use them
        modules = dict(PARTS)
        for name in enabled_features(self.config.disabled_features):
            modules[name] = f"cms.features.{name}.plugin"
        for name, module in modules.items():
            self.manager.register(name, importlib.import_module(module))
        names = in_order(set(enabled) - self.left_out.keys(), self.installed)
        unfit = {
            one.distribution: one.problem
            for one in (status(db.engine, names) if names else ())
        }
        for name in names:
            if problem := unfit.get(name):
                raise PluginError(name, problem)
            check_name(name, BUILTIN, core_tables())
            plugin = self.manager.build_step(
                name, "cannot be imported", self.installed[name].load
            )
            loaded.setdefault(name, self.installed[name].version)
            package = registry_of(self.installed[name].module.partition(".")[0])
            what = "its models cannot be used"
            self.manager.build_step(
                name, what, partial(package.configure, cascade=True)
            )
            self.manager.register(name, plugin)
        return names

    def _theme(self, name: str) -> tuple[Theme, ...]:
        """Return the theme and its parents; a broken one gives way to the default."""
        for wanted in dict.fromkeys((name, DEFAULT_THEME)):
            try:
                return tuple(theme_chain(wanted, self.themes))
            except BuildError as error:
                if self.strict:
                    raise
                log.error("theme %s cannot be used: %s", wanted, str(error))  # noqa: TRY400
                self.failures.add(wanted, "theme", error)
        return ()

    def _assemble(
        self,
        names: Sequence[str],
        generation: int,
        registry: Registry,
        settings: Mapping[str, Any],
        theme: tuple[Theme, ...],
    ) -> Build:
        """Create the build and attach it to the application."""
        statics = [(one.name, one.static) for one in theme]
        statics += [(name, folder / "static") for name, folder in self._folders(names)]
        result = Build(
            app=self.app,
            config=self.config,
            generation=generation,
            installed=MappingProxyType(dict(self.installed)),
            themes=MappingProxyType(self.themes),
            manager=self.manager,
            registry=registry,
            settings=settings,
            theme=theme,
            assets=Assets(layers_of([*statics, ("core", CORE_STATIC)])),
            enabled=tuple(names),
            left_out=MappingProxyType(self.left_out),
            safe_mode=self.config.safe_mode,
            try_with=self._try_with,
            trial=self._trial,
        )
        self.app.extensions["cms"] = result
        self.app.jinja_options = {
            "loader": LayerLoader(self._layers(names, theme)),
            "auto_reload": self.config.debug,
            "bytecode_cache": COMPILED,
        }
        return result

    def _folders(self, names: Sequence[str]) -> list[tuple[str, Any]]:
        return [
            (name, folder)
            for name in names
            if (folder := self.installed[name].folder) is not None
        ]

    def _layers(self, names: Sequence[str], theme: Sequence[Theme]) -> list[Layer]:
        """Return where templates come from, the strongest first."""
        layers = [Layer("instance", self.config.instance / "templates")]
        layers += [Layer(one.name, one.templates) for one in theme]
        layers += [
            Layer(name, folder / "templates", only=name)
            for name, folder in self._folders(names)
        ]
        return [*layers, Layer("core", CORE_TEMPLATES)]

    def _install(self, result: Build) -> None:
        """Set up the core's parts in the application and register the plugins' blueprints."""
        app, settings = self.app, result.settings[SITE]
        folders = [
            folder / "translations" for _name, folder in self._folders(result.enabled)
        ]
        i18n.init_app(
            app,
            folders,
            language=settings.default_language,
            timezone=self.config.timezone,
        )
        login_manager.init_app(
            app,
            secure_cookies=self.config.secure_cookies,
            idle_minutes=self.config.session_idle_minutes,
            fresh_minutes=self.config.fresh_login_minutes,
        )
        security_headers.init_app(app)
        error_pages.init_app(app)
        places.install(app, result.assets)
        with template_names_once(app):
            for name, blueprint in result.registry.blueprints:
                try:
                    app.register_blueprint(blueprint)
                except Exception as error:
                    raise PluginError(name, f"its blueprint: {error}") from error
        result.assets.serve(app, debug=self.config.debug)
        app.teardown_appcontext(lambda _error: self.failures.flush())

    def _try_with(self, enabled: Collection[str], theme: str | None = None) -> Build:
        """Build strictly with other plugins; for trials."""
        extra = self.extra_plugins
        return build(
            self.config, enabled, 0, strict=True, extra_plugins=extra, theme=theme
        )

    def _trial(
        self,
        enabled: Collection[str],
        names: Collection[str] = (),
        theme: str | None = None,
    ) -> list[str]:
        """Try a candidate in a child process; what only this process has, in it."""
        from cms import trial

        candidate = trial.Candidate(tuple(sorted(enabled)), tuple(names), theme)
        if self.extra_plugins:
            return trial.try_here(candidate, self._try_with)
        return trial.try_in_child(self.config, candidate)

    def remember(self, error: PluginError) -> None:
        """Write down why a plugin is left out, for the staff's page."""
        self.failures.add(error.plugin, "build", error)
        with self.app.app_context():
            self.failures.flush()
        dispose(self.app)

    def discard(self) -> None:
        """Give back what the attempt has opened."""
        dispose(self.app)


@contextmanager
def recording(config: Config) -> Iterator[FailureLog]:
    """Yield a log of failures outside any build, in a context with the database.

    Raises SchemaError when the tables are not there.
    """
    app = make_app(config)
    bind(app, config)
    try:
        with app.app_context():
            require_schema(db.engine, plugins=False)
            yield FailureLog(actor=SYSTEM)
    finally:
        dispose(app)


def make_app(config: Config) -> Flask:
    """Return an empty application with the configuration that Flask itself reads."""
    app = Flask(
        "cms",
        static_folder=None,
        template_folder=None,
        instance_path=str(config.instance),
    )
    app.url_rule_class = LazyRule
    requests.install(app)
    app.config.update(
        SECRET_KEY=config.secret_key.get_secret_value(),
        SECRET_KEY_FALLBACKS=[one.get_secret_value() for one in config.old_secret_keys],
        TRUSTED_HOSTS=list(config.hosts),
        SESSION_COOKIE_SECURE=config.secure_cookies,
        MAX_CONTENT_LENGTH=(config.max_upload_mb + 1) * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=8 * MEGABYTE,
        MAX_FORM_PARTS=5000,
        DEBUG=config.debug,
    )
    if hops := config.trusted_proxies:
        # Only what our own servers have added at the end is believed.
        fixed = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)
        app.wsgi_app = fixed  # type: ignore[method-assign] # how WSGI middleware is put in
    return app
