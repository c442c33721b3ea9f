"""The task as pytest tests."""

from benchmarks.peers import task


def test_orthonormal():
    assert task.orthonormal()


def test_stationary():
    assert task.stationary()


def test_train_inputs():
    assert task.tokens("train") == ["<sos>", "I", "see", "a", "dog"]


def test_eval_inputs():
    assert task.tokens("eval") == ["<sos>", "I", "saw", "a", "dog"]
