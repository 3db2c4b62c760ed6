"""The parser model's encoder: what spaCy's gives, to the last bits of a float, at a third of the cost.

spaCy works out the vector with which a word enters the encoder anew at every occurrence, though it follows from the
word alone, and spends much of the rest on general purpose layers. Here these vectors are remembered, and the layers
above them are a few array operations a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Model

    Floats = NDArray[np.float32]

REMEMBERED = 20_000
"""Words whose vectors are kept, 384 bytes each; then they are all forgotten."""
DECIDING: list[int | str] = ["ORTH", "NORM", "SPACY"]
"""What a token's features follow from: its letters, its normal form (which the tokenizer may set), a space after it."""
TINY = np.float32(1e-8)
"""What layer normalisation adds to a variance."""


def quicken(nlp: Language, remembered: int = REMEMBERED) -> None:
    """Replace the pipeline's encoder by one that computes the same and keeps the vectors of about so many words."""
    from thinc.api import Model

    component: Any = nlp.get_pipe("tok2vec")
    encoder = _Encoder(component.model, remembered)

    def forward(model: object, docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable[[object], None]]:
        del model, is_train
        return encoder(docs), _no_training

    component.model = Model("encoder", forward, dims={"nO": encoder.width})


def _no_training(_: object) -> None:
    raise NotImplementedError("This encoder only predicts.")


class _Encoder:
    """Vectors of the words of sentences, as `spacy.HashEmbedCNN` gives them."""

    def __init__(self, model: Model[Any, Any], remembered: int) -> None:
        self.remembered = remembered
        embed, encode = model.layers
        extract, _, hashed, mixed, _ = embed.layers
        self.columns: list[int | str] = extract.attrs["columns"]
        self.hashed: Model[Any, Any] = hashed.layers[0]
        self.mixed: Model[Any, Any] = mixed.layers[0]
        self.pad: int = encode.attrs["pad"]
        self.layers = [_Layer(residual.layers[0]) for residual in encode.layers[0].layers]
        self.width: int = model.get_dim("nO")
        self.known: dict[tuple[int, ...], int] = {}
        self.vectors: Floats = np.zeros((1, self.width), dtype=np.float32)
        """A row for each known word, in the order of `known`, after one of zeros that stands between sentences."""

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """An array of `len(doc)` x width for each."""
        rows = self._rows(docs)
        between = [0] * self.pad
        places, bounds, at = [*between], [], self.pad
        for row in rows:
            places += row
            places += between
            bounds.append((at, at + len(row)))
            at += len(row) + self.pad
        values = self.vectors[places]
        for layer in self.layers:
            values = layer(values)
        return [values[start:end] for start, end in bounds]

    def _rows(self, docs: Sequence[Doc]) -> list[list[int]]:
        """For each word its row in `vectors`."""
        keys = [list(map(tuple, doc.to_array(DECIDING).tolist())) for doc in docs]
        known = self.known
        if len(known) > self.remembered:
            known.clear()
        fresh: list[NDArray[np.uint64]] = []
        first = len(known) + 1
        for doc, mine in zip(docs, keys, strict=True):
            missing = [at for at, key in enumerate(mine) if key not in known]
            if missing:
                features = doc.to_array(self.columns).astype(np.uint64)
                for at in missing:
                    if mine[at] not in known:
                        known[mine[at]] = len(known) + 1
                        fresh.append(features[at])
        if fresh:
            self._keep(first, self.mixed.predict(self.hashed.predict(np.stack(fresh))))
        return [[known[key] for key in mine] for mine in keys]

    def _keep(self, first: int, found: Floats) -> None:
        """Set the rows from `first` on, in as many more rows as that takes."""
        last = first + len(found)
        if last > len(self.vectors):
            rows = np.zeros((max(last, 2 * len(self.vectors)), self.width), dtype=np.float32)
            rows[:first] = self.vectors[:first]
            self.vectors = rows
        self.vectors[first:last] = found


class _Layer:
    """A window of three words -> maxout -> layer normalisation, added to what came in."""

    def __init__(self, model: Model[Any, Any]) -> None:
        parts: dict[str, Any] = {one.name: one for one in model.walk()}
        maxout, normal = parts["maxout"], parts["layernorm"]
        weights: Floats = maxout.get_param("W")  # outputs x pieces x inputs
        outputs, self.pieces, inputs = weights.shape
        self.weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, self.pieces * outputs))
        self.bias = np.ascontiguousarray(maxout.get_param("b").T.reshape(-1))
        self.product: Callable[..., Floats] = maxout.ops.gemm  # on one thread, as workers on every core need it
        self.gain: Floats = normal.get_param("G")
        self.shift: Floats = normal.get_param("b")
        self.average = np.full(outputs, 1 / outputs, dtype=np.float32)

    def __call__(self, values: Floats) -> Floats:
        count, width = values.shape
        window = np.zeros((count, 3, width), dtype=np.float32)
        window[1:, 0] = values[:-1]
        window[:, 1] = values
        window[:-1, 2] = values[1:]
        found: Floats = self.product(window.reshape(count, 3 * width), self.weights)
        found += self.bias
        best = found[:, :width]
        for piece in range(1, self.pieces):
            best = np.maximum(best, found[:, piece * width : (piece + 1) * width])
        best -= (best @ self.average)[:, None]
        spread = np.einsum("ij,ij->i", best, best) / np.float32(width)
        best *= (1 / np.sqrt(spread + TINY))[:, None]
        best *= self.gain
        best += self.shift
        best += values
        return best
