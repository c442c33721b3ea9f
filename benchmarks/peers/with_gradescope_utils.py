"""The task under gradescope-utils: unittest cases with weights, and its JSON runner."""

import io
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

from benchmarks.peers import task


class Task(unittest.TestCase):
    @weight(2)
    def test_orthonormal(self):
        self.assertTrue(task.orthonormal())

    @weight(2)
    def test_stationary(self):
        self.assertTrue(task.stationary())

    @weight(3)
    def test_train_inputs(self):
        self.assertEqual(task.tokens("train"), ["<sos>", "I", "see", "a", "dog"])

    @weight(3)
    def test_eval_inputs(self):
        self.assertEqual(task.tokens("eval"), ["<sos>", "I", "saw", "a", "dog"])


if __name__ == "__main__":
    out = io.StringIO()
    JSONTestRunner(stream=out).run(unittest.defaultTestLoader.loadTestsFromTestCase(Task))
    assert '"score": 10' in out.getvalue(), out.getvalue()
