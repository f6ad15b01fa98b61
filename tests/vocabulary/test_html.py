from html.parser import HTMLParser

from foi_stats.vocabulary.html import accessible_table


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_a_table_has_a_caption_and_a_heading_for_each_row_and_column():
    page = Tags()
    page.feed(accessible_table("Spending", ["Year", "£"], [["2012-13", "5"], ["2013-14", "[x]"]], numeric=[1]))
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert ("caption", {}) in page.tags
    assert [attributes for tag, attributes in page.tags if tag == "td"] == [{"class": "number"}] * 2


def test_everything_is_escaped():
    page = accessible_table("<b>", ["<i>"], [["<script>"], ["&"]], table_id='"x')
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert '""x' not in page
