import pytest
from tuneround.aggregation.copies import fetch_copy, write_copy
from tuneround.store.bucket import StoreError
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

FILES = {"index.html": b"page", "data/trials.csv": b"a,b\n"}


@pytest.fixture
def store(tmp_path):
    """Return a round with the report of its first aggregation."""
    store = RoundStore(DirectoryBucket(tmp_path / "bucket"), RoundKeys("p/study/round/"))
    for path, content in FILES.items():
        store.bucket.put(store.keys.in_result(1, f"report/{path}"), content)
    return store


def held(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_the_whole_folder_is_fetched(store, tmp_path):
    """The page and all that lies beside it come from the bucket."""
    fetch_copy(store, 1, tmp_path / "copy")
    assert held(tmp_path / "copy") == FILES


def test_what_is_not_of_the_report_stays(tmp_path):
    """A copy replaces the files of the report before it, and deletes nothing of a user's."""
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_copy(tmp_path, {**FILES, "index.html": b"older"})
    write_copy(tmp_path, FILES)
    assert held(tmp_path) == {**FILES, "notes.txt": b"mine"}


def test_a_result_without_a_report_is_said(store, tmp_path):
    """What to do is told when the aggregation left the report out, and nothing is written."""
    with pytest.raises(StoreError, match="tuneround aggregate FILE"):
        fetch_copy(store, 2, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


class Foreign(DirectoryBucket):
    """A bucket that also lists and gives an object whose name leads out of the folder."""

    KEY = "p/study/round/results/1/report/../../../../escaped"

    def list(self, prefix):
        yield from super().list(prefix)
        listed = next(super().list(prefix))
        yield type(listed)(key=self.KEY, size=1)

    def get_many(self, keys):
        for key in keys:
            yield key, b"x" if key == self.KEY else self.get(key)


def test_a_name_that_leads_out_of_the_folder_is_refused(store, tmp_path):
    """Nothing is written outside the folder, whatever the bucket's objects are called."""
    foreign = RoundStore(Foreign(tmp_path / "bucket"), store.keys)
    with pytest.raises(StoreError, match="lie in its folder"):
        fetch_copy(foreign, 1, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
