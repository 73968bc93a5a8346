"""Settings: what the operator is started with."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from tuneround.workflow.names import CONTROL_IMAGE

from tuneround_operator.notification.secret import VARIABLE
from tuneround_operator.observed import Rules


@dataclass(frozen=True)
class Settings:
    """Options of `python -m tuneround_operator`.

    Attributes:
        namespaces: whose rounds it looks after; empty: the whole cluster's.
        rules: of the platform team, for every round.
        metrics_port: where Prometheus reads; 0: any that is free.
        health_port: where the kubelet's probes ask; 0: any that is free.
        notify_url: where the end of rounds is told; None: nowhere.
        notify_secret: what signs that; empty: there is none.
        workers: rounds that are looked at side by side.
        log_format: `json` or `plain`.
        verbose: whether to log what kopf does.

    """

    namespaces: tuple[str, ...]
    rules: Rules
    metrics_port: int
    health_port: int
    notify_url: str | None
    notify_secret: str = field(repr=False)
    workers: int
    log_format: str
    verbose: bool


def settings_of(arguments: Sequence[str] | None = None) -> Settings:
    """Return the settings that the command line and the environment say; exit 2 on wrong ones.

    Args:
        arguments: of the command line; None: this process's.

    """
    found = _parser().parse_args(arguments)
    rules = Rules(
        control_image=found.control_image,
        images=tuple(found.allowed_image),
        buckets=tuple(found.allowed_bucket),
        endpoints=tuple(found.allowed_endpoint),
        notifies=found.notify_url is not None,
    )
    return Settings(
        namespaces=tuple(dict.fromkeys(found.namespace)),
        rules=rules,
        metrics_port=found.metrics_port,
        health_port=found.health_port,
        notify_url=found.notify_url,
        notify_secret=os.environ.get(VARIABLE, ""),
        workers=found.workers,
        log_format=found.log_format,
        verbose=found.verbose,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tuneround_operator",
        description="Look after the TuningRounds of a cluster, or of some of its namespaces.",
        allow_abbrev=False,
    )
    _repeated(parser, "--namespace", "NAME", "a namespace; none: all of the cluster")
    parser.add_argument(
        "--control-image",
        default=CONTROL_IMAGE,
        metavar="IMAGE",
        help="of the pods that plan and aggregate (default: %(default)s)",
    )
    _repeated(parser, "--allowed-image", "PREFIX", "of images; none: all")
    _repeated(parser, "--allowed-bucket", "NAME", "a bucket; none: all")
    _repeated(parser, "--allowed-endpoint", "URL", "of stores, `aws` for none; none: all")
    parser.add_argument("--metrics-port", type=_port, default=8080, metavar="PORT")
    parser.add_argument("--health-port", type=_port, default=8081, metavar="PORT")
    parser.add_argument(
        "--notify-url",
        metavar="URL",
        help=f"where the end of rounds is told; ${VARIABLE} signs it",
    )
    parser.add_argument(
        "--workers", type=_workers, default=8, metavar="N", help="rounds looked at side by side"
    )
    parser.add_argument("--log-format", choices=("json", "plain"), default="json")
    parser.add_argument("--verbose", action="store_true", help="log what kopf does, too")
    return parser


def _repeated(parser: argparse.ArgumentParser, name: str, metavar: str, about: str) -> None:
    parser.add_argument(
        name, action="append", default=[], metavar=metavar, help=f"{about}; may be repeated"
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port is from 0 to 65535; got {port}")
    return port


def _workers(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"at least one round is looked at; got {number}")
    return number
