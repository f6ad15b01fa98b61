"""What may be said: which small counts to hide, and what an attacker could still work out."""

from foi_stats.disclosure.audit import attack_tables, audit
from foi_stats.disclosure.explain import explain
from foi_stats.disclosure.suppress import protect, protect_tables
from foi_stats.disclosure.tables import long_table, published_table, read_table, wide_table

__all__ = [
    "attack_tables",
    "audit",
    "explain",
    "long_table",
    "protect",
    "protect_tables",
    "published_table",
    "read_table",
    "wide_table",
]
