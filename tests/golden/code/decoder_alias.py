"""Right: <s> is another spelling of <sos>."""


def decoder_inputs(target, predicted, training):
    return ["<s>"] + list(target if training else predicted)
