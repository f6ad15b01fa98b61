"""What tests of the letter share: letters made without running notebooks, and the text of each format of one."""

import io
import re
import shutil
import subprocess
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from lxml import html

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.statements import answer_statement
from foi_stats.answer.wording import in_words_of
from foi_stats.publish.charts import draw
from foi_stats.publish.compose import compose
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import ChartBlock, Facts, Files, Heading, Paragraph, Points, Quote, Response
from foi_stats.release.protected import protect_answer
from foi_stats.request.case import Case, read_case
from foi_stats.request.figures import list_figures


def parts_of(case: Case) -> dict[str, FigureBundle]:
    """Return the parts of a case that have figures, made here and not by notebooks."""
    answers = [protect_answer(case, answer_figures(case, figure.id)) for figure in list_figures(case.request)]
    return {answer.id: FigureBundle(answer, draw(answer)) for answer in answers}


def response_of(case: Case, *, draft: bool = False) -> Response:
    """Return the letter of a case, its figures made here and not by notebooks."""
    parts = parts_of(case)
    answers = {}
    with in_words_of(case.authority.own_words):
        for question in case.request.question:
            figures = question.id in parts
            answers[question.id] = parts[question.id].answer if figures else answer_statement(case, question, answers)
    return compose(case, answers, parts, draft=draft)


def shipped_response(data, reference: str, *, draft: bool = False) -> Response:
    return response_of(read_case(data, reference), draft=draft)


def with_request(case: Case, **changed) -> Case:
    return replace(case, request=case.request.model_copy(update=changed))


def said(response: Response) -> list[str]:
    """Return the text of a letter, piece by piece: a paragraph, a point, a fact, a caption, a row of a table."""
    pieces = [response.title]
    for block in response.body:
        match block:
            case Heading(_, text):
                pieces.append(text)
            case Paragraph(text, lead):
                pieces.append(f"{lead} {text}")
            case Quote(texts) | Points(texts):
                pieces += texts
            case Facts(pairs):
                pieces += [f"{term} {text}" for term, text in pairs]
            case Files(text, links):
                pieces.append(f"{text} {', '.join(label for label, _ in links)}")
            case ChartBlock():
                pieces.append(block.alt)
            case _:
                table = block.table
                pieces += [table.caption, *(" ".join(row) for row in (table.headings, *table.rows))]
    return alike([*pieces, *response.signed])


def alike(pieces) -> list[str]:
    """Return pieces of text without what only lays them out: spaces, and where a word may break."""
    joined = (re.sub(r"\s+", "", piece.replace("\u200b", "").replace("\u00ad", "")) for piece in pieces)
    return [piece for piece in joined if piece]


def html_text(page: str) -> list[str]:
    pieces = []
    body = html.document_fromstring(page).find("body")
    terms = ""
    for element in body.iter("h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "tr", "img"):
        if element.get("class") == "mark":
            continue
        if element.tag == "img":
            pieces.append(element.get("alt"))
        elif element.tag == "tr":
            pieces.append(" ".join(cell.text_content() for cell in element))
        elif element.tag == "dt":
            terms = element.text_content()
        else:
            pieces.append(f"{terms} {element.text_content()}" if element.tag == "dd" else element.text_content())
    return alike(pieces)


def docx_text(content: bytes) -> list[str]:
    pieces = []
    for item in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(item, WordTable):
            pieces += [" ".join(cell.text for cell in row.cells) for row in item.rows]
        else:
            fact = re.sub(r"^([^:]{1,40}): ", r"\1 ", item.text) if _is_fact(item) else item.text
            pieces.append(fact)
            pieces += [drawing.get("descr") for drawing in item._p.iter(qn("wp:docPr"))]
    return alike(pieces)


def _is_fact(paragraph) -> bool:
    return (
        bool(paragraph.runs)
        and paragraph.runs[0].bold
        and paragraph.runs[0].text.endswith(": ")
        and (paragraph.text.split(": ")[0] in FACTS)
    )


FACTS = ("Public authority", "Address", "Email", "Telephone", "Website", "Our reference", "Received", "Date")
_PIECES = ("P", "H1", "H2", "H3", "LI", "TR", "Caption", "Figure")


def pdf_text(content: bytes, folder) -> list[str]:
    """Return the text of a PDF in the order of its tags, which is the order in which it is read out.

    A figure stands as its text alternative; headers, footers and watermarks are no part of that order.
    """
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    path = folder / "letter.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, check=True).stdout.decode()
    pieces, depth, skipping = [], None, False
    alternatives = iter(figure["/Alt"] for figure in tags(content, "/Figure"))
    for line in told.splitlines():
        indent = len(line) - len(line.lstrip())
        text = re.fullmatch(r'\s*"(.*)"', line)
        if text:
            if depth is not None and not skipping:
                pieces[-1] += text[1]
            continue
        if depth is not None and indent <= depth:
            depth = None
        tag = re.match(r"\s*([A-Za-z0-9]+)", line)
        if depth is None and tag and tag[1] in _PIECES:
            depth, skipping = indent, tag[1] == "Figure"
            pieces.append(next(alternatives) if skipping else "")
    return alike(piece.lstrip("•") for piece in pieces)


def pdf_words(content: bytes, folder) -> str:
    """Return all that stands on the pages of a PDF between header and footer, in the order in which it was written."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "letter.pdf"
    path.write_bytes(content)
    between = ["-x", "0", "-y", "56", "-W", "595", "-H", "736"]
    made = subprocess.run(["pdftotext", "-raw", *between, str(path), "-"], capture_output=True, check=True)
    return "".join(alike(made.stdout.decode().splitlines()))


def tags(content: bytes, kind: str = "") -> list:
    """Return the elements of a PDF's structure, in reading order: all, or those of one kind."""
    import pypdf

    found = []

    def walk(element):
        if isinstance(element, list):
            for one in element:
                walk(one.get_object() if hasattr(one, "get_object") else one)
            return
        if not isinstance(element, dict) or "/S" not in element:
            return
        found.append(element)
        if "/K" in element:
            walk([element["/K"]] if not isinstance(element["/K"].get_object(), list) else element["/K"].get_object())

    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    walk(root["/K"].get_object() if isinstance(root["/K"].get_object(), list) else [root["/K"]])
    return [element for element in found if not kind or element["/S"] == kind]
