"""Right, with a test of its own behind it that is wrong and fails."""


def decoder_inputs(target, predicted, training):
    return ["<sos>", *(target if training else predicted)]


assert decoder_inputs(["a"], ["b"], True) == ["<sos>", "b"], "teacher forcing"
