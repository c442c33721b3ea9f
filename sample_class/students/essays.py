"""Essays of the sample class on the series "How to train your ResNet": essays of about 100 words.

Some are good, some thin, some misread the series; a person grades them.
"""

LEARNED = {
    "maple": """
The series taught me to treat speed as a measurement problem first. Before touching the network, the author asks where
the 356 seconds of the reproduction go, finds a batch norm and ReLU that are applied twice and preprocessing that is
repeated every epoch, and is at 297 s without changing what is learned. Only then come larger batches, mixed precision
and a smaller network. I had expected a clever optimiser to be the hero. Instead, most of the gain is the sum of small
steps, each checked over several runs, because a single run at 94 % says little when half of the runs fall just short.
Patience with the baseline pays.
""",
    "indigo": """
What stays with me is that the budget is spent in epochs as much as in kernels. Halving the time of an epoch and halving
the number of epochs are worth the same, but they need quite different tools. Profiling and half precision make an
epoch cheap; a warmup of the learning rate, cutout and label smoothing let fewer epochs suffice. I also learned to be
careful with weight decay when batch size grows, since the two act together with the learning rate and cannot be tuned
one by one. After reading all eight posts I went back to my own project and found that data loading took two thirds of
every step.
""",
    "cedar": """
I learned how to compare with the hardware. The author counts the floating-point operations of the network, divides by
what a V100 could do, and gets about 40 seconds for the 18-layer network's 35 epochs at full efficiency. Against that
number 297 s looks slow and one knows that there is something to win. The final 26 s are below those 40 only because the
network and the number of epochs have shrunk, so the two numbers must not be compared directly. Such a bound on the back
of an envelope is a habit that I want to keep. It costs ten minutes and says whether a week of tuning can pay at all.
""",
    "teal": """
Before this series I thought of training speed as something that you buy. Now I think of it as something that you
measure. A V100 is the same card at the beginning and at the end, and still the time falls from about 300 seconds to 34,
or 26 with flipped images at test time. Each post changes one thing, says why it should help, runs the training many
times and reports how many runs reach 94 %. That last part surprised me most: accuracy is a random variable, and a
method that wins once may have been lucky. I will report medians over seeds from now on, and never again the best of
three runs.
""",
    "walnut": """
The series shows that a network can be trained in 40 seconds, which is the limit of what the GPU can compute, because
the author removes everything that is not needed. First the input pipeline is cleaned so that images are normalised and
padded once. Then the batch size is raised and the learning rate with it. I learned that a larger batch is not only
faster on the hardware but also works as well as a small one if the schedule has a warmup. The most important lesson for
me is to look at a profile before changing the code, since my guesses about what is slow are usually wrong.
""",
    "ochre": """
My main lesson is that regularisation and speed belong together. If a network is to be trained in 24 epochs instead of
35, overfitting is no longer the main danger and one can take away some augmentation, but if the network becomes larger
one must add cutout. Another lesson is about batch norm: its scales hardly train, so they can be frozen, and the noise
of small ghost batches acts as a regulariser of its own. The posts are also a model of honest writing. When something
fails the author says so, and when a gain is within the noise of the runs it is not sold as progress. Papers in our
field could learn from that.
""",
    "birch": """
I learned that much of what we call a recipe is a coupling of numbers. The learning rate, batch size, momentum and
weight decay form combinations, and only the combinations matter over the course of training. If I double the batch I
can double the rate, as long as the steps are small against the curvature. The post on this draws the loss in a few
directions and shows where the limit is. Since then I tune the product of rate and weight decay rather than each alone.
It made my search for the homework much shorter: twelve runs on a grid became four on a line, and the accuracy of the
best was the same.
""",
    "crimson": """
The biggest surprise was the shallow network. I would have kept the 18 layers and made them fast; the author throws away
the long branches, keeps a backbone of four convolutions with two residual blocks, and is at 79 seconds for 24 epochs.
Depth was not what the task needed. A second surprise was how many ideas failed at first because of another part:
mixed precision was slow until the batch norms, which ran in single precision on an unlucky path, were fixed. So a
negative result may only mean that the bottleneck is elsewhere. I learned to write down what limits the speed at each
point, and to ask again after every change.
""",
    "azure": """
Reading the posts in order felt like watching a sculptor. First the obvious waste goes: duplicate layers, augmentation
on the CPU, slow random numbers. Then the form changes: ResNet-9 in place of eighteen layers. In the end the details are
polished, with CELU in place of ReLU, whitened patches as first layer and an average of the weights. What I learned is
the order. Had the author begun with the details, each would have been lost in the noise of a slow and uneven baseline.
I also took away a practical point, namely that sorting out half precision early makes all later experiments cheaper, so
it should come first.
""",
    "hazel": """
I learned to distrust defaults. The data loader of the framework, the place of the batch norm before the pooling, the
bias that nobody looks at: all of them are there by habit. Moving the max-pool before the batch norm changes nothing in
what the network can express, but less data goes through the norm and seconds are saved. I also learned that one can
stop early with confidence only when the evaluation is fast, because otherwise the test takes as long as an epoch. In
my own training script I have since found a call that copied every loss to the CPU; deleting that one line made it a
third faster.
""",
    "umber": """
It is all about removing waste. Profile first, then batch size, then mixed precision, and 297 s becomes 26 s.
""",
    "poplar": """
The series shows that a network can be trained in about 40 seconds, which is the limit of what the GPU can compute,
because the author removes everything that is not needed. First the input pipeline is cleaned so that images are
normalised and padded only once. Then the batch size is raised, and the learning rate with it. I learned that a larger
batch is not only faster on the hardware but works as well as a small one if the schedule has a warm-up. The most
important lesson to me is to look at a profile before changing any code, since my guesses about what is slow are
usually wrong.
""",
    "yew": """
I learned that reproducing somebody else's number is work in its own right and worth a whole post. The winning entry
took 341 seconds, the first attempt to repeat it 356 s, and the gap taught the author how the entry worked. Only who can
explain the difference understands the baseline. Then I liked that the target stays fixed at 94 % while everything else
may move. A fixed target makes it honest: a trick that saves a second but loses a quarter of a percent is no gain. In
our course projects we tend to move both at once, time and accuracy, and cannot say afterwards what has helped. I want
to fix one of them next time.
""",
    "scarlet": """
What I take from the posts is a respect for simple bookkeeping. Every experiment has a row: the change, the seconds, how
many of the runs reached 94 %. From such a table one sees that no single idea gives more than a third of the final gain.
Larger batches give 256 s, fixing the batch norms 186, cutout and bigger batches 154, the small network 79. Each idea
builds on the one before. I had hoped for a single trick that I could copy, and at first I was a little disappointed;
later I thought that this is good news, since it means that careful people without new theory can get far.
""",
}

