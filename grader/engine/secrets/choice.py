"""The choice of the secret for a batch: the one that its rows were drawn with, unless another is named."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.engine.secrets import file as secret
from grader.engine.secrets.draws import Secret
from grader.errors import UsageError

_KEEP = "keep it, and keep it from students; hidden inputs depend on it"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The secret, None where nothing is drawn; and what is to be said of it, if anything."""

    secret: Secret | None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a batch's secret: the file that the user names, or else one next to the batch's folder.

    Attributes:
        out: the batch's folder.
        folder: the class folder, which must not hold the secret.
        named: the file that the user names.
        draws: whether the rubric draws anything in secret.
    """

    out: Path
    folder: Path
    named: Path | None
    draws: bool

    @property
    def is_used(self) -> bool:
        return self.draws or self.named is not None

    @property
    def path(self) -> Path:
        """The file. Raises UsageError where it would lie in the class folder."""
        return secret.outside(self.named or secret.beside(self.out), self.folder, self.out)

    def read(self) -> Secret | None:
        """The secret that lies there, if one does.

        Raises:
            UsageError: it cannot be read, or can be read by others; or it would lie in the class folder.
        """
        return secret.read(self.path, named=self.named is not None) if self.path.exists() else None


def see(where: Where) -> None:
    """See before anything is written that the secret can be where it is wanted.

    Raises:
        UsageError: it would lie in the class folder; or what lies there cannot be read, or can be read by others.
    """
    if where.is_used:
        where.read()


def choose(where: Where, used: Collection[str], *, waiting: bool, first: bool = False) -> Chosen:
    """Find the secret of a batch, or make it.

    Args:
        used: the ids of the secrets with which the batch's rows were drawn.
        waiting: whether rows of other versions stay: then the secret must be theirs.
        first: whether no batch has come to its end there yet: what the first one says is said again.

    Raises:
        UsageError: it cannot be read or made, others can read it, or it is not the one that the rows were drawn with.
    """
    if not where.is_used:
        return Chosen(None)
    found = where.read()
    if found is None:
        return _made(where, used, waiting=waiting)
    path = where.path
    if not used or found.id in used:
        return Chosen(found, f"secret     {path}: {_KEEP}" if first else None)
    if waiting or where.named is None:
        raise UsageError(
            f"{path} is the secret {found.id}, and {_graded_with(where, used)}: bring that one back"
            + ("" if waiting else f", or name this one (--secret {path}) to grade what is drawn again with it")
        )
    return Chosen(found, f"{path} is another secret than before: what is drawn in secret is graded again with it")


def _made(where: Where, used: Collection[str], *, waiting: bool) -> Chosen:
    """A new secret, unless rows were drawn with one that is only not there."""
    path, usual = where.path, secret.beside(where.out)
    if used and (waiting or where.named is None):
        raise UsageError(
            f"{path} is not there, and {_graded_with(where, used)}: bring it back"
            + ("" if waiting else f", or name a file for a new one (--secret {path}) to draw everything anew")
        )
    if used and usual != path and _id(usual) in used:
        raise UsageError(
            f"{path} is not there, and {where.out} was graded with the secret in {usual}: leave --secret out; or move "
            "that one away first, to draw everything anew"
        )
    made = secret.make(path, named=where.named is not None)
    again = "; what is drawn in secret is graded again with it" if used else ""
    return Chosen(made, f"secret     {path}, made now: {_KEEP}{again}")


def _graded_with(where: Where, used: Collection[str]) -> str:
    return f"{where.out} was graded with the secret {' or '.join(sorted(used))}"


def _id(path: Path) -> str | None:
    """The id of the secret in a file; None where there is none, or none that can be used."""
    try:
        return secret.read(path).id
    except UsageError:
        return None
