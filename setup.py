"""Add the notebooks to the wheel: there they lie beside the starter of new projects (``foi-stats init``)."""

from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithNotebooks(build_py):
    """Copies ``notebooks/`` into the package that is built, and not into the source."""

    def run(self) -> None:
        """Build the package, then add the notebooks."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "foi_stats" / "starter" / "notebooks"
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(Path(__file__).parent.joinpath("notebooks").glob("*.ipynb")):
            copyfile(path, target / path.name)


setup(cmdclass={"build_py": BuildWithNotebooks})
