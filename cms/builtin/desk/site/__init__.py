"""Site administration: sections, redirects, settings, plugins, people."""
