"""The outputs, with the end and without the start, for the inputs."""


def decoder_inputs(target, predicted, training):
    return [*(target if training else predicted), "<eos>"]
