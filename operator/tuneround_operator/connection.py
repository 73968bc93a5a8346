"""Connection: where the API server is, and who asks it. kopf finds both."""

import kopf
from tuneround.cluster.failures import ClusterError


def logged_in() -> kopf.ConnectionInfo:
    """Return the API server and the credentials: a pod's own account, else the kubeconfig's.

    Read anew at every call, since the token of a pod's account is replaced every hour.

    Raises:
        ClusterError: there is neither, or the kubeconfig cannot be used.

    """
    settings = kopf.OperatorSettings()
    try:
        found = kopf.login_with_service_account(settings=settings)
        found = found or kopf.login_with_kubeconfig(settings=settings)
    except (kopf.LoginError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ClusterError(
            f"The kubeconfig can be used; got `{type(error).__name__}: {error}`. Mend it until "
            "`kubectl get pods` answers; the operator runs no programs that fetch tokens."
        ) from error
    if found is None:
        raise ClusterError(
            "The operator runs in a pod with a service account, or finds a kubeconfig; got "
            "neither. Set KUBECONFIG, or mount the account's token."
        )
    return found
