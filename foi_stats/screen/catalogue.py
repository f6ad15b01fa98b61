"""The catalogue of checks: severity, what is expected and what to do for each; and how findings word their values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foi_stats.vocabulary.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of hidden content."""

    name: str
    expected: str
    action: str
    severity: Severity = "error"


_SEEN = "only what is meant to be seen"
_NOBODY = "no name of a person, and no path of a computer"
_INSPECT = "File, Info, Check for Issues, Inspect Document removes it"

CHECKS = {
    check.name: check
    for check in (
        # spreadsheets
        Check("hidden-sheet", _SEEN, "Delete the sheet; a very hidden one is made visible with Alt+F11, Visible"),
        Check(
            "empty-hidden-sheet", "no hidden sheet", "Delete the sheet, or check that its name may be seen", "warning"
        ),
        Check("hidden-window", _SEEN, "View, Unhide: show the window, and delete what is not meant to be seen"),
        Check(
            "scrolled-away",
            _SEEN,
            "View, Freeze Panes, Unfreeze Panes: delete what is not meant to be seen, or freeze the panes from the top",
        ),
        Check("hidden-rows", _SEEN, "Unhide the rows (or clear the filter), and delete what is not meant to be seen"),
        Check("hidden-columns", _SEEN, "Unhide the columns, and delete what is not meant to be seen"),
        Check("far-cells", "cells in or near the table", "Go to the cell, and delete it if it is not meant to be seen"),
        Check("invisible-text", "text that can be read", "Give the text another colour, or delete it"),
        Check("hidden-number-format", "numbers that are shown", "Choose another number format, or delete the cells"),
        Check(
            "hidden-by-condition",
            "cells that are shown, whatever they hold",
            "Home, Conditional Formatting, Manage Rules: delete the rule, or delete the cells",
        ),
        Check(
            "pivot-cache",
            "no copy of the data behind a pivot table",
            "Copy the pivot table, paste it as values, and delete the original",
        ),
        Check(
            "chart-cache", "charts of cells that can be seen", "Paste the chart as a picture, and delete the original"
        ),
        Check(
            "external-link",
            "nothing from another workbook",
            "Data, Edit Links, Break Link; then delete names that point outside",
        ),
        Check("comment", "no comment", "Review, Delete all comments and notes"),
        Check("threaded-comment", "no comment", "Review, Delete all comments and notes"),
        Check("name-to-hidden", "names of cells that can be seen", "Formulas, Name Manager: delete the name"),
        Check(
            "defined-name",
            "names that may be read by anybody",
            "Formulas, Name Manager: see that the name tells nothing",
            "info",
        ),
        Check("data-model", "no data model", "Copy the sheets as values into a new workbook"),
        Check("custom-xml", "no data of other programs", _INSPECT),
        Check("embedded-file", "no file within the file", "Delete the object, or paste it as a picture"),
        Check("macros", "no program", "Save it as .xlsx, .docx or .ods without macros"),
        Check("formulas", "values", "Copy the cells, and paste them as values"),
        Check("connections", "no connection to a database or a web page", "Data, Queries and Connections: delete them"),
        Check(
            "thumbnail",
            "no picture of the first page",
            "File, Info, Properties, Advanced: take the tick off Save Thumbnails, and save",
        ),
        Check("scenarios", "values that are shown", "Data, What-If Analysis, Scenario Manager: delete the scenarios"),
        Check(
            "merged-cells",
            "merged cells with one value, which is shown",
            "Home, Merge & Center, Unmerge Cells: delete what comes to light, and merge again",
        ),
        Check(
            "hidden-object",
            _SEEN,
            "Home, Find & Select, Selection Pane: show all, and delete what is not meant to be seen",
        ),
        Check(
            "hidden-picture",
            _SEEN,
            "Picture Format, Compress Pictures, Delete cropped areas; or paste the picture as it is seen",
        ),
        Check("name-with-value", "names of cells", "Formulas, Name Manager: delete the name"),
        Check(
            "cell-message",
            "no text that only shows over a cell",
            "Data, Data Validation, Input Message; or edit the link, ScreenTip: clear it, or check that it may be read",
            "warning",
        ),
        Check("list-of-values", "no list of values behind a cell", "Data, Data Validation, Clear All"),
        Check(
            "filter-criteria",
            "filters for values that cells show",
            "Data, Clear (filter): delete the criteria, or take the filter off",
        ),
        Check(
            "rule-text",
            "rules without texts of their own",
            "Data Validation, or Conditional Formatting: delete the rule, or check that its text may be read",
            "warning",
        ),
        Check(
            "table-heading",
            "headings that the table shows",
            "Table Design, tick Header Row (or Total Row): see what comes to light, and delete it",
        ),
        Check(
            "custom-view",
            "no view of somebody's own",
            "View, Custom Views: delete the views",
            "warning",
        ),
        Check(
            "format-text",
            "no number format with words that no cell uses",
            "Format Cells, Number, Custom: delete the format",
            "warning",
        ),
        Check(
            "header-footer",
            "headers and footers with no more than pages and dates",
            "Page Layout, Page Setup, Header/Footer: clear it, or check that it may be read",
            "warning",
        ),
        Check(
            "header-footer-path",
            "headers and footers that do not name files or folders",
            "Page Layout, Page Setup, Header/Footer: clear it",
            "warning",
        ),
        # properties, of any kind of file
        Check("person", _NOBODY, "Clear the property, or give the organisation's name (File, Info, Inspect Document)"),
        Check("path", _NOBODY, "Clear it: File, Info, Inspect Document; or save under a new name from another folder"),
        Check(
            "custom-property",
            "no property beyond title, subject and organisation",
            "File, Info, Properties, Advanced, Custom: delete it",
            "warning",
        ),
        Check(
            "property-text",
            "nothing that no page shows",
            "Clear keywords, comments, category and status: File, Info, Inspect Document",
            "warning",
        ),
        # documents
        Check(
            "tracked-changes",
            "no earlier wording",
            "Review, Accept All Changes and Stop Tracking; in ods Edit, Track Changes, Manage",
        ),
        Check("hidden-text", _SEEN, "Show hidden text (Ctrl+*), and delete it"),
        Check(
            "choices",
            "no texts beyond the one that is chosen",
            "Developer, Properties of the list: delete the other choices, or check that they may be read",
            "warning",
        ),
        Check(
            "field-code",
            "text that stands in the document itself",
            "Select the text (Ctrl+A), and turn fields into text (Ctrl+Shift+F9)",
            "warning",
        ),
        Check("document-variables", "no variables", _INSPECT),
        # PDF
        Check("annotation", "no note, mark or form field", "Print the document to a new PDF"),
        Check("attachment", "no file within the file", "Delete the attachment, or print the document to a new PDF"),
        Check("hidden-layer", _SEEN, "Print the document to a new PDF, and check what is seen"),
        Check(
            "earlier-version",
            "the last version alone",
            "Print the document to a new PDF: saving again keeps what was changed",
        ),
        Check("program-data", "no data of the program that made it", "Print the document to a new PDF"),
        Check("unused-objects", "nothing that belongs to no page", "Print the document to a new PDF", "warning"),
        Check("several-frames", "one picture, which is shown", "Save the picture anew as one picture"),
        Check("cell-metadata", "no notes on the cells of a notebook", "View, Cell Toolbar, Edit Metadata: clear it"),
        # web pages, drawings and pictures
        Check("markup-comment", "no comment", "Take the comment out of the file's source"),
        Check("hidden-element", _SEEN, "Take the element out of the file's source"),
        Check("data-attribute", "no data beyond what is shown", "Take the attribute out of the file's source"),
        Check("script", "no program", "Take the script out of the file's source"),
        Check("embedded-data", "pictures, in formats that are screened", "Take the embedded file out"),
        Check("external-reference", "nothing loaded from elsewhere", "Put the picture or style into the file itself"),
        Check("metadata", "no description beside the picture", "Save the picture anew without metadata"),
        Check("trailing-data", "nothing after the end of the file", "Save the file anew"),
        # text
        Check("formula-in-text", "values", "Put an apostrophe before the text, or a space before the sign"),
        # what a run is about to release
        Check(
            "leak",
            "nothing that is hidden, was not decided on, or names a person or a computer",
            "Take it out of what the file is made from, and make the release again",
        ),
        # notebooks
        Check("notebook-outputs", "no outputs", "Kernel, Restart and Clear Outputs, and save"),
        Check(
            "notebook-parameters", "no parameters of a run", "Release the figures instead of the notebook that was run"
        ),
        # containers
        Check("archive-comment", "no comment", "Pack the files anew"),
        Check(
            "not-screened",
            "a kind of file that is screened: see docs/screening.md",
            "Save it as PDF, CSV or PNG, or leave it out",
        ),
    )
}


