"""A real one-node Kubernetes on this machine, without Docker: `python -m harness up|down`."""
