"""Small counts in tables: what must be hidden, what hides it at the least cost, and what an attacker could work out.

``suppress`` and ``audit`` are the doors. Knows tables and counts, and nothing of requests.
"""
