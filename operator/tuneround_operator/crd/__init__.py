"""CRD: the definition of TuningRound, written from the models of the spec and of the status."""
