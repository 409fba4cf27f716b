"""Work without garbage collection: it is as it was before, however the work ends."""

import gc

import pytest

from experiments.uncollected import uncollected


def test_collection_stands_still_and_goes_on() -> None:
    """Inside nothing is collected by itself; after it, also after an error, it is."""
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_one_inside_another_changes_nothing() -> None:
    """Whoever had switched it off finds it off."""
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
