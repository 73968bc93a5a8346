"""Settings: what the operator is started with."""

import pytest
from tuneround_operator.observed import Rules
from tuneround_operator.settings import settings_of


def test_defaults() -> None:
    """Without options the operator looks after the whole cluster, permits all and tells nobody."""
    settings = settings_of([])
    assert settings.namespaces == ()
    assert settings.rules == Rules(control_image=settings.rules.control_image)
    assert settings.rules.control_image.startswith("tuneround/control:")
    assert (settings.metrics_port, settings.health_port) == (8080, 8081)
    assert settings.notify_url is None


def test_options_may_be_repeated() -> None:
    """Namespaces and allow-lists take any number of entries; a namespace counts once."""
    settings = settings_of(
        [
            *("--namespace=apples", "--namespace=pears", "--namespace=apples"),
            *("--control-image=registry.example/control:1", "--allowed-image=registry.example/"),
            *("--allowed-image=localhost/", "--allowed-bucket=b", "--allowed-endpoint=aws"),
            *("--metrics-port=0", "--health-port=9"),
        ]
    )
    assert settings.namespaces == ("apples", "pears")
    assert settings.rules == Rules(
        control_image="registry.example/control:1",
        images=("registry.example/", "localhost/"),
        buckets=("b",),
        endpoints=("aws",),
    )
    assert (settings.metrics_port, settings.health_port) == (0, 9)


def test_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret comes from the environment, not from the command line, and is never printed."""
    monkeypatch.setenv("TUNEROUND_NOTIFY_SECRET", "hush-hush")
    settings = settings_of(["--notify-url=https://events.example.org/"])
    assert settings.rules.notifies
    assert settings.notify_secret == "hush-hush"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        pytest.param("--metrics-port=65536", "a port is from 0 to 65535; got 65536", id="port"),
        pytest.param("--workers=0", "at least one round is looked at; got 0", id="workers"),
        pytest.param("--allowed-imag=x", "unrecognized arguments", id="abbreviation"),
        pytest.param("--log-format=xml", "invalid choice: 'xml'", id="format"),
    ],
)
def test_wrong_options(option: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option ends the operator with exit code 2, and is named."""
    with pytest.raises(SystemExit) as ended:
        settings_of([option])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
