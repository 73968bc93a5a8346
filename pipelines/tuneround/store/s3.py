"""S3Bucket: the Bucket on a real S3 server. Made by client.open_bucket."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, Any, TypeVar

from tuneround.store.bucket import Listed, NoSuchObjectError
from tuneround.store.failures import Place, translated
from tuneround.store.parallel import map_in_order
from tuneround.store.patience import Patience
from tuneround.store.replacement import replacing

if TYPE_CHECKING:
    from boto3.s3.transfer import TransferConfig
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")
CHUNK_BYTES = 1 << 20


class S3Bucket:
    """One bucket of an S3 server.

    Every operation is tried again as a whole while the server cannot be reached. Parts that a
    killed process uploaded of a large object stay on the server until its own rule removes them
    (on AWS a lifecycle rule, AbortIncompleteMultipartUpload): no one can tell them from the parts
    of a living upload.
    """

    def __init__(
        self,
        client: "S3Client",
        transfer: "TransferConfig",
        place: Place,
        *,
        threads: int,
        patience: Patience,
    ) -> None:
        self._client = client
        self._transfer = transfer
        self._place = place
        self._threads = threads
        self._patience = patience

    def __repr__(self) -> str:
        """Return the bucket's name and server; never a credential."""
        return f"S3Bucket({self._place})"

    @property
    def failing_since(self) -> float | None:
        """Unix time since when the server has not answered; None: it answers."""
        return self._patience.trouble.since

    def uri(self, key: str) -> str:
        """Return where an object, or a folder of them, lies: s3://bucket/key."""
        return f"s3://{self._place.bucket}/{key}"

    def put(self, key: str, content: bytes) -> None:
        """Write an object whole."""
        self._do(
            f"write `{key}`",
            lambda: self._client.put_object(Bucket=self._place.bucket, Key=key, Body=content),
        )

    def upload(self, key: str, path: Path) -> None:
        """Write a file as an object, in parts when it is large."""
        self._do(
            f"write `{key}`",
            lambda: self._client.upload_file(
                str(path), self._place.bucket, key, Config=self._transfer
            ),
        )

    def get(self, key: str) -> bytes:
        """Return an object. Raises NoSuchObjectError."""

        def attempt() -> bytes:
            content: bytes = self._body(key).read()
            return content

        return self._do(f"read `{key}`", attempt)

    def get_many(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each key with its content (None: it is gone) in the order of `keys`."""
        return map_in_order(self._get_if_there, keys, self._threads)

    def download(self, key: str, path: Path) -> None:
        """Write an object to a file, replacing it whole. Raises NoSuchObjectError."""

        def attempt() -> None:
            with replacing(path) as file:
                copyfileobj(self._body(key), file, CHUNK_BYTES)

        self._do(f"read `{key}`", attempt)

    def list(self, prefix: str) -> Iterator[Listed]:
        """Yield every object under `prefix`, in the order of keys."""
        for page in self._pages(prefix):
            for found in page.get("Contents", ()):
                yield Listed(found["Key"], found["Size"])

    def folders(self, prefix: str) -> Sequence[str]:
        """Return the names of the folders directly under `prefix`, sorted, without slashes."""
        return sorted(
            found["Prefix"][len(prefix) : -1]
            for page in self._pages(prefix, Delimiter="/")
            for found in page.get("CommonPrefixes", ())
        )

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, in the given order; those that do not exist are passed over."""
        for key in keys:
            self._do(f"delete `{key}`", partial(self._delete, key))

    def _delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._place.bucket, Key=key)
        except self._client.exceptions.NoSuchKey:
            return  # AWS answers 204 for a missing object; some servers answer 404

    def _body(self, key: str) -> Any:
        return self._client.get_object(Bucket=self._place.bucket, Key=key)["Body"]

    def _get_if_there(self, key: str) -> tuple[str, bytes | None]:
        try:
            return key, self.get(key)
        except NoSuchObjectError:
            return key, None

    def _pages(self, prefix: str, **options: str) -> Iterator[Any]:
        # boto3's paginator cannot resume after a failed page; asking by token can.
        token: dict[str, str] = {}
        while True:
            request = partial(self._page, prefix, options | token)
            page = self._do(f"list `{prefix}`", request)
            yield page
            if not page["IsTruncated"]:
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def _page(self, prefix: str, options: dict[str, str]) -> Any:
        request: dict[str, Any] = {"Bucket": self._place.bucket, "Prefix": prefix, **options}
        return self._client.list_objects_v2(**request)

    def _do(self, action: str, operation: Callable[[], T]) -> T:
        def attempt() -> T:
            with translated(action, self._place):
                return operation()

        return self._patience.persist(attempt)
