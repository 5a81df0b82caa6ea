"""A Valkey (or Redis) that several nodes share; its loss costs speed only."""

from cms.builtin.valkey.client import VALKEY, Valkey, valkey_of


__all__ = ["VALKEY", "Valkey", "valkey_of"]
