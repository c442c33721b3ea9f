"""Right."""


def decoder_inputs(target, predicted, training):
    return ["<sos>"] + (target if training else predicted)
