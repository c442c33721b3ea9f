"""Seeds come from the secret and from all that they are for, and tell nothing of either."""

import hashlib
import hmac
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grader.engine.secrets.draws import BITS, PUBLISHED, VERSION, Draws, Secret

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))

keys = st.binary(min_size=32, max_size=32)
words = st.text(max_size=8)
fields = st.lists(st.sampled_from(["", "a", "b", "ab", "\0", "ä"]) | words, max_size=4)


def worked_out(key: bytes, told: list[str]) -> int:
    """HMAC-SHA256 (RFC 2104) by hand: of each field its length in eight bytes and then the field."""
    message = b""
    for field in told:
        text = field.encode("utf-8")
        message += bytes([0, 0, 0, 0, 0, 0, len(text) // 256, len(text) % 256]) + text
    block = key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + message).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()
    seed = 0
    for byte in outer[:16]:
        seed = 256 * seed + byte
    return seed


def test_the_work_by_hand_is_that_of_the_standard() -> None:
    """The second test case of RFC 4231, whose message is one piece without a length."""
    digest = hmac.new(b"Jefe", b"what do ya want for nothing?", hashlib.sha256).hexdigest()
    assert digest.startswith("5bdcc146bf60754e6a042426089575c7")
    assert worked_out(b"Jefe", []) == int(hmac.new(b"Jefe", b"", hashlib.sha256).hexdigest()[:32], 16)


@calm
@given(keys | st.binary(max_size=100), fields)
def test_a_seed_is_hmac_of_fields_with_their_lengths(key: bytes, told: list[str]) -> None:
    assert Secret(key).seed(*told) == worked_out(key, told)


def test_one_seed_as_it_has_always_been() -> None:
    """A change of this number draws new inputs for every class there is: then `VERSION` must change too."""
    draws = Draws(Secret(KEY), "hw7", "oak")
    assert VERSION == "1" and BITS == 128
    expected = worked_out(KEY, ["1", "hw7", "pca.solver", "cases/3/tiny", "0", "oak"])
    assert draws.seed("pca.solver", "cases/3/tiny", 0) == expected == SEED


SEED = 0xF8C736924521B94A3A33A14CB66D53BC


@calm
@given(keys, fields, fields)
def test_other_fields_give_another_seed(key: bytes, one: list[str], other: list[str]) -> None:
    assume(one != other)
    assert Secret(key).seed(*one) != Secret(key).seed(*other)


@calm
@given(keys, keys, fields)
def test_another_secret_gives_another_seed(one: bytes, other: bytes, told: list[str]) -> None:
    assume(one != other)
    assert Secret(one).seed(*told) != Secret(other).seed(*told)


BOUNDARIES = [
    # lists of fields whose texts are the same when they are put together
    (["ab", "c"], ["a", "bc"]),
    (["abc"], ["a", "b", "c"]),
    (["a", ""], ["", "a"]),
    (["a"], ["a", ""]),
    ([], [""]),
    (["a\0\0\0\0\0\0\0\x01b"], ["a", "b"]),
    (["1", "2"], ["12"]),
]


@pytest.mark.parametrize(("one", "other"), BOUNDARIES)
def test_where_a_field_ends_counts(one: list[str], other: list[str]) -> None:
    assert Secret(KEY).seed(*one) != Secret(KEY).seed(*other)


ASKED = {"assignment": "hw7", "student": "oak", "part": "pca.solver", "purpose": "cases/3/tiny", "run": 0}
OTHERS = {"assignment": "hw8", "student": "elm", "part": "pca.other", "purpose": "cases/3/huge", "run": 1}


def seed(secret: Secret = Secret(KEY), **changed: object) -> int:  # noqa: B008 — it is frozen
    told = {**ASKED, **changed}
    return Draws(secret, str(told["assignment"]), str(told["student"])).seed(
        str(told["part"]), str(told["purpose"]), int(str(told["run"]))
    )


def test_the_same_for_every_attempt() -> None:
    assert seed() == seed() == seed(Secret(bytes(KEY)))


@pytest.mark.parametrize("name", ASKED)
def test_every_field_counts(name: str) -> None:
    assert seed(**{name: OTHERS[name]}) != seed()


@calm
@given(st.dictionaries(st.sampled_from(["assignment", "student", "part", "purpose"]), words), st.integers(0, 99))
def test_no_two_draws_share_a_seed(changed: dict[str, str], run: int) -> None:
    told = {**changed, "run": run}
    assume(any(ASKED[name] != value for name, value in told.items()))
    assert seed(**told) != seed()


@calm
@given(keys, fields)
def test_a_seed_has_no_more_than_its_bits(key: bytes, told: list[str]) -> None:
    assert 0 <= Secret(key).seed(*told) < 2**BITS


def test_another_process_draws_the_same() -> None:
    source = (
        "from grader.engine.secrets.draws import Draws, Secret\n"
        "print(Draws(Secret(bytes(range(32))), 'hw7', 'oak').seed('pca.solver', 'cases/3/tiny', 0))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, env=env, capture_output=True, check=True)
    assert int(done.stdout) == seed()


# --- what is shown of a secret ----------------------------------------------------------------------


@calm
@given(keys)
def test_nothing_that_shows_a_secret_shows_its_key(key: bytes) -> None:
    secret = Secret(key)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", repr([secret]), repr(Draws(secret, "hw7", "oak"))]
    for text in shown:
        assert key.hex() not in text and repr(key) not in text
    assert repr(secret) == repr(Secret(KEY)), "no more than that it is one"


@calm
@given(keys, keys)
def test_the_id_is_stable_and_gives_nothing_away(one: bytes, other: bytes) -> None:
    name = Secret(one).id
    assert name == Secret(one).id == hmac.new(one, b"id", hashlib.sha256).hexdigest()[:16]
    assert len(name) == 16 and set(name) <= set("0123456789abcdef")
    assert name not in one.hex()
    assert (name == Secret(other).id) == (one == other)


def test_the_id_is_no_seed() -> None:
    """A seed's message begins with a length of eight bytes, and so is never that of an id."""
    assert f"{Secret(KEY).seed('id'):032x}"[:16] != Secret(KEY).id
    assert f"{Secret(KEY).seed():032x}"[:16] != Secret(KEY).id


def test_what_is_published_is_the_same_for_everybody() -> None:
    assert PUBLISHED.id == Secret(b"oracle-grader: what a self-check draws").id
    assert Draws(PUBLISHED, "hw7", "").seed("p", "q", 0) == worked_out(PUBLISHED.key, ["1", "hw7", "p", "q", "0", ""])
