"""The provenance of verdicts: digests of values, of sources with all their imports, of files and of libraries.

Inputs are kept by name with their digests; asking for the same names again shows whether the verdict still holds
(a *verifying trace*: Mokhov, Mitchell, Peyton Jones, "Build systems à la carte", 2018).
"""

from grader.provenance.digest import digest
from grader.provenance.libraries import Libraries
from grader.provenance.opened import Opened
from grader.provenance.sources import Sources

__all__ = ["Libraries", "Opened", "Sources", "digest"]
