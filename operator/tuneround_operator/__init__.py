"""The operator: tuning rounds as a Kubernetes resource."""
