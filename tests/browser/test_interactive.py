"""The interactive page in a real browser, opened from a disk."""

import pytest
from made_results import judged, made_round
from tuneround.report.folder import report_files
from tuneround.report.report import INTERACTIVE

pytestmark = pytest.mark.browser


def test_the_interactive_page_draws_every_plot_without_a_network(driver, tmp_path):
    """Each hyperparameter and the curves have a plot; nothing is logged as wrong or asked for."""
    round_, *rest = judged(made_round(16))
    page = tmp_path / INTERACTIVE
    page.write_bytes(report_files(round_, *rest)[INTERACTIVE])
    driver.get_log("browser")
    driver.get(page.as_uri())
    drawn = driver.execute_script("return document.querySelectorAll('.plot .main-svg').length")
    points = driver.execute_script("return document.querySelectorAll('.plot .point').length")
    asked = driver.execute_script("return performance.getEntriesByType('resource').length")
    assert drawn >= len(round_.spec.hyperparameters.searched) + 1
    assert points > 16
    assert asked == 0
    assert driver.get_log("browser") == []
