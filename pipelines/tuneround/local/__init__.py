"""A whole round on this machine: the same steps as on a cluster, as processes."""
