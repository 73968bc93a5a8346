"""What rounds may use: images, buckets and endpoints of the lists, whichever way they come in."""

import pytest
from harness.cluster import Cluster
from rounds.guarded import S3, TRAINER, WAYS, Way, answer, pod, tuning_round

CREATED = "created (server dry run)"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("image", "permitted"),
    [
        (TRAINER, True),
        (f"{TRAINER}:0.1.0", True),
        (f"{TRAINER}@sha256:{'0' * 64}", True),
        (f"{TRAINER}/vision:2", True),
        ("registry.example.org/team/trainer:1", True),
        (f"{TRAINER}-evil:1", False),
        (f"evil/{TRAINER}:1", False),
        ("registry.example.org.evil/trainer", False),
        ("registry.example.org:5000/trainer", False),
        ("python:3.12-slim", False),
    ],
    ids=[
        "the name",
        "a tag",
        "a digest",
        "under it",
        "of the registry",
        "a longer name",
        "the name at the end",
        "a longer host",
        "another port",
        "another image",
    ],
)
def test_images(cluster: Cluster, guarded: str, way: Way, image: str, permitted: bool) -> None:
    """An image lies under one of the list, at a boundary; another one is named in the refusal."""
    said = answer(cluster.kubectl, guarded, way(image, {}))
    assert (CREATED in said) == permitted, said
    if not permitted:
        assert f"Rounds use images of the platform team. Got {image}. Use one of {TRAINER}" in said
        assert "policy.images of the chart" in said


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("storage", "got"),
    [
        ({}, None),
        ({"bucket": "weights", "endpoint": S3}, None),
        ({"bucket": "weights", "endpoint": f"{S3}/"}, None),
        ({"bucket": "tuneround", "endpoint": S3}, None),
        ({"bucket": "other", "endpoint": S3}, "buckets of the platform team. Got other."),
        (
            {"bucket": "weights", "endpoint": "https://s3.example.com"},
            "endpoints of the platform team. Got https://s3.example.com.",
        ),
        ({"bucket": "weights"}, "endpoints of the platform team. Got aws."),
    ],
    ids=["the chart's", "listed", "a slash", "own bucket", "bucket", "endpoint", "none, so AWS"],
)
def test_storage(
    cluster: Cluster, guarded: str, way: Way, storage: dict[str, str], got: str | None
) -> None:
    """A round may name buckets and endpoints of the lists, and the chart's own."""
    said = answer(cluster.kubectl, guarded, way(TRAINER, storage))
    assert (CREATED in said) == (got is None), said
    assert got is None or got in said


def test_variables_of_boto(cluster: Cluster, guarded: str) -> None:
    """boto3's own variable for an endpoint is no way around the list."""
    made = pod(TRAINER, {})
    made["spec"]["containers"][0]["env"] = [{"name": "AWS_ENDPOINT_URL_S3", "value": "http://a"}]
    assert "endpoints of the platform team. Got http://a." in answer(cluster.kubectl, guarded, made)


@pytest.mark.parametrize("place", ["initContainers", "volumes"])
def test_images_beside_the_program(cluster: Cluster, guarded: str, place: str) -> None:
    """Containers that run before the program, and images as volumes, are of the list, too."""
    made = pod(TRAINER, {})
    other = pod("evil", {})["spec"]["containers"][0]
    volume = {"name": "evil", "image": {"reference": "evil"}}
    made["spec"][place] = [{**other, "name": "first"} if place == "initContainers" else volume]
    assert "Got evil." in answer(cluster.kubectl, guarded, made)


def test_fields_that_are_null(cluster: Cluster, guarded: str) -> None:
    """Null is what a field is that was left out, and no way around the list."""
    made = tuning_round(TRAINER, {})
    nothing = {"podSpecPatch": None, "serviceAccount": None}
    made["spec"] |= {"storage": None, "workflow": {"controlImage": None}}
    made["spec"]["trainer"] |= nothing | {"env": [{"name": "DATA", "value": None}]}
    said = answer(cluster.kubectl, guarded, made)
    assert "Rounds" not in said and "failed" not in said, said
    made["spec"]["trainer"] |= nothing | {"image": "evil", "env": []}
    assert "Got evil." in answer(cluster.kubectl, guarded, made)
