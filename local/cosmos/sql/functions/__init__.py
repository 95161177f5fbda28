"""The built-in scalar functions."""

from local.cosmos.sql.functions import arrays, dates, inspection, mathematics, strings
from local.cosmos.sql.functions.registry import BUILTINS, Builtin

__all__ = ["BUILTINS", "Builtin", "arrays", "dates", "inspection", "mathematics", "strings"]
