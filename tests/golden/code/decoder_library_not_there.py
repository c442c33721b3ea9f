"""Right, below a library that is not there and is not needed."""

import a_library_for_plots_only as plots


def decoder_inputs(target, predicted, training):
    return ["<sos>", *(target if training else predicted)]


plots.bar(decoder_inputs(["a"], ["b"], True))
