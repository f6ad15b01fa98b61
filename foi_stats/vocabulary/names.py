"""The message for a name that does not exist, with a suggestion: authorities, years, requests, layouts, columns."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 30


def no_such(what: str, name: str, known: Iterable[str], where: str = "") -> str:
    """Return the message for a name that does not exist: the name that is nearest to it, and those that there are.

    ``no_such("authority", "exampelshire", ["exampleshire", "north-yorkshire"])`` is ``There is no authority
    'exampelshire'. Did you mean 'exampleshire'? There are: exampleshire, north-yorkshire.``
    """
    from difflib import get_close_matches  # only where something went wrong

    names = list(dict.fromkeys(known))
    alike = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), alike, n=1)
    message = f"There is no {what} {name!r}{where and f' in {where}'}."
    message += f" Did you mean {alike[near[0]]!r}?" if near else ""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{message} There are: {', '.join(names[:_MOST]) or 'none yet'}{more}."
