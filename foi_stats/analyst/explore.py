"""The page without code: widgets by which somebody chooses, and what is shown of the choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foi_stats.analyst.drafts import save_draft
from foi_stats.analyst.explored import Choice, Offer, as_chosen, offered, page_of
from foi_stats.analyst.listings import authorities, topics
from foi_stats.analyst.project import find_data
from foi_stats.vocabulary.findings import FoiError, InputError
from foi_stats.vocabulary.names import no_such

_DEFAULT = "as the topic divides it"
_NONE = "nobody"
_LABELS = {"description_width": "9em"}


def explore(data: Path | str = "", authority: str = "") -> Any:  # noqa: ANN401 - a widget, which has no type
    """Return a page on which authorities, years, measures and breakdowns are chosen, without code.

    It shows the answer with its small counts hidden, the chart, why each row is in or out, and the cells; finds lines
    of every authority by their words; tries a rule of the topic; puts a second authority beside the first; and saves
    what was chosen as a draft request. All of it is reached by the keyboard.

    Parameters
    ----------
    data
        The data folder, if it is not that of the project.
    authority
        The authority that is chosen first.

    Raises
    ------
    InputError
        If ipywidgets is not installed (``pip install "foi-stats[lab]"``), or the project has no authority or topic.

    Examples
    --------
    >>> page = foi.explore(authority="north-yorkshire")
    >>> page.controls["authority"].value
    'north-yorkshire'
    """
    try:
        import ipywidgets
    except ImportError:
        raise InputError('This page needs ipywidgets: pip install "foi-stats[lab]".') from None
    folder = find_data(data)
    names, subjects = authorities(folder)["authority"].tolist(), topics(folder)["topic"].tolist()
    if not (names and subjects):
        raise InputError(f"{folder.resolve()} needs an authority and a topic: authorities/*.toml and topics/*.toml.")
    return _Page(ipywidgets, folder, names, subjects, authority or names[0]).whole()


class _Page:
    """The controls, and what they change."""

    def __init__(
        self,
        widgets: Any,  # noqa: ANN401
        folder: Path,
        names: Sequence[str],
        subjects: Sequence[str],
        first: str,
    ) -> None:
        if first not in names:
            raise InputError(no_such("authority", first, names))
        self._widgets, self._folder, self._offering = widgets, folder, False
        chosen = self._drop
        self.controls = {
            "authority": chosen("Authority", names, first),
            "topic": chosen("Topic", subjects, subjects[0]),
            "asks": chosen("What", [("amounts", "funding"), ("numbers", "counts")], "funding"),
            "measure": chosen("Measure", [""], ""),
            "basis": chosen("Basis", ["allocated"], "allocated"),
            "by": chosen("Divided by", [(_DEFAULT, "")], ""),
            "years": _Checked(widgets, "Years"),
            "other": chosen("Side by side with", [(_NONE, ""), *names], ""),
            "sought": self._text("Find lines: words", "counselling"),
            "words": self._text("Try a rule: words", "counselling, helpline"),
            "decision": chosen("The rule decides", ["include", "exclude", "borderline"], "include"),
        }
        self._reference = self._text("Save as request", "12.2017-18")
        self._save = widgets.Button(description="Save the draft")
        self._said = widgets.HTML()
        self._shown = widgets.HTML()

    def whole(self) -> Any:  # noqa: ANN401
        """Return the page, with the first choice shown."""
        self._offer()
        self._show()
        for name, control in self.controls.items():
            changes = self._offered if name in ("authority", "asks", "topic") else self._show
            control.observe(lambda _, changes=changes: changes(), names="value")
        self._save.on_click(lambda _: self._save_draft())
        saving = self._widgets.HBox([self._reference, self._save])
        shown = (getattr(control, "box", control) for control in self.controls.values())
        page = self._widgets.VBox([*shown, saving, self._said, self._shown])
        page.controls, page.shown = {**self.controls, "reference": self._reference, "save": self._save}, self._shown
        page.said = self._said
        return page

    def _drop(self, label: str, options: Sequence[Any], value: str) -> Any:  # noqa: ANN401
        return self._widgets.Dropdown(description=label, options=_pairs(options), value=value, style=_LABELS)

    def _text(self, label: str, example: str) -> Any:  # noqa: ANN401
        return self._widgets.Text(description=label, placeholder=example, continuous_update=False, style=_LABELS)

    def _choice(self) -> Choice:
        return Choice(**{name: control.value for name, control in self.controls.items()})

    def _offer(self) -> None:
        """Offer what the chosen authority has supplied, and keep what was chosen as far as it is there."""
        choice = self._choice()
        try:
            offer = offered(choice, self._folder)
        except FoiError:
            offer = Offer((), (), (), ())  # what is wrong is said where the answer would be
        chosen = as_chosen(choice, offer)
        self._offering = True  # each change would be shown by itself
        options: dict[str, list[Any]] = {
            "measure": list(offer.measures) or [""],
            "basis": list(offer.bases) or ["allocated"],
            "by": [(_DEFAULT, ""), *offer.breakdowns],
            "years": list(offer.years),
        }
        for name, some in options.items():
            control = self.controls[name]
            control.options = _pairs(some)
            control.value = getattr(chosen, name)
        self._offering = False
        counted = choice.asks == "counts"
        self.controls["measure"].disabled, self.controls["basis"].disabled = not counted, counted

    def _offered(self) -> None:
        self._offer()
        self._show()

    def _show(self) -> None:
        if self._offering:
            return
        self._shown.value = page_of(self._choice(), self._folder)

    def _save_draft(self) -> None:
        from html import escape

        choice = self._choice()
        try:
            path = save_draft(self._reference.value, choice.authority, choice.topic, choice.scope, self._folder)
            said = f"Saved as data/requests/{path.name}: put in what was asked, word for word, and the dates."
        except FoiError as error:
            said = str(error)
        self._said.value = f'<p role="status">{escape(said)}</p>'


class _Checked:
    """Several of some options, a checkbox each: JupyterLab takes the arrow keys, by which a list would be gone through.

    It has what a control of ipywidgets has: ``description``, ``options``, ``value`` and ``observe``.
    """

    def __init__(self, widgets: Any, description: str) -> None:  # noqa: ANN401
        self._widgets, self.description = widgets, description
        self._label = widgets.Label(description, layout={"width": "9em", "justify_content": "flex-end"})
        self.box = widgets.HBox([self._label], layout={"flex_flow": "row wrap", "grid_gap": "0 1em"})
        self._changed: list[Callable[[Any], None]] = []
        self._setting = False

    @property
    def boxes(self) -> tuple[Any, ...]:
        """The checkboxes, in order."""
        return tuple(self.box.children[1:])

    @property
    def value(self) -> tuple[str, ...]:
        """What is chosen."""
        return tuple(one.description for one in self.boxes if one.value)

    @value.setter
    def value(self, chosen: Sequence[str]) -> None:
        self._setting = True
        for one in self.boxes:
            one.value = one.description in chosen
        self._setting = False
        self._tell(None)

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen."""
        return tuple(one.description for one in self.boxes)

    @options.setter
    def options(self, options: Sequence[tuple[str, str]]) -> None:
        if self.options == tuple(label for label, _ in options):
            return
        made = [
            self._widgets.Checkbox(description=label, indent=False, layout={"width": "auto"}) for label, _ in options
        ]
        for one in made:
            one.observe(self._tell, names="value")
        self.box.children = (self._label, *made)

    def observe(self, changed: Callable[[Any], None], names: str = "value") -> None:  # noqa: ARG002 - as ipywidgets has it
        """Have a function called with each change of what is chosen."""
        self._changed.append(changed)

    def _tell(self, change: Any) -> None:  # noqa: ANN401
        for changed in () if self._setting else self._changed:
            changed(change)


def _pairs(options: Sequence[Any]) -> list[tuple[str, str]]:
    """Return options as label and value; ipywidgets takes either all as pairs or none."""
    return [(one, one) if isinstance(one, str) else one for one in options]
