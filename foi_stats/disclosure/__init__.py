"""What may be said: what stops a release, which small counts to hide, and what an attacker could still work out."""
