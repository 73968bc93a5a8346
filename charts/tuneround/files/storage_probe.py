"""Write, read and delete an object of the namespace's storage, with a pod's own credentials."""

import sys
import uuid

from tuneround.errors import TuneroundError
from tuneround.store.client import open_bucket
from tuneround.store.environment import storage_from_environment

try:
    storage = storage_from_environment()
    if storage is None:
        sys.exit("The ConfigMap tuneround-storage names a bucket. Got none. Upgrade the release.")
    bucket = open_bucket(storage)
    key = f"{storage.prefix}/helm-test/{uuid.uuid4()}"
    written = uuid.uuid4().bytes
    bucket.put(key, written)
    read = bucket.get(key)
    bucket.delete([key])
except TuneroundError as error:
    sys.exit(str(error))
if read != written:
    sys.exit(f"The bucket returns what was written. Got other bytes from {key}.")
print(f"The bucket {storage.bucket} is written, read and deleted from.")