FAVOURITE = {
    "maple": """
My favourite is the patch whitening of the first layer. Natural images are strongly correlated: neighbouring pixels are
almost equal, so the patches that the first convolution sees lie in a narrow cone. Its gradient is then dominated by a
few directions and the others learn slowly. The author computes the covariance of 3×3 patches, takes its eigenvectors,
and uses them, scaled by one over the root of the eigenvalues, as a frozen first convolution. Now all the inputs of the
next layer have the same variance and none are correlated, and a larger learning rate is stable. It is PCA, the very
thing of problem 1, at work in a real network, and it saves epochs.
""",
    "indigo": """
Label smoothing is the technique that I like best, because it is one line and has a clear reason. With hard labels the
cross-entropy of an example that is already right is lowered for ever by making the logits larger, so the network spends
its last epochs on becoming more certain rather than more often right. With smoothed targets there is a best size of the
logits, after which the gradient of easy examples turns round, and the hard ones count again. In a short training this
matters more than in a long one. In the series it allows fewer epochs at equal accuracy and brings the time to 59
seconds.
""",
    "cedar": """
I choose the exponential moving average of the weights. Near the end of training SGD does not sit at the minimum but
jumps around it, with a spread that grows with the learning rate. Usually one lowers the rate to zero to make this
spread small, and that takes time in which little is learned. If instead the weights of the last few hundred steps are
averaged, the noise cancels and the rate can stay high for longer. The averaged network is evaluated, the noisy one
is trained. It costs one addition for every parameter and every few steps, next to nothing, and is one of the last
steps of the series, at about 34 seconds.
""",
    "teal": """
My favourite technique is also the last one, augmentation at test time. Each test image is shown to the network twice,
as it is and mirrored, and the two outputs are averaged. A car that looks to the left is still a car, and the network
has only nearly learned this symmetry, so both views make partly independent errors and their mean is better.
It may look like cheating, but inference for 10,000 images is cheap against training, and the rules of the benchmark
count training alone. The gain is then paid back by training for fewer epochs, ten in the end, and so the time goes
down from 34 to 26 seconds.
""",
    "ochre": """
I like cutout most. A square of eight by eight pixels is blanked out at a random place of every training image, so that
the network cannot rely on one tell-tale detail such as the beak of a bird. It has to collect evidence from the whole
picture, and this helps on test images where the detail is hidden or missing. What I find elegant is that it needs no
parameters and almost no time, if it is done in bulk on the GPU. In the series it has another role, too: it gives back
the accuracy that the larger batches had cost, so indirectly it is a technique for speed, although by itself it makes no
step faster.
""",
    "birch": """
Ghost batch norm is my choice. A batch of 512 is good for the GPU, but its statistics are almost without noise, and a
little noise is what makes batch norm a regulariser. So the batch is split into groups of 32 images for the purpose of
the mean and variance only, and everything else is still computed on the large batch. One gets the speed of the large
and the generalisation of the small. It also shows how to think about a trick: not "batch norm helps", but which of its
two effects, the scaling or the noise, does the helping here. Splitting the two by experiment convinced me more than any
theory of internal covariate shift.
""",
    "azure": """
The removal of duplicate work is my favourite, though it is hardly a technique. In the entry that the series starts from
each block normalises and rectifies its input twice, once in either branch, and the result is the same tensor. Computing
it once saves some thirty seconds and changes not one bit of the output. I like it because it needs no experiment: the
proof is on paper, and the speed-up is free. It reminds me of taking a common factor out of an expression. It also makes
a point about code. The duplication was invisible in a tidy class with two branches and became obvious as soon as the
network was drawn as a graph.
""",
    "larch": """
My favourite technique of the series is mixed precision, and I would like to say a little more than was asked about
why it works, because at first I did not believe that it could. A number in half precision has ten bits of mantissa,
so it is good to about three decimal digits, and it has five bits of exponent, so that anything below six times ten
to the minus eight is simply zero. Gradients of a network with small weights are often of that size. If one stored
everything in half precision, many updates would be rounded away: adding a thousandth of a weight to the weight
changes nothing when the spacing of numbers is about a thousandth as well. The answer is to keep the master copy of
the weights in single precision, to do the multiplications, which are by far the largest share of the work, in half
precision on the tensor cores, and to accumulate the sums in single precision again. The loss is multiplied by a
constant so that the small gradients move up into the range that can be represented, and the constant is divided out
before the update. What I like about the story in the posts is that the switch alone brought much less than was
hoped. The batch norms were the culprit, because a slow routine was chosen for them in half precision; run in single
precision they were faster, and the epoch became a good deal shorter. So the lesson is twofold. Precision is a
resource like any other, and one should spend it where rounding hurts, in sums and in updates, and save it where it
does not. And a technique that is good on paper still has to be profiled, since one slow path can eat everything
that the fast path has won.
""",
    "yew": """
I would pick the learning-rate schedule with its warmup. At the beginning the weights are random and the loss surface is
steep in a few directions, so a large step would throw the network far away. A ramp of some epochs from zero lets the
steep directions settle first. Afterwards the rate can be higher than a constant one could ever be, and most of the
learning is done there. Then it falls linearly to zero, and the noise of the small batches averages out. I like it since
it is a single picture, a triangle, and yet it replaces the staircase of hand-picked milestones that I used to copy from
one paper to the next.
""",
}
