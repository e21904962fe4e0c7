#!/usr/bin/env python3
"""Writes a pack of deltas from Documentation/format.md alone: a second encoder, which shares no code
with mlx but the layout of packs in make.py. Vectors never change."""

import hashlib
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
CHUNK, RAW, DIFFERENCE, PREFIXED = 1, 0, 16, 17
STORED, ZSTD = 0, 1

# What zstd 1.5.4 makes of SHORT with OLD1, and of LONG with OLD1 and OLD2 back to back
# (--no-check --patch-from).
SHORT_FRAME = bytes.fromhex("28b52ffd20c83d0000000100453b6580")
LONG_FRAME = bytes.fromhex("28b52ffd600101b500005061206e657720726f770a034000dc5144c16e0c74ac")


def row(i):
    return b"%d,row of the %s base,%d\n" % (
        i, b"first" if i < 12 else b"second", i * i % (97 if i < 12 else 89))


OLD1 = b"".join(row(i) for i in range(12))
OLD2 = b"".join(row(i) for i in range(12, 24))
LONG = b"".join(row(i) for i in range(3, 21)) + b"a new row\n"
SHORT = LONG[:200]


def sha(data):
    return hashlib.sha256(data).digest()


def block_frame(data):
    """A zstd frame of one block: run-length where all bytes are the same, else raw."""
    assert 0 < len(data) < 256
    kind, body = (1, data[:1]) if len(set(data)) == 1 else (0, data)
    block = struct.pack("<I", 1 | kind << 1 | len(data) << 3)[:3]
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(data)]) + block + body


def pieces(parts):
    return b"".join(struct.pack("<BI", m, len(d)) for m, d in parts) + b"".join(d for _, d in parts)


def order(word, bits):
    top = 1 << bits - 1
    return word ^ ((1 << bits) - 1 if word & top else top)


def zigzags(width, words, base):
    """Differences to a base, which counts as zeros where it is shorter."""
    bits = 8 * width
    mask = (1 << bits) - 1
    out = []
    for i, word in enumerate(words):
        d = (order(word, bits) - order(base[i] if i < len(base) else 0, bits)) & mask
        out.append((d << 1) & mask ^ (mask if d >> bits - 1 else 0))
    return out


def raw(width, words):
    return b"".join(w.to_bytes(width, "little") for w in words)


def planes(width, words, base, method):
    numbers = zigzags(width, words, base)
    split = [bytes(n >> 8 * p & 0xFF for n in numbers) for p in range(width)]
    coded = [(ZSTD, block_frame(s)) if method == ZSTD else (STORED, s) for s in split]
    return b"\x00" + struct.pack("<BB", width, 0) + pieces(coded)


def pairs(words, base):
    numbers = zigzags(2, words, base)
    low = [min(n, 15) for n in numbers]
    halves = bytes(a | b << 4 for a, b in zip(low[::2], low[1::2]))
    rest = b"".join(struct.pack("<H", n) for n in numbers if n >= 15)
    return b"\x01" + pieces([(ZSTD, block_frame(halves)), (STORED, rest)])


# Numbers around zero, infinities and NaN among them.
BF16 = [0x3C00 + i * i % 700 for i in range(100)] + [0x0000, 0x8000, 0x7F80, 0xFF80, 0x7FC1, 0x0001]
BF16_NEAR = [w + (i % 5) - 2 if 0x100 < w < 0x7F00 else w for i, w in enumerate(BF16)]
BF16_NEAR[7] += 300
BF16_FAR = [w ^ 0x8000 for w in BF16]
F32 = [0x3F800000 + i * 0x00010203 for i in range(40)]
F32_NEAR = [w + i * 3 for i, w in enumerate(F32)] + [0x80000000, 0x00000001]
F64 = [0x3FF0000000000000 + i * 0x0001020304050607 for i in range(16)]
F64_NEAR = [w - i for i, w in enumerate(F64)][:12]

wholes = [raw(2, BF16), raw(4, F32), raw(8, F64), OLD1, OLD2]
deltas = [
    (raw(2, BF16_NEAR), DIFFERENCE, pairs(BF16_NEAR, BF16), [raw(2, BF16)]),
    (raw(2, BF16_FAR), DIFFERENCE, planes(2, BF16_FAR, BF16, STORED), [raw(2, BF16)]),
    # Longer than its base.
    (raw(4, F32_NEAR), DIFFERENCE, planes(4, F32_NEAR, F32, ZSTD), [raw(4, F32)]),
    # Shorter than its base.
    (raw(8, F64_NEAR), DIFFERENCE, planes(8, F64_NEAR, F64, STORED), [raw(8, F64)]),
    (SHORT, PREFIXED, SHORT_FRAME, [OLD1]),
    (LONG, PREFIXED, LONG_FRAME, [OLD1, OLD2]),
]

header = b"MLXPACK\n" + struct.pack("<II", 1, 0)
body, table, bases = b"", b"", []
for data, encoding, stored, needs in [(w, RAW, w, []) for w in wholes] + deltas:
    base = len(bases) + 1 if needs else 0
    bases += [sha(n) for n in needs]
    if encoding == PREFIXED:
        bases.append(bytes(32))
    table += sha(data) + struct.pack(
        "<BBHIIQII", CHUNK, encoding, 0, len(stored), len(data), len(header) + len(body), 0, base)
    body += stored
rows = len(wholes) + len(deltas)
assert len(table) == 60 * rows
table += b"".join(bases)
footer = struct.pack("<QQQ", rows, len(bases), len(header) + len(body)) + sha(header + table)
(HERE / "deltas.pack").write_bytes(header + body + table + footer + b"MLXPEND\n")
