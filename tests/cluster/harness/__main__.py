"""The command line: `python -m harness up` and `python -m harness down`."""

import sys

from harness.cluster import down, up
from harness.failures import HarnessError
from harness.places import KUBECONFIG, external_kubeconfig
from harness.progress import say


def main() -> int:
    """Do what is asked; return 0, 1 where the world fails, 2 where the words are wrong."""
    asked = sys.argv[1:]
    if asked not in (["up"], ["down"]):
        print(f"usage: python -m harness up|down; got {asked}", file=sys.stderr)
        return 2
    try:
        if asked == ["down"]:
            down()
        else:
            up()
            say(f"The cluster is up: export KUBECONFIG={external_kubeconfig() or KUBECONFIG}")
    except HarnessError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
