"""Every key of a TOML file is found on the line it stands on."""

from config.settings_lines import lines_of


def test_headers_keys_and_items_of_lists_are_found_where_they_stand() -> None:
    text = '''# first
[web]
port = 1  # [not] = a header
"host" = "[also.not]"

[[channels]]
name = "a = b"
events = [
  "open",  # ]
  "closed",
]
text = """
[no.header]
key = "no"
"""
after = 1
[[channels]]
  name = 'x'
[channels.inner]
k = { a = 1, b = [2] }
[sources."my id"]
dotted.key = 2
'''
    assert lines_of(text) == {
        ("web",): 2,
        ("web", "port"): 3,
        ("web", "host"): 4,
        ("channels", 0): 6,
        ("channels", 0, "name"): 7,
        ("channels", 0, "events"): 8,
        ("channels", 0, "text"): 12,
        ("channels", 0, "after"): 16,
        ("channels", 1): 17,
        ("channels", 1, "name"): 18,
        ("channels", 1, "inner"): 19,
        ("channels", 1, "inner", "k"): 20,
        ("sources", "my id"): 21,
        ("sources", "my id", "dotted", "key"): 22,
    }


def test_a_file_without_an_end_of_line_loses_no_key() -> None:
    assert lines_of("a = 1\nb = 2")[("b",)] == 2


def test_windows_line_ends_count_once() -> None:
    assert lines_of("[web]\r\n\r\nport = 1\r\n")[("web", "port")] == 3
