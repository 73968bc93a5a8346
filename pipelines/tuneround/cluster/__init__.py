"""Cluster: rounds on Kubernetes, seen from outside it."""
