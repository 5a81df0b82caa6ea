"""What tests of plugins use: fixtures, and the contract that every plugin keeps.

Nothing of ``cms`` is imported here before a test asks for it, so that
coverage sees every line run.
"""

from cms.lazy import attach_stub


__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
