"""Tensors from a .pt file: scanned first, then loaded with `weights_only`.

The scan looks at the zip and at the pickle's opcodes without running them, so that a file which is
not a plain dict of tensors is refused before torch, or any memory, is spent on it.
"""

import io
import pickletools
import warnings
import zipfile
from typing import Any

from grader.answers.stored import Raw, Shapes, check_directory, check_header, check_names
from grader.errors import OwnFault, Unreadable
from grader.model import File, Place

MAX_PICKLE = 1_000_000
MAX_OPCODES = 200_000

_ALLOWED = frozenset(
    {
        "collections OrderedDict",
        "torch._utils _rebuild_tensor_v2",
        "torch._utils _rebuild_parameter",
        *(
            f"torch {name}Storage"
            for name in ("Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
        ),
    }
)
_HOW = "Save a dict of tensors: torch.save({'W1': W1, 'W2': W2}, path)."


def torch_arrays(file: File, wanted: Shapes) -> dict[str, Raw]:
    """The wanted tensors of a file that `torch.save` wrote: `{name: array}`.

    Raises:
        Unreadable: not such a file, objects inside, a wrong shape, or storage that does not cover it.
    """
    _scan(file)
    loaded = _loaded(file)
    check_names(loaded, wanted, file.place)
    return {name: _array(name, loaded[name], wanted[name], file.place) for name in wanted if name in loaded}


def _loaded(file: File) -> dict[Any, Any]:
    """The dict that a file holds, which has been scanned before."""
    try:
        import torch
    except ImportError:
        raise OwnFault("a .pt file needs torch, which is not installed here (pip install torch)") from None

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols that torch does not use itself
            loaded = torch.load(io.BytesIO(file.data), map_location="cpu", weights_only=True)
    except Exception:  # noqa: BLE001 — torch raises many kinds here, none of them ours
        raise Unreadable("not a .pt file that torch can read with weights_only", file.place, _HOW) from None
    if not isinstance(loaded, dict):
        raise Unreadable(f"the .pt file holds a {type(loaded).__name__}, not a dict of tensors", file.place, _HOW)
    return loaded


def _array(name: str, tensor: Any, shape: tuple[int, ...], place: Place) -> Raw:
    """A tensor as an array, once its type and shape are those asked for and its storage covers them."""
    import torch

    if not isinstance(tensor, torch.Tensor) or tensor.layout != torch.strided:
        raise Unreadable(f"{name} is a {type(tensor).__name__}, not a dense tensor", place, _HOW)
    check_header(name, tuple(tensor.shape), str(tensor.dtype), _kind(tensor.dtype), shape, place)
    if tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size():
        raise Unreadable(f"{name}: its storage is smaller than its shape", place, _HOW)
    if tensor.dtype.is_floating_point:
        tensor = tensor.to(torch.float64)
    array: Raw = tensor.detach().contiguous().numpy()
    return array


def _kind(dtype: Any) -> str:
    """The letter that numpy has for the kind of a torch type."""
    if dtype.is_floating_point:
        return "f"
    if dtype.is_complex:
        return "c"
    return "b" if str(dtype) == "torch.bool" else "i"


def _scan(file: File) -> None:
    """Refuse, before torch is imported, whatever is not a zip of stored members around a plain pickle."""
    check_directory(file)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = archive.infolist()
            if any(info.compress_type != zipfile.ZIP_STORED for info in members):
                raise Unreadable("compressed members in the .pt file", file.place, _HOW)
            pickles = [info for info in members if info.filename.endswith("data.pkl")]
            if len(pickles) != 1 or pickles[0].file_size > MAX_PICKLE:
                raise Unreadable("not a .pt file as torch.save writes it", file.place, _HOW)
            pickled = archive.read(pickles[0])
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 — zipfile raises a dozen kinds on damaged input, none of them ours
        raise Unreadable(
            "not a .pt file, or a damaged one (older formats than torch 1.6's zip are not read)", file.place, _HOW
        ) from None
    _scan_pickle(pickled, file)


def _scan_pickle(pickled: bytes, file: File) -> None:
    strange: str | None = None
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(pickled)):
            if count > MAX_OPCODES:
                strange = "too many pickle opcodes"
            elif opcode.name == "GLOBAL" and argument not in _ALLOWED:
                strange = f"'{str(argument).replace(' ', '.')[:80]}'"
            elif opcode.name in ("STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4"):
                strange = f"a pickled object ({opcode.name})"
            if strange:
                break
    except Exception:  # noqa: BLE001 — pickletools parses hostile bytes
        raise Unreadable("a damaged .pt file: its pickle cannot be read", file.place, _HOW) from None
    if strange:
        raise Unreadable(f"the .pt file holds more than tensors: {strange}; it was not loaded", file.place, _HOW)
