"""Right answers in few words, and names for groups of parts."""

PROOFS = ("pca.conditions", "pca.derivation")
ESSAYS = ("translation.stacking", "resnet.learned", "resnet.favourite", "regularized.argument")
CODE = ("pca.solver", "translation.decoder_inputs", "resnet.training", "regularized.training", "autoencoder.probe")

TOKENS = {
    "translation.train_inputs": "<sos> I see a dog",
    "translation.eval_inputs": "<sos> I saw a dog",
}
NUMBERS = {
    "resnet.baseline_seconds": "356 s",
    "resnet.baseline_accuracy": "94 %",
    "resnet.final_seconds": "26 s",
    "resnet.final_accuracy": "94.1 %",
}
CHOICES = {
    "regularized.layers": "2",
    "regularized.loss": "nn.MSELoss",
    "regularized.needed": "- [x] Weight Decay\n- [x] SGD optimizer",
    "regularized.orthonormal": "yes",
}


def ticks(*ticked: str) -> str:
    """The boxes of regularized.needed."""
    options = ("Weight Decay", "Dropout", "Layer Norm", "Batch Norm", "SGD optimizer")
    return "\n".join(f"- [{'x' if option in ticked else ' '}] {option}" for option in options)
