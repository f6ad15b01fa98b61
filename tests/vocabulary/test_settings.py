import tomllib

from hypothesis import example, given
from hypothesis import strategies as st

from foi_stats.vocabulary.settings import toml_text


@given(st.text())
@example('\x00\x1f\x7f\x85\u2028 "quoted" \\ \r\n')
def test_any_text_is_read_back_from_a_settings_file(text):
    line = f"key = {toml_text(text)}"
    assert tomllib.loads(line) == {"key": text}
    assert "\n" not in line
