"""Sen: a small core and plugins. ``__init__.pyi`` lists all that a plugin may import.

The names are loaded when first asked for, so that a command line or a test plugin
that needs one of them does not import the whole house.
"""

from cms.lazy import attach_stub


__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
