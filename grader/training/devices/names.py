"""Whether a GPU is the one that a rubric names. Pure."""

import re

OTHERS = frozenset({"laptop", "mobile", "max", "mig", "ti", "super", "d", "ada"})
"""Words behind a GPU's name that make it another product: a rubric that means that one says them."""


def words(name: str) -> list[str]:
    """The words of a name, whatever is between them.

    >>> words("NVIDIA A100-SXM4-40GB MIG 1g.5gb")
    ['nvidia', 'a100', 'sxm4', '40gb', 'mig', '1g', '5gb']
    """
    return re.findall(r"[a-z0-9]+", name.casefold())


def fits(product: str, wanted: str) -> bool:
    """Whether what is wanted is in the product's name, as whole words, and nothing makes that another product.

    >>> [fits(name, "H100") for name in ("NVIDIA H100 80GB HBM3", "NVIDIA H1000", "NVIDIA H100 80GB HBM3 MIG 1g.10gb")]
    [True, False, False]
    """
    have, want = words(product), words(wanted)
    joined = "".join(want)
    found = any(
        "".join(have[start:end]) == joined for start in range(len(have)) for end in range(start + 1, len(have) + 1)
    )
    return found and not OTHERS.intersection(have) - {word for word in OTHERS if word in want}
