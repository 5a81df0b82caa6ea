"""A Valkey (or Redis) that several nodes share; its loss costs speed only."""

from cms.builtin.valkey.client import Valkey, valkey_of


__all__ = ["Valkey", "valkey_of"]