_NEW_PDF = "Take it out of the document that the PDF is made from, and make the PDF again"
_SOURCE = "Take it out of the file's source"
_ADVICE = {
    ("hidden-text", "pdf"): f"{_NEW_PDF}. Printing to a new PDF keeps text that is covered",
    ("hidden-picture", "pdf"): f"{_NEW_PDF}, with the picture cut as it is seen",
    ("path", "pdf"): _NEW_PDF,
    ("person", "pdf"): "Clear it: File, Properties; or export the PDF again from a document that names nobody",
    ("property-text", "pdf"): "Clear it: File, Properties; or export the PDF again from a document without it",
    ("custom-property", "pdf"): "Clear it: File, Properties, Custom; or export the PDF again without it",
    ("thumbnail", "pdf"): "Print the document to a new PDF",
    ("script", "pdf"): "Print the document to a new PDF",
    ("password-protected", "pdf"): "Open it with the password, and print it to a new PDF without one",
    **{("path", kind): f"{_SOURCE}, or leave it out" for kind in ("html", "svg")},
    **{(check, kind): _SOURCE for kind in ("html", "svg") for check in ("person", "property-text")},
    **{(check, "ipynb"): "Take it out of the cell or the notebook's metadata, and save" for check in
       ("path", "person", "markup-comment", "hidden-element")},
    ("attachment", "ipynb"): "Take the attachment out of its cell: Edit, Cell Attachments",
    ("path", "zip"): "Pack the files anew, from within their folder",
    ("hidden-picture", "png"): "Fill what is transparent with one colour, and save the picture anew",
    ("thumbnail", "png"): "Save the picture anew without metadata",
    ("path", "png"): "Save the picture anew without metadata",
    ("tracked-changes", "docx"): "Review, Accept All Changes and Stop Tracking",
    ("tracked-changes", "ods"): "Edit, Track Changes, Manage: accept all changes",
    ("invisible-text", "docx"): "Select the text, give it another colour or a larger size, or delete it",
    ("hidden-picture", "ods"): "Format, Image, Crop: take the crop off; or cut the picture before it is put in",
    ("hidden-object", "docx"): "Home, Select, Selection Pane: show all, and delete what is not meant to be seen",
    ("external-link", "docx"): "Select the field, and turn it into text (Ctrl+Shift+F9)",
    ("invisible-text", "ods"): "Format, Cells, Font Effects: give the text another colour, or delete it",
    ("comment", "ods"): "Sheet, Cell Comments, Delete All Comments",
    ("external-link", "ods"): "Edit, Links to External Files, Break Link",
    **{(check, "ods"): "File, Properties: clear it" for check in ("person", "property-text", "custom-property")},
    **{("damaged-file", kind): "Open it in the program that it was made with, and save it anew" for kind in
       ("pdf", "html", "svg", "png", "ipynb", "docx", "zip", "csv", "")},
}  # fmt: skip
"""The action for a check in a kind of file, where it differs from the check's own."""


def with_advice(found: Finding, kind: str) -> Finding:
    """Return a finding with the action that fits a kind of file: ``pdf``, ``html``, ``ods`` and so on."""
    action = _ADVICE.get((found.check, kind))
    if found.check == "damaged-file" and action:
        found = replace(found, expected="a complete file, as the program that made it saved it")
    return replace(found, action=action) if action else found


def finding(check: str, found: str, sheet: str = "", cell: str = "") -> Finding:
    """Return a finding of a check, with no file yet: ``read`` adds that."""
    known = CHECKS[check]
    return Finding(check, known.severity, "", sheet, cell, found, known.expected, known.action)


def masked(text: str) -> str:
    """Return the first characters of a text, enough to find it by, and its length: ``“Jo…” (23 characters)``."""
    text = " ".join(text.split())
    shown = text[: min(2, len(text) // 3)]
    return f"“{shown}…” ({counted(len(text), 'character')})"


def counted(number: int, what: str) -> str:
    """Return a number of things: ``1 cell``, ``2,000 cells``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
