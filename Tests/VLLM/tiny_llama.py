"""A Llama with random weights and a tokenizer, in a folder as Hugging Face has them.

As the GGUF files of scripts/make-model, it says nothing but its own name ("tiny1 tiny2 …"), and never ends by itself.
"""

from __future__ import annotations

import json
import pathlib

import numpy

SPECIAL = ["<unk>", "<s>", "</s>"]
WORDS = 144
WIDTH, HIDDEN, LAYERS, HEADS = 256, 512, 2, 4

CHAT_TEMPLATE = (
    "{% for message in messages %}<{{ message['role'] }}>{{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def byte_letters() -> list[str]:
    """One letter for each byte: GPT-2's alphabet, which every byte-level tokenizer uses."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    letters = {byte: chr(byte) for byte in plain} | {byte: chr(256 + number) for number, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def write(folder: pathlib.Path, name: str = "tiny", context: int = 4096) -> pathlib.Path:
    folder.mkdir(parents=True)
    # Words begin with a space, which has the letter Ġ.
    texts = [*SPECIAL, *byte_letters(), *(f"\u0120{name}{number}" for number in range(1, WORDS + 1))]
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": WIDTH,
        "intermediate_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "max_position_embeddings": context,
        "vocab_size": len(texts),
        "rms_norm_eps": 1e-5,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "float32",
    }
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": text,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for number, text in enumerate(SPECIAL)
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "fuse_unk": False,
            "vocab": {text: number for number, text in enumerate(texts)},
            "merges": [],
        },
    }
    tokenizer_config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "chat_template": CHAT_TEMPLATE,
    }
    for file, content in [
        ("config.json", config),
        ("tokenizer.json", tokenizer),
        ("tokenizer_config.json", tokenizer_config),
    ]:
        (folder / file).write_text(json.dumps(content))
    save(folder / "model.safetensors", tensors(len(texts)))
    return folder


def tensors(vocabulary: int) -> dict[str, numpy.ndarray]:
    random = numpy.random.default_rng(7)

    def weights(rows: int, columns: int) -> numpy.ndarray:
        return random.standard_normal((rows, columns), dtype=numpy.float32) / numpy.float32(columns**0.5)

    def silent_on_first(matrix: numpy.ndarray) -> numpy.ndarray:
        matrix[0, :] = 0  # so that nothing but the embedding ever writes to dimension 0
        return matrix

    # Dimension 0 is always positive in what reaches the output; a negative weight there makes a token impossible.
    embedding = weights(vocabulary, WIDTH)
    embedding[:, 0] = 1
    output = weights(vocabulary, WIDTH)
    output[:, 0] = 0
    output[: vocabulary - WORDS, :] = 0
    output[: vocabulary - WORDS, 0] = -1000
    ones = numpy.ones(WIDTH, dtype=numpy.float32)
    all = {"model.embed_tokens.weight": embedding, "model.norm.weight": ones, "lm_head.weight": output}
    for number in range(LAYERS):
        layer = f"model.layers.{number}"
        all[f"{layer}.input_layernorm.weight"] = ones
        all[f"{layer}.post_attention_layernorm.weight"] = ones
        for part in ("q", "k", "v"):
            all[f"{layer}.self_attn.{part}_proj.weight"] = weights(WIDTH, WIDTH)
        all[f"{layer}.self_attn.o_proj.weight"] = silent_on_first(weights(WIDTH, WIDTH))
        all[f"{layer}.mlp.gate_proj.weight"] = weights(HIDDEN, WIDTH)
        all[f"{layer}.mlp.up_proj.weight"] = weights(HIDDEN, WIDTH)
        all[f"{layer}.mlp.down_proj.weight"] = silent_on_first(weights(WIDTH, HIDDEN))
    return all


def save(path: pathlib.Path, tensors: dict[str, numpy.ndarray]) -> None:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    place = 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [place, place + tensor.nbytes]}
        place += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(tensor.tobytes() for tensor in tensors.values()))
