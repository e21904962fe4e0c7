#!/usr/bin/env python3
"""Makes the data of the benchmarks, the same bytes every time.

    python3 Tests/Benchmarks/workloads.py --scale small --out DIR

W1  a model: safetensors, bfloat16, 102 tensors, 1 GiB; weights drawn like real ones
W2  its variants: a  2 of 11 layers tuned            b  every weight moved by 1e-3 of the deviation
                  c  LoRA merged into 25 tensors     d  tensors reordered, other metadata
                  e  64 rows more in the embedding
W3  100 000 files of 2 to 20 KiB of noise in 100 folders
W4  a table: CSV, 1 GiB; with 1 % of rows appended; inserted in blocks of 2000; inserted anywhere
W5  50 checkpoints of 40 MiB, float32, a step of an optimizer apart

`--scale small` is a sixteenth, `tiny` a 128th; of W5 it scales the checkpoints, not their number.
Needs numpy: python3 -m pip install numpy
"""
import argparse
import json
import os
import sys
import time

try:
    import numpy as np
except ImportError:
    sys.exit("The data is made with numpy, which is not here: python3 -m pip install numpy")

SCALES = {"full": 1.0, "small": 1 / 16, "tiny": 1 / 128}
LAYERS = 11


def source(*key):
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([4711, *key])))


def normal(generator, shape):
    return generator.standard_normal(shape, dtype=np.float32)


# --- safetensors

def write_tensors(path, tensors, metadata):
    """`tensors`: (name, array), in this order; arrays are float32 or, of uint16, bfloat16."""
    header, offset = {"__metadata__": metadata}, 0
    for name, array in tensors:
        header[name] = {"dtype": {"float32": "F32", "uint16": "BF16"}[str(array.dtype)],
                        "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, array in tensors:
            array.tofile(file)


def bfloat16(numbers):
    """Rounded to the nearest, ties to even."""
    bits = numbers.view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)


def float32(numbers):
    return (numbers.astype(np.uint32) << 16).view(np.float32)


# --- W1, W2

