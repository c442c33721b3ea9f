"""The sample class on two questions: why not to stack encoder and decoder, and why W2 is nearly orthonormal."""

STACKING = {
    "maple": """
Three things go wrong. First, the two sentences may have different lengths: with *n* source words there are exactly *n*
states, so a translation of *n* + 1 words has no state for its last word ("veo un perro" has three words, "I see a dog"
four). Second, h_t has only seen the first t words. The first English word must be produced before the rest of the
source has been read. Third, word order differs: an adjective that follows its noun in Spanish stands before it in
English, so the word that is needed at step t may be read only at step t + 1.
""",
    "indigo": """
The state h_1 knows only "veo". The decoder would have to say its first word from that alone, before the whole sentence
has been read. And the number of words differs between the languages, so the steps do not match one to one.
""",
    "cedar": """
Stacked, the model becomes a tagger: one output for each input, at the same position. Translation is not tagging. The
length of the output would be forced to equal that of the input, and reorderings over more than zero positions could not
be expressed, because the needed word has not been read yet. Starting the decoder from the last state fixes both: the
state summarises the full sentence, and the decoder decides itself when to end.
""",
    "teal": """
Because "perro negro" becomes "black dog": when the decoder has to say "black", the encoder has only seen "perro". Also
three Spanish words here give four English ones, and in lock step a fourth word would have no input.
""",
    "walnut": "The gradients would vanish because the network becomes too deep, and the hidden sizes do not fit.",
    "ochre": """
The hidden state at step t contains just the first t words. The translation of the first word often depends on the rest,
for example on the subject that Spanish leaves out. So the decoder should wait until the sentence is complete.
""",
    "birch": "The lengths are different, e.g. 3 words and 4 words, so at the last step there is no h_t left to feed.",
    "azure": """
An encoder state in the middle of a sentence is a summary of half a thought. Fed in lock step the decoder has to commit
to words before it knows how the sentence goes on; Spanish and English differ in word order and length, so no fixed
delay repairs this. From the last state, the decoder has everything and its own clock.
""",
    "hazel": "Word t of the translation is not the translation of word t. Order and length differ.",
    "yew": """
Lock step means equal lengths and equal order, and languages have neither. Besides, the decoder could not look ahead: it
would translate each prefix of the sentence without having read the rest.
""",
}

ARGUMENT = {
    "maple": """
For a small $\\lambda$ the data term dominates, so on the top-$k$ subspace the product $W_2 W_1$ must be close to the
identity. The singular values of $W_2$ and $W_1$ then multiply to about 1. Among all such pairs the penalty
$\\sum_i (a_i^2 + b_i^2)$ with $a_i b_i = 1$ is least for $a_i = b_i = 1$ (AM–GM). Singular values that are all 1 mean
$W_2^\\top W_2 = I$. Exactly, they are $\\sqrt{1 - \\lambda/\\ell_i}$, which tends to 1 with $\\lambda \\to 0$.
""",
    "indigo": """
W1 and W2 must nearly invert each other on the subspace, so their singular values are reciprocal. a^2 + 1/a^2 is
smallest at a = 1. Hence all singular values are close to 1 and the columns are nearly orthonormal.
""",
    "cedar": """
The penalty does not see the product, only the two factors, and the data term sees only the product. Hold the product
fixed as a projection on the top-k subspace: then W2 = UA, W1 = A⁻¹Uᵀ, and ‖A‖² + ‖A⁻¹‖² has to be minimised over
invertible A. Each singular value contributes s² + 1/s², with minimum 2 at s = 1. So A is orthogonal, and W2ᵀW2 = AᵀA is
the identity, up to the shrinkage of order λ.
""",
    "teal": "The two penalties balance the factors, W1 = W2ᵀ, and W2W2ᵀ ≈ projection forces singular values near 1.",
    "ochre": "Weight decay makes all weights small, and small weights are nearly orthogonal in high dimensions.",
    "birch": """
Both matrices pay the same price for their size. If one had singular values of 2 and the other of 1/2, the sum of
squares would be 4.25 a direction instead of 2. So both are 1, which means orthonormal.
""",
    "azure": """
At a minimum both gradients vanish; multiplying them with W1ᵀ and W2ᵀ and subtracting gives W1W1ᵀ = W2ᵀW2, so the
weights are balanced. Their product is nearly a projection, so the common singular values are nearly one.
""",
    "hazel": "It is PCA, and PCA is orthonormal.",
    "yew": """
Because s² + t² with st ≈ 1 is least at s = t = 1, in each of the k directions. Unit singular values are orthonormal
columns.
""",
}
