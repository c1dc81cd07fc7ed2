"""The one secret: made once, whoever comes first, and never taken for something it is not."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.refusals import SecretError
from monitor.subscriptions.keys import load


def test_all_who_start_together_get_one_secret(tmp_path: Path) -> None:
    for round_ in range(50):
        path = tmp_path / f"{round_}.secret"
        with ThreadPoolExecutor(8) as together:
            found = list(together.map(load, [path] * 8))
        assert len({keys.name_key("a@example.org") for keys in found}) == 1
        assert path.stat().st_mode & 0o077 == 0
    assert len(list(tmp_path.iterdir())) == 50


def test_a_secret_nobody_may_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "given.secret"
    made = load(path)
    path.chmod(0o400)
    assert load(path).name_key("a@example.org") == made.name_key("a@example.org")


def test_something_else_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "other.secret"
    for held in ("no secret\n", ""):
        path.write_text(held)
        with pytest.raises(SecretError, match="holds no secret"):
            load(path)
        assert path.read_text() == held
    with pytest.raises(SecretError, match="set \\[subscriptions\\] secret_file"):
        load(tmp_path)
