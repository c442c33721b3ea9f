# ruff: noqa: E501, each case on a line of its own
"""What `lint` says of a rubric that is wrong: `file:line: message`, all at once.

Each case is a small right rubric with some of its text replaced, and every line that lint then prints.
"""

from pathlib import Path

import pytest

from grader.rubric import load
from tests.rubric.small_rubric import RIGHT, complaints, edited, write

Edit = tuple[str, str]


def test_the_small_rubric_is_right(tmp_path: Path) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    assert complaints(path) == []
    assignment, _ = load.load(path)
    assert (len(assignment.parts), assignment.max_score) == (7, 14)
    assert assignment.parts[0].criteria[0].parameters == {"limit": 1e-6}
    assert assignment.parts[1].criteria[0].parameters["expected"] == ["<sos>", "on"]


FORMS = "arrays, tokens, choice, choices, number, text, equations, derivation, code, training"
CASES: dict[str, tuple[list[Edit], list[str]]] = {
    # --- the frame
    "unknown key at the top": ([("title: A", "titel: A")], ["2: unknown key 'titel'; did you mean 'title'?"]),
    "unknown key in a problem": ([("    title: Weights", "    name: Weights")], ["8: unknown key 'name'"]),
    "unknown key in a part": ([("        answer: text", "        answer: text\n        qestion: Why?")],
                              ["37: unknown key 'qestion'; did you mean 'question'?"]),
    "no assignment": ([("assignment: hw8\n", "")], ["1: 'assignment' is missing here"]),
    "assignment's id": ([("hw8", "hw 8")],
                        ["1: 'hw 8' is not an id: letters, digits, - and _, with dots between, a letter first"]),
    "id with a line break": ([("assignment: hw8", 'assignment: "hw8\\n"')],
                             ["1: 'hw8' is not an id: letters, digits, - and _, with dots between, a letter first"]),
    "id that is a number": ([("id: two\n", "id: 2\n")],
                            ["25: 'id' must be a text, but is the number 2; put it in quotes"]),
    "part without an id": ([("- id: two.layers\n        answer", "- answer")], ["27: 'id' is missing here"]),
    "part without an answer": ([("        answer: text\n", "")], ["35: 'answer' is missing here"]),
    "problem without parts": ([("    parts:\n      - id: two.layers", "    title: x\n    pars:\n      - id: two.layers")],
                              ["25: 'parts' is missing here", "27: unknown key 'pars'; did you mean 'parts'?"]),
    "title that is a list": ([("A small one", "[A, small, one]")], ["2: 'title' must be a text, but is a list"]),
    "title that is empty": ([("A small one", "")], ["2: 'title' must be a text, but is empty"]),
    "the same part twice": ([("- id: two.essay", "- id: Two.Layers")],
                            ["35: the part 'Two.Layers' is here a second time; give it another id"]),
    "the same problem twice": ([("- id: two\n", "- id: one\n")],
                               ["25: the problem 'one' is here a second time; give it another id"]),
    "a part that is a text": ([("- id: two.essay\n        answer: text\n        criteria:\n          - {check: review_text, points: 3, words: [70, 150]}",
                                "- an essay")],
                              ["35: entry 3 of 'parts' must be a mapping, but is the text 'an essay'"]),
    "empty criteria": ([("criteria: [{check: review, points: 4}]", "criteria: []")],
                       ["41: 'criteria' has no entries; at least 1 is needed"]),
    # --- numbers
    "points that fall from nowhere": ([("limit: 1e-6", "nothing_from: 1e-3")],
                                      ["13: 'nothing_from' needs a 'limit' too, from which points fall"]),
    "points that fall backwards": ([("limit: 1e-6", "limit: 1e-2, nothing_from: 1e-3")],
                                   ["13: 'nothing_from' must be more than the limit, 0.01"]),
    "beside none": ([("limit: 1e-6", "with: singular_value")],
                    ["13: no criterion 'singular_value' in this part; did you mean 'singular_values'?"]),
    "beside one of another part": ([("limit: 1e-6", "with: choice")],
                                   ["13: no criterion 'choice' in this part; there are orthonormal, singular_values"]),
    "beside itself": ([("limit: 1e-6", "with: orthonormal")], ["13: 'orthonormal' cannot count together with itself"]),
    "beside each other": ([("limit: 1e-6", "with: [singular_values]"), ("            points: 1\n            expected: {or", "            with: orthonormal\n            points: 1\n            expected: {or")],
                          ["13: 'orthonormal' counts only with one that counts only with it: leave one `with:` out",
                           "15: 'singular_values' counts only with one that counts only with it: leave one `with:` out"]),
    "beside a number": ([("limit: 1e-6", "with: 3")], ["13: 'with' must be a text or a list, but is the number 3"]),
    "tolerance that is no number": ([("limit: 1e-6", "limit: .nan")],
                                    ["13: nan is not a number that a rubric can use; write a finite one"]),
    "tolerance that is infinite": ([("limit: 1e-6", "limit: .inf")],
                                   ["13: inf is not a number that a rubric can use; write a finite one"]),
    "tolerance too large": ([("limit: 1e-6", "limit: 1e999")],
                            ["13: inf is not a number that a rubric can use; write a finite one"]),
    "tolerance in words": ([("limit: 1e-6", "limit: 1e-6 or so")],
                           ["13: 'limit' must be a number, but is the text '1e-6 or so'"]),
    "points that are not finite": ([("points: 2", "points: -.inf")],
                                   ["13: -inf is not a number that a rubric can use; write a finite one"]),
    "points of 400 digits": ([("points: 2", "points: " + "9" * 400)],
                             [f"13: {'9' * 57}… is not a number that a rubric can use; write a finite one"]),
    "negative points": ([("points: 2", "points: -2")], ["13: 'points' is -2; it must be more than 0"]),
    "no points": ([("points: 2", "points: 0")], ["13: 'points' is 0; it must be more than 0"]),
    "points missing": ([("points: 2, ", "")], ["13: 'points' is missing here"]),
    "points that are a text": ([("points: 2", "points: two")],
                               ["13: 'points' must be a number, but is the text 'two'"]),
    "points that are true": ([("points: 2", "points: true")], ["13: 'points' must be a number, but is true"]),
    "step that is tiny": ([("step: 0.5", "step: 1e-320")], ["20: 'step' is 1e-320; it must be at least 0.01"]),
    "step of more than all points": ([("step: 0.5", "step: 2")], ["20: a step of 2 is more than all 1 points"]),
    "partial above 1": ([("step: 0.5", "partial: 1.5")], ["20: 'partial' is 1.5; it must be at most 1"]),
    "visible": ([("step: 0.5", "visible: never")], ["20: 'visible' is 'never'; it may be always, after_release"]),
    # --- givens and oracles
    "unknown oracle": ([("linear_autoencoder.sample", "linear_autoencoder.sampel")],
                       ["4: unknown oracle 'linear_autoencoder.sampel'; did you mean 'linear_autoencoder.sample'?"]),
    "no oracle's name": ([("linear_autoencoder.sample", "os.system")], ["4: unknown oracle 'os.system'"]),
    "an oracle's argument unknown": ([("seed: 1", "sede: 1")],
                                     ["4: the oracle 'linear_autoencoder.sample' has no argument 'sede'; did you mean 'seed'?",
                                      "4: the oracle 'linear_autoencoder.sample' needs the argument 'seed'"]),
    "an oracle's argument no given": ([("lam: lam", "lam: lambda")],
                                      ["16: there is not a given 'lambda'; did you mean 'lam'?"]),
    "an oracle's argument of the wrong kind": ([("seed: 1", "seed: 1.0")],
                                               ["4: 'seed' must be a whole number, but is the number 1.0"]),
    "a given of the wrong kind as an argument": ([("lam: 0.05", "lam: small")],
                                                 ["16: 'lam' must be a number, but is the text 'small'"]),
    "an oracle called in an argument": ([("X: X, k: k", "X: {oracle: linear_autoencoder.sample}, k: k")],
                                        ["16: an argument is a number, a text, a list or the name of a given; call this oracle as a given"]),
    "oracle's name a number": ([("{oracle: linear_autoencoder.sample", "{oracle: 7")],
                               ["4: 'oracle' must be a text, but is the number 7; put it in quotes"]),
    "given without an oracle": ([("lam: 0.05", "lam: {value: 0.05}")], ["5: 'oracle' is missing here"]),
    "given that is another answer": ([("lam: 0.05", "lam: {answer: two.seconds}")], ["5: 'oracle' is missing here"]),
    "given that is a list": ([("lam: 0.05", "lam: [0.05]")],
                             ["5: 'lam' must be a number or a text or true or false or a mapping, but is a list"]),
    "given that is no name": ([("lam: 0.05", "lam: 0.05\n  ../up: 1")],
                              ["6: '../up' is not a name for a given: letters, digits and _, no digit first"]),
    "givens in a circle": ([("m: 8", "m: m"), ("lam: 0.05", "lam: 0.05\n  m: {oracle: linear_autoencoder.data, eigenvalues: X, n: 64, seed: 1}")],
                           ["3: these givens need each other in a circle; none can be computed first",
                            "12: the size 'm' of W1 must be a whole number from 1",
                            "12: the size 'm' of W2 must be a whole number from 1"]),
    "given that needs itself": ([("m: 8", "m: X")],
                                ["3: these givens need each other in a circle; none can be computed first",
                                 "11: the size 'm' of W1 is not a given",
                                 "11: the size 'm' of W2 is not a given"]),
    "sizes that do not agree": ([("lam: 0.05", "lam: 0.05\n  k: 4")],
                                ["4: 'k' is 3 here and 4 elsewhere; one is wrong"]),
    "sizes of two calls that do not agree": ([("lam: 0.05", "lam: 0.05\n  Z: {oracle: linear_autoencoder.sample, m: 9, n: 64, k: 3, seed: 1}")],
                                             ["6: 'm' is 9 here and 8 elsewhere; one is wrong"]),
    # --- answers
    "unknown form": ([("answer: text", "answer: txet")], ["36: unknown form of answer 'txet'; did you mean 'text'?"]),
    "unknown form in a mapping": ([("{number: seconds}", "{numbr: seconds}")],
                                  [f"32: none of the forms of answers ({FORMS}) is given here; did you mean 'number'?"]),
    "form without its settings": ([("answer: text", "answer: number")],
                                  ["36: the form 'number' needs its settings: write `answer: {number: …}`"]),
    "two forms": ([("{number: seconds}", "{number: seconds, text: }")],
                  ["32: an answer has one form, but here are number and text"]),
    "no form": ([("answer: text", "answer: 5")],
                ["36: 'answer' must be a form such as `text`, or a mapping such as `{number: seconds}`"]),
    "unit": ([("{number: seconds}", "{number: second}")],
             ["32: 'number' is 'second'; it may be plain, seconds, percent; did you mean 'seconds'?"]),
    "size that is not given": ([("W2: [m, k]", "W2: [m, kk]")], ["11: the size 'kk' of W2 is not a given; did you mean 'k'?"]),
    "size 0": ([("W2: [m, k]", "W2: [m, 0]")], ["11: entry 2 of 'W2' is 0; it must be at least 1"]),
    "size that is half": ([("W2: [m, k]", "W2: [m, 0.5]")],
                          ["11: entry 2 of 'W2' must be a whole number or a text, but is the number 0.5"]),
    "size that is a fraction": ([("W2: [m, k]", "W2: [m, lam]")], ["11: the size 'lam' of W2 must be a whole number from 1"]),
    "arrays without names": ([(", W1: [k, m], W2: [m, k]", "")],
                             ["11: 'answer' has 1 entry; at least 2 are needed (An array's shape, in numbers and names of givens: [k, m].)"]),
    "one option": ([("[yes, no]", "[yes]")], ["28: 'choice' has 1 entry; at least 2 are needed"]),
    "an option twice": ([("[yes, no]", "[yes, no, no]")], ["28: 'choice' has the same entry twice"]),
    "an option in two spellings": ([("[yes, no]", "[yes, no, 'No.']")],
                                   ["28: two options are the same except for case, spaces or punctuation, or one has no letters"]),
    "position that is a number": ([("answer: {tokens: [w1, w2]}", "answer: {tokens: [w1, 2]}")],
                                  ["18: entry 2 of 'tokens' must be a text, but is the number 2; put it in quotes"]),
    "function without a head": ([('"solve(X, k)"', '"solve(X, k"')],
                                ["40: 'function' is 'solve(X, k', which is not what belongs here: The function asked for, with its "
                                 "arguments: solve(X, k)."]),
    "function that is not Python": ([('"solve(X, k)"', '"solve(X k)"')],
                                    ["40: 'solve(X k)' is not the head of a function, such as solve(X, k)"]),
    "code without a function": ([(', function: "solve(X, k)"', "")], ["40: 'function' is missing here"]),
    # --- criteria
    "unknown check": ([("check: orthonormal", "check: orthonormol")],
                      ["13: unknown check 'orthonormol'; did you mean 'orthonormal'?"]),
    "check that is a list": ([("check: orthonormal", "check: [orthonormal]")],
                             ["13: unknown check '['orthonormal']'; did you mean 'orthonormal'?"]),
    "no check": ([("check: orthonormal, ", "")], ["13: 'check' is missing here; name the check that judges the answer"]),
    "unknown parameter": ([("limit: 1e-6", "limt: 1e-6")], ["13: unknown key 'limt'; did you mean 'limit'?"]),
    "parameter missing": ([("right: yes, ", "")], ["30: 'right' is missing here"]),
    "parameter of the wrong kind": ([("expected: [<sos>, on]", "expected: <sos> on")],
                                    ["20: 'expected' must be a list, but is the text '<sos> on'"]),
    "token that is a number": ([("expected: [<sos>, on]", "expected: [<sos>, 1e-6]")],
                               ["20: entry 2 of 'expected' must be a text, but is the number 1e-06; put it in quotes"]),
    "parameter without entries": ([("expected: [<sos>, on]", "expected: []")],
                                  ["20: 'expected' has no entries; fill it, or leave it out"]),
    "check and form that do not fit": ([("check: choice, points: 1, right: yes, feedback: {chose no: Think again.}", "check: token_sequence, points: 1, expected: [yes]")],
                                       [f"30: 'token_sequence' needs '{name}', which neither the answer nor the givens have (X, choice, k, lam, m, n, options)"
                                        for name in ("tokens", "aliases", "positions", "unseen")]),
    "array that the check needs": ([(", W2: [m, k]}", "}"), ("check: singular_values", "check: review"),
                                    ("            expected: {oracle: regularized_autoencoder.singular_values, X: X, k: k, lam: lam}\n", "")],
                                   ["13: 'orthonormal' needs 'W2', which neither the answer nor the givens have (W1, X, arrays, k, lam, m, n)"]),
    "another answer that is not there": ([("{answer: one.others}", "{answer: one.other}")],
                                         ["20: no other part 'one.other'; did you mean 'one.others'?"]),
    "another answer that is one's own": ([("{answer: one.others}", "{answer: one.tokens}")],
                                         ["20: no other part 'one.tokens'; did you mean 'one.others'?"]),
    "another answer of another form": ([("{answer: one.others}", "{answer: two.essay}")],
                                       ["20: 'two.essay' is answered in the form text and this part in the form tokens"]),
    "another answer by a list": ([("{answer: one.others}", "{answer: [one.others]}")],
                                 ["20: 'answer' must be a text, but is a list"]),
    "another answer where none can stand": ([("expected: [<sos>, on]", "expected: {answer: one.others}")],
                                            ["20: 'expected' must be a list, but is a mapping"]),
    "another answer as something else": ([("{answer: one.others}", "{part: one.others}")],
                                         ["20: 'answer' is missing here", "20: unknown key 'part'"]),
    "array that is none of the answer's": ([("check: singular_values", "check: close"), ("points: 1\n", "points: 1\n            of: W22\n")],
                                           ["16: 'W22' is not one of the arrays; did you mean 'W2'?"]),
    "right answer that is no option": ([("right: yes", "right: maybe")], ["30: 'maybe' is not one of the options"]),
    "feedback for another option": ([("chose no: T", "chose maybe: T")],
                                    ["30: 'choice' never says 'chose maybe'; did you mean 'chose yes'?"]),
    "feedback for a mistake that the check never names": (
        [("limit: 1e-6", "feedback: {zero_weights: No.}")],
        ["13: 'orthonormal' never says 'zero_weights'; it can say correct, decoder_not_orthonormal, encoder_not_orthonormal, "
         "grader_error, incorrect, missing, needs_gpu, needs_review, not_orthonormal, partial, unreadable"]),
    "feedback that is a list": ([("{chose no: Think again.}", "[Think again.]")],
                                ["30: 'feedback' must be a mapping, but is a list"]),
    "range that is empty": ([("{from: 1, to: 2}", "{from: 3, to: 2}")],
                            ["34: from 3 to 2 is empty; the smaller comes first"]),
    "range without an end": ([("{from: 1, to: 2}", "{from: 3}")], ["34: 'to' is missing here"]),
    "range's unknown key": ([("{from: 1, to: 2}", "{from: 1, to: 2, Credit: 1}")],
                            ["34: unknown key 'Credit'; did you mean 'credit'?"]),
    "no range": ([("accept: [{from: 1, to: 2}]", "accept: []")], ["34: 'accept' has no entries; fill it, or leave it out"]),
    "words": ([("[70, 150]", "[150, 70]")], ["38: the least number of words comes first"]),
    "three numbers of words": ([("[70, 150]", "[70, 90, 150]")], ["38: 'words' has 3 entries; at most 2 are allowed here"]),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_told_with_its_line_and_how_to_mend_it(
    tmp_path: Path, edits: list[Edit], expected: list[str]
) -> None:
    path = write(tmp_path, {"r.yaml": edited(*edits)})
    assert complaints(path) == [f"r.yaml:{line}" for line in expected]
