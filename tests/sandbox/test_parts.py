"""The small pure parts: cutting of text, the bounded output, the verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import Failure, Limits, Loaded
from grader.sandbox.host import failures
from grader.sandbox.host.channel import Output
from grader.sandbox.host.fork_server_handle import Status
from grader.sandbox.protocol import untrusted_text


@given(st.lists(st.binary(max_size=50), max_size=40), st.integers(2, 60))
def test_output_keeps_both_ends_and_is_bounded(pieces: list[bytes], limit: int) -> None:
    output = Output(limit)
    for piece in pieces:
        output.add(piece)
    whole, text = b"".join(pieces), output.take()
    half = limit // 2
    if len(whole) <= 2 * half:
        assert text == whole.decode(errors="replace")
    else:
        lost = len(whole) - 2 * half
        assert text == (whole[:half] + f"\n… {lost:,} bytes left out …\n".encode() + whole[-half:]).decode(
            errors="replace"
        )
    assert output.take() == ""


def test_output_spends_no_memory_on_what_is_left_out() -> None:
    output = Output(100)
    for _ in range(100):
        output.add(bytes(1 << 16))
    assert len(output._head) + len(output._tail) < 3 << 16


@given(st.text(), st.integers(3, 100))
def test_a_sentence_is_one_clean_line(text: str, characters: int) -> None:
    said = untrusted_text.sentence(text, characters)
    assert len(said) <= characters
    assert said.isprintable() or not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in said)


@given(st.lists(st.text(max_size=300), max_size=120))
def test_a_shortened_trace_is_bounded_and_keeps_both_ends(lines: list[str]) -> None:
    text = "\n".join(["first", *lines, "last"])
    said = untrusted_text.shortened(text)
    assert len(said) <= untrusted_text.CHARACTERS
    assert len(said.splitlines()) <= untrusted_text.LINES + 2
    assert said.startswith("first")
    assert said.endswith("last")


LIMITS = Limits(wall=10, cpu=5, memory=1 << 30)

ENDS = {
    # status as wait4 tells, seconds of processor time, what was printed; kind and message
    "exit 0": (0, 1.0, "", ("exit", "f() ended its own process (status 0)")),
    "exit 3": (3 << 8, 1.0, "", ("exit", "f() ended its own process (status 3)")),
    "out of processor time": (24, 5.0, "", ("timeout", "f() used more than 5 seconds of processor time")),
    "killed for it": (9, 6.0, "", ("timeout", "f() used more than 5 seconds of processor time")),
    "killed": (9, 1.0, "", ("killed", "f() was killed, or hung up on the grader")),
    "crashed": (11, 1.0, "", ("killed", "f() crashed (SIGSEGV)")),
    "crashed, with a core": (11 | 128, 1.0, "", ("killed", "f() crashed (SIGSEGV)")),
    "a signal without a name": (40, 1.0, "", ("killed", "f() crashed (signal 40)")),
    "no memory in C++": (
        6,
        1.0,
        "what():  std::bad_alloc",
        ("memory", "f() needed more memory than the 1 GB it may have"),
    ),
    "aborted": (6, 1.0, "", ("killed", "f() crashed (SIGABRT)")),
}


@pytest.mark.parametrize(("status", "cpu", "printed", "why"), ENDS.values(), ids=ENDS)
def test_why_a_child_is_gone(status: int, cpu: float, printed: str, why: tuple[str, str]) -> None:
    assert failures.ended("f()", Status(status, cpu, 0), printed, LIMITS) == why


FORGED = {
    "nothing": {},
    "a value and more": {"value": 1, "more": 2},
    "no such kind": {"kind": "full marks", "message": "", "trace": ""},
    "a kind that is the grader's to tell": {"kind": "timeout", "message": "", "trace": ""},
    "a message that is no text": {"kind": "exception", "message": 3, "trace": ""},
    "no trace": {"kind": "exception", "message": ""},
}


@pytest.mark.parametrize("answer", FORGED.values(), ids=FORGED)
def test_an_answer_out_of_form_is_a_failure(answer: dict) -> None:
    verdict = failures.told(answer, 1.0, "", {}) if "kind" in answer else failures.returned(answer, 1.0, "")
    assert isinstance(verdict, Failure)
    assert verdict.kind == "reply"


FORGED_LOADS = {
    "nothing": None,
    "no failures": {"defined": {}},
    "more": {"defined": {}, "failures": [], "more": 1},
    "a list of functions": {"defined": [], "failures": []},
}


@pytest.mark.parametrize("value", FORGED_LOADS.values(), ids=FORGED_LOADS)
def test_a_load_out_of_form_is_a_failure(value: object) -> None:
    assert isinstance(failures.loaded({"value": value}, 1.0, "", {}), Failure)


def test_a_load_is_read_with_care() -> None:
    told = {"defined": {"f\x1b": ["x", 3], "g": 1}, "failures": [["cell 1", 2, "a\nb"], "junk"], "stopped": [3, "x"]}
    loaded = failures.loaded({"value": told}, 1.0, "", {"cell 1": 5})
    assert isinstance(loaded, Loaded)
    assert loaded.defined == {"f\N{REPLACEMENT CHARACTER}": ("x",), "g": ()}
    assert loaded.failures == (("cell 1", 2, "a b"),)


@pytest.mark.parametrize(
    "forged", [["cell 2", 1, "no"], ["cell 1", 6, "no"], ["cell 1", 0, "no"], ["cell 1", 10**399, ""]]
)
def test_a_failure_where_nothing_was_handed_in_is_not_told(forged: list[object]) -> None:
    told = {"defined": {}, "failures": [["cell 1", 5, "yes"], forged], "stopped": []}
    loaded = failures.loaded({"value": told}, 1.0, "", {"cell 1": 5})
    assert isinstance(loaded, Loaded)
    assert loaded.failures == (("cell 1", 5, "yes"),)
