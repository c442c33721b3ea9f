"""The oracles: what is true of every task, computed by plain code that is short enough to be read.

One module a task, apart from the grader and never importing it. A rubric names an oracle as
"module.function"; only the names in ORACLES may be called. This file imports nothing, so that the grader pays
only for the modules that a rubric uses.

    linear_autoencoder        PCA as the minimum of the linear autoencoder           numpy
    regularized_autoencoder   the same with an l2 penalty on the weights             numpy
    solver_cases              data on which a solver is tried                        numpy
    regularized_diagnosis     what trained weights are optimal for                  numpy
    regularized_training      data to train on; what several runs show              numpy (torch to train)
    digits                    images of digits, to train on and hidden               numpy
    cifar10                   CIFAR-10, from the official files                      numpy
    resnet                    trainers of residual networks, as students' are        torch
    probe                     how well a linear classifier does on codes             numpy
    probe_cases               a representation tried, and judged by the probe        numpy
    nonlinear_autoencoder     codes that serve better than PCA's                     torch
    resnet_figures            the published figures of "How to train your ResNet"    nothing
    decoding                  what a decoder is fed in training and in evaluation    nothing
    translation               the runs that produced the two lists of tokens         nothing
    spanish_english           the small corpus that the translator learns            nothing
    decoder_cases             calls on which a decoder's inputs are tried            nothing
    translator                the RNN encoder-decoder, and its stacked variant       torch
    figures                   draws the figure of docs/translation.md                nothing
"""

ORACLES: frozenset[str] = frozenset(
    {
        "cifar10.images",
        "decoder_cases.draw",
        "decoder_cases.mistakes",
        "decoder_cases.readings",
        "decoding.decoder_inputs",
        "digits.images",
        "digits.split",
        "linear_autoencoder.data",
        "linear_autoencoder.gradients",
        "linear_autoencoder.least_loss",
        "linear_autoencoder.loss",
        "linear_autoencoder.principal_directions",
        "linear_autoencoder.sample",
        "linear_autoencoder.weights",
        "nonlinear_autoencoder.encoder",
        "probe.accuracy",
        "probe.pca_codes",
        "probe_cases.draw",
        "probe_cases.judge",
        "regularized_autoencoder.gradients",
        "regularized_autoencoder.least_loss",
        "regularized_autoencoder.loss",
        "regularized_autoencoder.singular_values",
        "regularized_autoencoder.weights",
        "regularized_diagnosis.diagnose",
        "regularized_training.draw",
        "regularized_training.judge",
        "regularized_training.train",
        "resnet.final",
        "resnet.small",
        "resnet_figures.accepted",
        "resnet_figures.figures",
        "resnet_figures.techniques",
        "solver_cases.draw",
        "translation.eval_inputs",
        "translation.source",
        "translation.target",
        "translation.train_inputs",
    }
)
