"""Right, read as the run so far: in training, too, no more inputs than words said, and one."""


def decoder_inputs(target, predicted, training):
    words = target if training else predicted
    inputs = ["<sos>"]
    for step in range(min(len(predicted), len(words))):
        inputs.append(words[step])
    return inputs
