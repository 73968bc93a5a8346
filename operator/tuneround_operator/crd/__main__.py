"""Print the CustomResourceDefinition of TuningRound as YAML."""

from tuneround.workflow.manifest import to_yaml

from tuneround_operator.crd.document import definition

if __name__ == "__main__":
    print(to_yaml(definition()), end="")
