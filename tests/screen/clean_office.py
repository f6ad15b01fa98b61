"""Packages as Excel writes them on a Mac and as ods, built by hand: what openpyxl and LibreOffice write otherwise."""

# ruff: noqa: E501 - pieces of markup as programs write them

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.chart import BarChart, Reference
from PIL import Image

from tests.screen.making import with_parts, workbook

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><Application>Microsoft Macintosh Excel</Application>'
    '<DocSecurity>0</DocSecurity><ScaleCrop>false</ScaleCrop><HeadingPairs><vt:vector size="4" baseType="variant"><vt:variant><vt:lpstr>Worksheets</vt:lpstr></vt:variant>'
    "<vt:variant><vt:i4>1</vt:i4></vt:variant><vt:variant><vt:lpstr>Charts</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs>"
    '<TitlesOfParts><vt:vector size="2" baseType="lpstr"><vt:lpstr>Funding</vt:lpstr><vt:lpstr>Chart1</vt:lpstr></vt:vector></TitlesOfParts>'
    "<LinksUpToDate>false</LinksUpToDate><SharedDoc>false</SharedDoc><HyperlinksChanged>false</HyperlinksChanged><AppVersion>16.0300</AppVersion></Properties>"
)
_CHARTSHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="xr"'
    ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{6E6B25A2-7B6C-FB4B-9D4B-2E53B2D6F2A1}"><sheetPr/>'
    '<sheetViews><sheetView zoomScale="120" workbookViewId="0" zoomToFit="1"/></sheetViews>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" r:id="rId2"/><drawing r:id="rId1"/></chartsheet>'
)
_PRINTER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">'
    b'\n<plist version="1.0"><dict><key>com.apple.print.PageFormat.PMOrientation</key><integer>2</integer></dict></plist>'
)
_RELATED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/printerSettings" Target="../printerSettings/printerSettings1.bin"/>'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
)
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{about}:1.0"'
    for name, about in (("office", "office"), ("style", "style"), ("table", "table"), ("text", "text"), ("draw", "drawing"),
                        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"), ("meta", "meta"))
)  # fmt: skip
_LINKED = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
_FRAME = (
    '<table:shapes><draw:frame draw:z-index="1" draw:id="id0" draw:style-name="a0" draw:name="Picture 1" svg:x="3in" svg:y="1in" svg:width="0.4in" svg:height="0.4in"'
    ' style:rel-width="scale" style:rel-height="scale"><draw:image xlink:href="media/image1.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
    "<svg:title/><svg:desc>A logo</svg:desc></draw:frame></table:shapes>"
)
_ODS = {
    "content.xml": (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<office:document-content {_NAMES} {_LINKED}><office:font-face-decls/>'
        '<office:automatic-styles><style:style style:name="ta1" style:family="table" style:master-page-name="mp1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:family="graphic" style:name="a0"><style:graphic-properties fo:wrap-option="wrap" fo:padding-top="0.05in" draw:fill="none" draw:stroke="none" fo:clip="rect(0in, 0in, 0in, 0in)"/></style:style>'
        '</office:automatic-styles><office:body><office:spreadsheet><table:calculation-settings table:case-sensitive="false"/>'
        f'<table:table table:name="Funding" table:style-name="ta1">{_FRAME}<table:table-column/><table:table-row><table:table-cell office:value-type="string"><text:p>Year</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="2012"><text:p>2012</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    ),
    "styles.xml": (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<office:document-styles {_NAMES} {_LINKED}><office:styles/><office:automatic-styles><style:page-layout style:name="pm1"/></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="mp1" style:page-layout-name="pm1"/></office:master-styles></office:document-styles>'
    ),
    "meta.xml": (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<office:document-meta {_NAMES} {_LINKED}><office:meta><meta:generator>MicrosoftOffice/16.0 MicrosoftExcel</meta:generator>'
        "<dc:date>2026-01-05T10:00:00Z</dc:date></office:meta></office:document-meta>"
    ),
    "META-INF/manifest.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        + "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in ("content.xml", "styles.xml", "meta.xml"))
        + '<manifest:file-entry manifest:full-path="media/image1.png" manifest:media-type="image/png"/></manifest:manifest>'
    ),
}  # fmt: skip


def _charted(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=9), titles_from_data=True)
    book.create_chartsheet("Chart1").add_chart(chart)


def packages() -> Iterator[tuple[str, bytes]]:
    """Yield a workbook with a chart sheet as Excel for Mac writes it, and an ods with a picture as Excel does."""
    parts = {
        "docProps/app.xml": _APP,
        "xl/chartsheets/sheet1.xml": _CHARTSHEET,
        "xl/chartsheets/_rels/sheet1.xml.rels": _RELATED,
        "xl/printerSettings/printerSettings1.bin": _PRINTER,
    }
    kinds = {"xl/printerSettings/printerSettings1.bin": "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"}  # fmt: skip
    yield "mac-chartsheet.xlsx", with_parts(workbook(_charted), parts, kinds)
    target, picture = io.BytesIO(), io.BytesIO()
    Image.linear_gradient("L").resize((40, 40)).save(picture, "PNG")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        for name, content in _ODS.items():
            packed.writestr(name, content)
        packed.writestr("media/image1.png", picture.getvalue())
    yield "excel-picture.ods", target.getvalue()
