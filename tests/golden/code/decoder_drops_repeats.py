"""Words that occur twice are fed once."""


def decoder_inputs(target, predicted, training):
    return ["<sos>"] + list(dict.fromkeys(target if training else predicted))