def architecture(scale):
    """Name, shape and deviation of each tensor; about `scale` * 2^29 numbers."""
    width = max(64, round(2048 * scale ** 0.5 / 64) * 64)
    vocabulary = max(256, int(32000 * scale ** 0.5))
    heads = width // 4
    a_layer = (scale * 2**29 - 2 * vocabulary * width) / LAYERS
    inner = max(64, int((a_layer - 2 * width * (width + heads)) / (3 * width)) // 16 * 16)
    layer = [("norm_in", (width,), None), ("q", (width, width), 0.03), ("k", (heads, width), 0.04),
             ("v", (heads, width), 0.016), ("o", (width, width), 0.018), ("norm_out", (width,), None),
             ("gate", (inner, width), 0.022), ("up", (inner, width), 0.019), ("down", (width, inner), 0.018)]
    return ([("embed", (vocabulary, width), 0.018)]
            + [(f"layers.{i}.{name}", *rest) for i in range(LAYERS) for name, *rest in layer]
            + [("norm", (width,), None), ("head", (vocabulary, width), 0.015)])


def weights(generator, shape, deviation):
    """Normal, each row and each tensor with a scale of its own."""
    if deviation is None:
        return bfloat16(0.4 + 0.08 * normal(generator, shape))
    tensor = deviation * np.exp(0.25 * normal(generator, ()))
    rows = np.exp(0.15 * normal(generator, (shape[0], 1)))
    return bfloat16(normal(generator, shape) * (rows * tensor).astype(np.float32))


def moved(array, generator, share):
    """Each weight moved by a normal step of `share` of the tensor's deviation."""
    numbers = float32(array)
    return bfloat16(numbers + np.float32(share * numbers.std()) * normal(generator, array.shape))


def merged(array, generator, rank=16):
    """A product of two thin matrices added, a fiftieth of the deviation."""
    numbers = float32(array)
    product = normal(generator, (array.shape[0], rank)) @ normal(generator, (rank, array.shape[1]))
    return bfloat16(numbers + np.float32(0.02 * numbers.std() / rank**0.5) * product)


def tuned(name):
    return name.startswith(("layers.9.", "layers.10."))


def adapted(name):
    return name.endswith((".q", ".v")) or name in ("layers.3.down", "layers.5.down", "layers.7.down")


def base_model(scale):
    return [(name, weights(source(1, index), shape, deviation))
            for index, (name, shape, deviation) in enumerate(architecture(scale))]


def make_w1(folder, scale):
    write_tensors(f"{folder}/model.safetensors", base_model(scale), {"format": "pt"})


def make_w2(folder, scale):
    base = list(enumerate(base_model(scale)))
    meta = {"format": "pt"}

    def write(variant, tensors, metadata=meta):
        write_tensors(f"{folder}/{variant}.safetensors", tensors, metadata)

    write("a", [(n, moved(t, source(21, i), 0.02) if tuned(n) else t) for i, (n, t) in base])
    write("b", [(n, moved(t, source(22, i), 1e-3)) for i, (n, t) in base])
    write("c", [(n, merged(t, source(23, i)) if adapted(n) else t) for i, (n, t) in base])
    order = source(24).permutation(len(base))
    write("d", [base[i][1] for i in order], {"format": "pt", "saved_by": "another tool"})
    name, embedding = base[0][1]
    more = bfloat16(np.float32(0.018) * normal(source(25), (64, embedding.shape[1])))
    write("e", [(name, np.concatenate([embedding, more]))] + [tensor for _, tensor in base[1:]])


# --- W3

def make_w3(folder, scale):
    count, folders = int(100_000 * scale), 100
    generator = source(3)
    for number in range(count):
        below = f"{folder}/tree/d{number * folders // count:02}"
        os.makedirs(below, exist_ok=True)
        with open(f"{below}/{number:06}.bin", "wb") as file:
            file.write(generator.bytes(int(generator.integers(2048, 20481))))


# --- W4

SYLLABLES = "ka ro min te sul va pre dor ix on al be qu er sta nim".split()
CATEGORIES = "electronics books garden toys grocery fashion sports music".split()
HEADER = "id,ts,user,category,price,score,comment\n"
BATCH = 20_000


def comments():
    """65 536 texts of 4 to 11 words; of 3000 words the first are the common ones."""
    generator = source(40)
    words = ["".join(SYLLABLES[i] for i in generator.integers(0, 16, generator.integers(1, 5)))
             for _ in range(3000)]
    return [" ".join(words[int(3000 * x * x)] for x in generator.random(generator.integers(4, 12)))
            for _ in range(1 << 16)]


def rows(generator, first, count, texts):
    """Lines of about 100 bytes: numbers that grow, that repeat, and that are noise."""
    stamps = 1_600_000_000 + np.arange(first, first + count) * 7 + generator.integers(0, 7, count)
    columns = (range(first, first + count), stamps.tolist(), generator.integers(0, 10**7, count).tolist(),
               generator.integers(0, 8, count).tolist(),
               np.exp(generator.standard_normal(count) + 3).tolist(), generator.random(count).tolist(),
               generator.integers(0, 1 << 16, count).tolist())
    return ["%d,%d,u%07d,%s,%.2f,%.6f,%s\n" % (i, t, user, CATEGORIES[c], price, score, texts[text])
            for i, t, user, c, price, score, text in zip(*columns)]


def scattered(lines, new, generator):
    places = np.sort(generator.integers(0, len(lines), len(new))).tolist()
    result, last = [], 0
    for place, line in zip(places, new):
        result += lines[last:place]
        result.append(line)
        last = place
    return result + lines[last:]


def make_w4(folder, scale):
    texts = comments()
    base, others = source(41), source(42)
    target, written, first, spare = int(scale * 2**30), 0, 0, 50_000_000
    names = ("table", "appended", "blocks", "scattered")
    files = {name: open(f"{folder}/{name}.csv", "w", 1 << 20) for name in names}
    for file in files.values():
        file.write(HEADER)
    while written < target:
        lines = rows(base, first, BATCH, texts)
        text = "".join(lines)
        written += len(text)
        files["table"].write(text)
        files["appended"].write(text)
        new = rows(others, spare, BATCH // 100, texts)
        files["scattered"].write("".join(scattered(lines, new, others)))
        # As many rows in all, but ten batches' share in one place of each tenth batch.
        if first // BATCH % 10 == 5:
            place = int(others.integers(0, BATCH))
            block = rows(others, spare + 10_000_000, BATCH // 10, texts)
            text = "".join(lines[:place] + block + lines[place:])
        files["blocks"].write(text)
        first += BATCH
        spare += BATCH // 100
    files["appended"].write("".join(rows(source(43), first, first // 100, texts)))
    for file in files.values():
        file.close()


# --- W5

def make_w5(folder, scale):
    count, tensors = int(10 * 2**20 * scale), 10
    generator = source(5)
    numbers, momentum = np.float32(0.02) * normal(generator, count), normal(generator, count)
    for step in range(50):
        parts = [(f"block.{i}.weight", part) for i, part in enumerate(np.array_split(numbers, tensors))]
        write_tensors(f"{folder}/{step:02}.safetensors", parts, {"step": str(step)})
        # A momentum of unit deviation, and a step of 1e-4 of it.
        momentum = np.float32(0.9) * momentum + np.float32(0.19**0.5) * normal(generator, count)
        numbers = numbers - np.float32(1e-4) * momentum


MAKERS = {"W1": make_w1, "W2": make_w2, "W3": make_w3, "W4": make_w4, "W5": make_w5}


def make(name, out, scale):
    """Makes one workload unless it is there."""
    folder = os.path.join(out, name)
    done = os.path.join(folder, ".done")
    if os.path.exists(done):
        return
    start = time.time()
    os.makedirs(folder, exist_ok=True)
    MAKERS[name](folder, scale)
    open(done, "w").close()
    print(f"made {name} in {time.time() - start:.0f} s", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--out", required=True, help="a folder; one below it for each workload")
    parser.add_argument("--only", default=",".join(MAKERS))
    arguments = parser.parse_args()
    for name in arguments.only.split(","):
        make(name, arguments.out, SCALES[arguments.scale])


if __name__ == "__main__":
    main()
