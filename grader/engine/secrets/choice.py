"""Which secret a batch draws with: the one that its rows were drawn with, unless another is named."""

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


def see(out: Path, folder: Path, named: Path | None, *, draws: bool) -> None:
    """See before anything is written that the secret can be where it is wanted.

    Raises:
        UsageError: it would lie in the class folder; or what lies there cannot be read, or can be read by others.
    """
    if draws or named is not None:
        path = secret.outside(named or secret.beside(out), folder, out)
        if path.exists():
            secret.read(path, named=named is not None)


def choose(
    out: Path,
    folder: Path,
    named: Path | None,
    used: Collection[str],
    *,
    draws: bool,
    waiting: bool,
    first: bool = False,
) -> Chosen:
    """Find the secret of a batch, or make it.

    Args:
        out: the batch's folder; the secret lies beside it unless it is named.
        folder: the class folder, which must not hold it.
        named: the file that the user names.
        used: the ids of the secrets with which the batch's rows were drawn.
        draws: whether the rubric draws anything in secret.
        waiting: whether rows of other versions stay: then the secret must be theirs.
        first: whether no batch has come to its end there yet: what the first one says is said again.

    Raises:
        UsageError: it cannot be read or made, others can read it, or it is not the one that the rows were drawn with.
    """
    if not draws and named is None:
        return Chosen(None)
    path = secret.outside(named or secret.beside(out), folder, out)
    theirs = " or ".join(sorted(used))
    if path.exists():
        found = secret.read(path, named=named is not None)
        if not used or found.id in used:
            return Chosen(found, f"secret     {path}: {_KEEP}" if first else None)
        if waiting or named is None:
            raise UsageError(
                f"{path} is the secret {found.id}, and {out} was graded with the secret {theirs}: bring that one"
                + ("" if waiting else f", or name this one (--secret {path}) to grade what is drawn again with it")
            )
        return Chosen(found, f"{path} is another secret than before: what is drawn in secret is graded again with it")
    if used and (waiting or named is None):
        raise UsageError(
            f"{path} is not there, and {out} was graded with the secret {theirs}: bring it"
            + ("" if waiting else f", or name a file for a new one (--secret {path}) to draw everything anew")
        )
    usual = secret.beside(out)
    if used and usual != path and _id(usual) in used:
        raise UsageError(
            f"{path} is not there, and {out} was graded with the secret in {usual}: leave --secret out; or move that "
            "one away first, to draw everything anew"
        )
    made = secret.make(path, named=named is not None)
    again = "; what is drawn in secret is graded again with it" if used else ""
    return Chosen(made, f"secret     {path}, made now: {_KEEP}{again}")


def _id(path: Path) -> str | None:
    """The id of the secret in a file; None where there is none, or none that can be used."""
    try:
        return secret.read(path).id
    except UsageError:
        return None
