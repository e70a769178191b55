"""What checks ask of nodes: where a value comes from, which activation made it."""

from __future__ import annotations

from typing import Any

from tapeflow.doctor.scope import Scope

# What changes an array's form or dtype alone.
PASSING = frozenset(
    {
        "reshape", "cast", "identity", "squeeze", "expand_dims", "stop_gradient", "transpose",
        "keras.ops.reshape", "keras.ops.squeeze", "keras.ops.expand_dims", "strided_slice",
        "keras.activations.linear",
    }
)  # fmt: skip
PRODUCTS = frozenset({"nn.dense", "linalg.matmul", "nn.convolution"})
LINEAR = PRODUCTS | {"nn.bias_add"}


def attributes(signature: Any) -> dict[str, Any]:
    """A node's attributes by name."""
    names = getattr(signature.op, "static_names", ())
    return dict(zip(names, signature.attrs, strict=False))


def back(scope: Scope, reference: int) -> int:
    """The value from which one comes by changes of form alone."""
    while reference >= 0 and scope.op(reference) in PASSING:
        position, _ = scope.producer(reference)
        reference = scope.nodes[position][1][0]
    return reference


def activation(scope: Scope, reference: int) -> str:
    """The activation that made a value: "softmax", "relu", "linear"; "" if it is not known."""
    reference = back(scope, reference)
    name = scope.op(reference)
    if name == "nn.dense" or name == "nn.convolution":
        position, _ = scope.producer(reference)
        function = attributes(scope.nodes[position][0]).get("activation")
        return "linear" if function is None else getattr(function, "__name__", "")
    if name in LINEAR:
        return "linear"
    if name == "math.add" and _adds_bias(scope, reference):
        return "linear"
    return name.rsplit(".", 1)[-1] if name else ""


def _adds_bias(scope: Scope, reference: int) -> bool:
    position, _ = scope.producer(reference)
    operands = scope.nodes[position][1]
    return any(scope.op(r) in LINEAR for r in operands) and any(
        r < 0 and scope.variables[~r] is not None for r in operands
    )


def trained(scope: Scope, reference: int) -> bool:
    """Whether a leaf is a variable that is trained."""
    if reference >= 0:
        return False
    weak = scope.variables[~reference]
    variable = weak() if callable(weak) else None
    return bool(getattr(variable, "trainable", False))


def depends(scope: Scope, reference: int) -> bool:
    """Whether a value comes from trained variables."""
    pending, seen = [reference], set()
    while pending:
        top = pending.pop()
        if top in seen:
            continue
        seen.add(top)
        if top < 0:
            if trained(scope, top):
                return True
            continue
        position, _ = scope.producer(top)
        pending.extend(scope.nodes[position][1])
    return False


def data(scope: Scope, reference: int) -> Any:
    """The array of a leaf that is no variable, found through changes of form; or None."""
    reference = back(scope, reference)
    if reference >= 0 or scope.variables[~reference] is not None:
        return None
    return scope.leaves[~reference]
