"""A projector (`mmproj`) with random weights, for the tiny models: they look at pictures and see nothing."""

from __future__ import annotations

import pathlib

import gguf
import numpy

WIDTH = 32
HIDDEN = 64
LAYERS = 2
IMAGE = 56
PATCH = 14


def write_projector(path: pathlib.Path, model_width: int) -> pathlib.Path:
    """Writes a LLaVA projector for a model whose embeddings have `model_width` numbers."""
    random = numpy.random.default_rng(1)

    def weights(*shape: int) -> numpy.ndarray:
        return random.standard_normal(shape, dtype=numpy.float32) / numpy.float32(WIDTH**0.5)

    def ones(size: int) -> numpy.ndarray:
        return numpy.ones(size, dtype=numpy.float32)

    def zeros(size: int) -> numpy.ndarray:
        return numpy.zeros(size, dtype=numpy.float32)

    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "mlp")
    writer.add_bool("clip.use_gelu", False)
    writer.add_uint32("clip.vision.image_size", IMAGE)
    writer.add_uint32("clip.vision.patch_size", PATCH)
    writer.add_uint32("clip.vision.embedding_length", WIDTH)
    writer.add_uint32("clip.vision.feed_forward_length", HIDDEN)
    writer.add_uint32("clip.vision.projection_dim", model_width)
    writer.add_uint32("clip.vision.block_count", LAYERS)
    writer.add_uint32("clip.vision.attention.head_count", 2)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    writer.add_tensor("v.class_embd", weights(WIDTH))
    writer.add_tensor("v.patch_embd.weight", weights(WIDTH, 3, PATCH, PATCH))
    writer.add_tensor("v.position_embd.weight", weights((IMAGE // PATCH) ** 2 + 1, WIDTH))
    writer.add_tensor("v.pre_ln.weight", ones(WIDTH))
    writer.add_tensor("v.pre_ln.bias", zeros(WIDTH))
    for layer in range(LAYERS):
        block = f"v.blk.{layer}"
        for part in ("attn_q", "attn_k", "attn_v", "attn_out"):
            writer.add_tensor(f"{block}.{part}.weight", weights(WIDTH, WIDTH))
            writer.add_tensor(f"{block}.{part}.bias", zeros(WIDTH))
        for part in ("ln1", "ln2"):
            writer.add_tensor(f"{block}.{part}.weight", ones(WIDTH))
            writer.add_tensor(f"{block}.{part}.bias", zeros(WIDTH))
        writer.add_tensor(f"{block}.ffn_up.weight", weights(HIDDEN, WIDTH))
        writer.add_tensor(f"{block}.ffn_up.bias", zeros(HIDDEN))
        writer.add_tensor(f"{block}.ffn_down.weight", weights(WIDTH, HIDDEN))
        writer.add_tensor(f"{block}.ffn_down.bias", zeros(WIDTH))
    writer.add_tensor("mm.0.weight", weights(model_width, WIDTH))
    writer.add_tensor("mm.0.bias", zeros(model_width))
    writer.add_tensor("mm.2.weight", weights(model_width, model_width))
    writer.add_tensor("mm.2.bias", zeros(model_width))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
