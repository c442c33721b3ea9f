"""Where a verdict comes from: digests of values, of sources with all that they import, of files and of libraries.

What was taken is kept by name with its digest; the same names asked again say whether the verdict still holds
(a *verifying trace*: Mokhov, Mitchell, Peyton Jones, "Build systems à la carte", 2018).
"""

from grader.provenance.digest import digest
from grader.provenance.libraries import Libraries
from grader.provenance.opened import Opened
from grader.provenance.sources import Sources

__all__ = ["Libraries", "Opened", "Sources", "digest"]
