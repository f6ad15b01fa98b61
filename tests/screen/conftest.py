"""Files that LibreOffice converts, all at once, because it takes seconds to start."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screen.making import checks


@pytest.fixture
def seen(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that screens bytes under a name, and returns the checks that found something."""
    return lambda data, name, **options: checks(data, name, tmp_path, **options)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, bytes], str], dict[str, bytes]]:
    """Return a function that has LibreOffice make files of another kind: by name, without ending, their bytes."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice, which makes these files, is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def convert(files: dict[str, bytes], kind: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("office")
        paths = []
        for name, data in files.items():
            paths.append(folder / name)
            paths[-1].write_bytes(data)
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", folder / "made", *paths], check=True, capture_output=True, timeout=180)
        made = {path.stem: path.read_bytes() for path in folder.glob("made/*")}
        if not made:
            pytest.skip(f"LibreOffice is installed without what opens {', '.join(files)}")
        return made

    return convert
