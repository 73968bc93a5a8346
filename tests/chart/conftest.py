"""helm, which renders the chart."""

import shutil
from pathlib import Path

import pytest
from chart_rendering import Helm
from harness import tools


@pytest.fixture(scope="session")
def helm(tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """Return helm, built once by Go, else the one on PATH; skip where neither can be had."""
    on_path = shutil.which("helm")
    if shutil.which("go"):
        program = tools.helm()
    elif on_path is not None:
        program = Path(on_path)
    else:
        pytest.skip("THE CHART IS NOT TESTED: helm is missing, and Go, with which it is built")
    return Helm(program, tmp_path_factory.mktemp("helm"))
