"""Every way in which students write the right token sequence down."""

from pathlib import Path

import pytest

from grader.model import Status
from tests.answers.handing_in import result, valued

TRAIN = "translation.train_inputs"
HEAD = "| w1 | w2 | w3 | w4 | w5 |\n|---|---|---|---|---|\n"

RIGHT = {
    "a sentence": "<sos> I see a dog",
    "a sentence with a full stop": "<sos> I see a dog.",
    "a code span": "`<sos> I see a dog`",
    "commas": "<sos>, I, see, a, dog",
    "commas without spaces": "<sos>,I,see,a,dog",
    "bars": "<sos> | I | see | a | dog",
    "dashes": "<sos> - I - see - a - dog",
    "pluses": "<sos> + I + see + a + dog",
    "arrows": "<sos> → I → see → a → dog",
    "typed arrows": "<sos> -> I -> see -> a -> dog",
    "double arrows": "<sos> => I => see => a => dog",
    "double quotes": '"<sos>" "I" "see" "a" "dog"',
    "curly quotes": "“<sos>”, “I”, “see”, “a”, “dog”",
    "one quote around": '"<sos> I see a dog"',
    "a Python list": "['<sos>', 'I', 'see', 'a', 'dog']",
    "a JSON list": '["<sos>", "I", "see", "a", "dog"]',
    "a tuple": "(<sos>, I, see, a, dog)",
    "a set": "{<sos>, I, see, a, dog}",
    "a code span for each": "`<sos>`, `I`, `see`, `a`, `dog`",
    "one a line": "<sos>\nI\nsee\na\ndog",
    "one a paragraph": "<sos>\n\nI\n\nsee\n\na\n\ndog",
    "a bulleted list": "- <sos>\n- I\n- see\n- a\n- dog",
    "a numbered list": "1. <sos>\n2. I\n3. see\n4. a\n5. dog",
    "a numbered list with brackets": "1) <sos>\n2) I\n3) see\n4) a\n5) dog",
    "a numbered list with a remark": "1. <sos> (the start token)\n2. I\n3. see\n4. a\n5. dog",
    "a ticked sentence": "- [x] <sos> I see a dog",
    "a code block": "```\n<sos> I see a dog\n```",
    "a list in a code block": "```python\ninputs = ['<sos>', 'I', 'see', 'a', 'dog']\n```",
    "assignments in a code block": "```python\nw1 = '<sos>'\nw2 = 'I'\nw3 = 'see'\nw4 = 'a'\nw5 = 'dog'\n```",
    "a mapping in a code block": '```json\n{"w1": "<sos>", "w2": "I", "w3": "see", "w4": "a", "w5": "dog"}\n```',
    "a quote": "> <sos> I see a dog",
    "a table across": f"{HEAD}| <sos> | I | see | a | dog |",
    "a table across with a caption": (
        "| | w1 | w2 | w3 | w4 | w5 |\n|-|-|-|-|-|-|\n| training | <sos> | I | see | a | dog |"
    ),
    "a table across, numbered": "| 1 | 2 | 3 | 4 | 5 |\n|-|-|-|-|-|\n| <sos> | I | see | a | dog |",
    "a table across, steps from 0": "| t=0 | t=1 | t=2 | t=3 | t=4 |\n|-|-|-|-|-|\n| <sos> | I | see | a | dog |",
    "a table across without labels": "| <sos> | I | see | a | dog |\n|-|-|-|-|-|",
    "a table across with a caption, no labels": "| Training | <sos> | I | see | a | dog |\n|-|-|-|-|-|-|",
    "a table down": "| w1 | <sos> |\n|-|-|\n| w2 | I |\n| w3 | see |\n| w4 | a |\n| w5 | dog |",
    "a table down with captions": (
        "| position | token |\n|-|-|\n| w1 | <sos> |\n| w2 | I |\n| w3 | see |\n| w4 | a |\n| w5 | dog |"
    ),
    "a table down, numbered": "| step | input |\n|-|-|\n| 1 | <sos> |\n| 2 | I |\n| 3 | see |\n| 4 | a |\n| 5 | dog |",
    "a table down with outputs beside": (
        "| step | input | output |\n|-|-|-|\n| 1 | <sos> | I |\n| 2 | I | see |\n| 3 | see | a |\n| 4 | a | dog |\n"
        "| 5 | dog | <eos> |"
    ),
    "a table of maths": "| $w_1$ | $w_2$ | $w_3$ | $w_4$ | $w_5$ |\n|-|-|-|-|-|\n| `<sos>` | I | see | a | dog |",
    "labels on lines": "w1 = <sos>\nw2 = I\nw3 = see\nw4 = a\nw5 = dog",
    "labels on one line": "w1=<sos>, w2=I, w3=see, w4=a, w5=dog",
    "labels with colons": "w1: <sos>; w2: I; w3: see; w4: a; w5: dog",
    "labels with dashes": "w1 - <sos>\nw2 - I\nw3 - see\nw4 - a\nw5 - dog",
    "labels with nothing between": "w1 <sos>\nw2 I\nw3 see\nw4 a\nw5 dog",
    "labels in words": "w1 is <sos>, w2 is I, w3 is see, w4 is a, w5 is dog",
    "labels in a list": "- w1 = <sos>\n- w2 = I\n- w3 = see\n- w4 = a\n- w5 = dog",
    "labels in a numbered list": "1. w1: `<sos>`\n2. w2: `I`\n3. w3: `see`\n4. w4: `a`\n5. w5: `dog`",
    "labels backwards": "w5 = dog, w4 = a, w3 = see, w2 = I, w1 = <sos>",
    "labels from 0": "w0 = <sos>, w1 = I, w2 = see, w3 = a, w4 = dog",
    "labels in capitals": "W1 = <sos>, W2 = I, W3 = see, W4 = a, W5 = dog",
    "subscripts": "w₁ = <sos>, w₂ = I, w₃ = see, w₄ = a, w₅ = dog",
    "numbers": "1: <sos>\n2: I\n3: see\n4: a\n5: dog",
    "numbers on one line": "1: <sos>, 2: I, 3: see, 4: a, 5: dog",
    "steps": "step 1: <sos>\nstep 2: I\nstep 3: see\nstep 4: a\nstep 5: dog",
    "times": "t=1: <sos>, t=2: I, t=3: see, t=4: a, t=5: dog",
    "all labels at once": "w1, w2, w3, w4, w5 = <sos>, I, see, a, dog",
    "a tuple of labels": "(w1, w2, w3, w4, w5) = (<sos>, I, see, a, dog)",
    "a range of labels": "w1…w5: <sos> I see a dog",
    "a dash for the range": "w1-w5 are <sos> I see a dog",
    "a remark at a label": "w1 = <sos> (start token), w2 = I, w3 = see, w4 = a, w5 = dog",
    "maths with labels": r"$w_1 = \text{<sos>}, w_2 = \text{I}, w_3 = \text{see}, w_4 = \text{a}, w_5 = \text{dog}$",
    "maths with angles": (
        r"$$w_1 = \langle \text{sos} \rangle,\ w_2 = \text{I},\ w_3 = \text{see},\ w_4 = \text{a},\ "
        r"w_5 = \text{dog}$$"
    ),
    "maths with arrows": r"$\langle\text{sos}\rangle \to \text{I} \to \text{see} \to \text{a} \to \text{dog}$",
    "maths in typewriter": r"$\texttt{<sos>}, \texttt{I}, \texttt{see}, \texttt{a}, \texttt{dog}$",
    "capitals": "<SOS> i SEE A Dog",
    "the alias <s>": "<s> I see a dog",
    "the alias <bos>": "<bos> I see a dog",
    "the alias <start>": "<start> I see a dog",
    "the alias SOS": "SOS I see a dog",
    "the alias [SOS]": "[SOS] I see a dog",
    "full-width letters": "＜ＳＯＳ＞ Ｉ ｓｅｅ ａ ｄｏｇ",
    "mathematical angles": "⟨sos⟩ I see a dog",
    "spaces in the brackets": "< sos > I see a dog",
    "no space after the bracket": "<sos>I see a dog",
    "escaped brackets": r"\<sos\> I see a dog",
    "entities": "&lt;sos&gt; I see a dog",
    "bold": "**<sos>** I see a dog",
    "italics": "*<sos> I see a dog*",
    "an introduction": "In training: <sos> I see a dog",
    "an introduction in bold": "**Answer:** <sos>, I, see, a, dog",
    "an introduction without colon": "The inputs are <sos> I see a dog",
    "an introduction above": "In training the decoder is fed:\n\n<sos> I see a dog",
    "an explanation below": "<sos> I see a dog\n\nbecause the target words are fed, whatever was sampled.",
    "an explanation behind": "<sos> I see a dog. That is what teacher forcing means.",
    "an explanation that names the token": "`<sos> I see a dog`\n\nEach sentence starts with <sos>.",
    "an explanation around code spans": "The decoder gets `<sos>`, `I`, `see`, `a`, `dog`, as it is teacher forced.",
    "an explanation below labels": "w1 = <sos>\nw2 = I\nw3 = see\nw4 = a\nw5 = dog\n\nThis is teacher forcing.",
    "told one by one": "The decoder is fed <sos>, then I, then see, then a, then dog.",
    "a step of reasoning": "Step 1: teacher forcing feeds the target.\n\nStep 2: so it is <sos> I see a dog",
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_the_right_sequence_however_it_is_written(tmp_path: Path, text: str) -> None:
    told = result(tmp_path, TRAIN, text)
    assert (told.score, told.verdict.status, told.verdict.mistake) == (3, Status.CORRECT, None)


RIGHT_VALUES = {
    "a list": ["<sos>", "I", "see", "a", "dog"],
    "a sentence": "<sos> I see a dog",
    "labelled lines": "w1 = <sos>\nw2 = I\nw3 = see\nw4 = a\nw5 = dog",
    "a mapping": {"w1": "<sos>", "w2": "I", "w3": "see", "w4": "a", "w5": "dog"},
    "a mapping out of order": {"w5": "dog", "w4": "a", "w3": "see", "w2": "I", "w1": "<sos>"},
    "a numbered mapping": {"1": "<sos>", "2": "I", "3": "see", "4": "a", "5": "dog"},
    "a list of pieces": ["<sos> I", "see a dog"],
}


@pytest.mark.parametrize("value", RIGHT_VALUES.values(), ids=RIGHT_VALUES)
def test_the_right_sequence_in_answers_yaml(value: object) -> None:
    assert valued(TRAIN, value).score == 3
