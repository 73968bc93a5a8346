"""The images of the test cluster, built by buildah and handed to containerd without a registry."""
