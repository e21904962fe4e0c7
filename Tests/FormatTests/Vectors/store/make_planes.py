#!/usr/bin/env python3
"""Writes a pack of float chunks as planes from Documentation/format.md alone: a second encoder, which
shares no code with mlx but the layout of packs in make.py. Vectors never change."""

import hashlib
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
CHUNK, PLANES = 1, 3
STORED, ZSTD, ENTROPY = 0, 1, 2

# The exponents of the first chunk as zstd 1.5.4 codes them: level -1000, literals compressed by force,
# shortest match 7.
EXPONENTS = bytes.fromhex(
    "28b52ffd6000003d030006d01807f03952caf97b0f150015001600c14ec1aa04ab14609d9400af93940400fe55555503"
    "e6e56565e5e56505950d5456596515b86015ac8255460c82d65a6badb5200cc6ac056316cc8259300b0a0112f148c8b3"
    "b3a3a3b3b3232474848ed0113a46689d00")


def sha(data):
    return hashlib.sha256(data).digest()


def block_frame(data):
    """A zstd frame of one block: run-length where all bytes are the same, else raw."""
    assert 0 < len(data) < 256
    kind, body = (1, data[:1]) if len(set(data)) == 1 else (0, data)
    block = struct.pack("<I", 1 | kind << 1 | len(data) << 3)[:3]
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(data)]) + block + body


def planes(width, rotation, words, encode):
    """The raw bytes of numbers, and their payload; `encode` gives method and bytes of a plane."""
    bits = 8 * width
    rotated = [(w << rotation | w >> (bits - rotation)) & (1 << bits) - 1 for w in words]
    coded = [encode(p, bytes(w >> 8 * p & 0xFF for w in rotated)) for p in range(width)]
    head = struct.pack("<BB", width, rotation)
    head += b"".join(struct.pack("<BI", method, len(data)) for method, data in coded)
    raw = b"".join(w.to_bytes(width, "little") for w in words)
    return raw, head + b"".join(data for _, data in coded)


payloads = [
    # bfloat16: sign and mantissa stored, exponent entropy-coded.
    planes(2, 1, [0x3C00 + i * i % 700 for i in range(256)],
           lambda p, data: (ENTROPY, EXPONENTS) if p == 1 else (STORED, data)),
    # float32: the exponent is the same everywhere.
    planes(4, 1, [0x3F800000 + i * 0x00010203 for i in range(64)],
           lambda p, data: (ZSTD, block_frame(data)) if p == 3 else (STORED, data)),
    # float64, with another rotation, every plane a frame.
    planes(8, 12, [0x3FF0000000000000 + i * 0x0001020304050607 for i in range(16)],
           lambda p, data: (ZSTD, block_frame(data))),
    # No numbers at all.
    planes(2, 0, [], lambda p, data: (STORED, data)),
]

header = b"MLXPACK\n" + struct.pack("<II", 1, 0)
body, table = b"", b""
for raw, stored in payloads:
    offset = len(header) + len(body)
    table += sha(raw) + struct.pack(
        "<BBHIIQII", CHUNK, PLANES, 0, len(stored), len(raw), offset, 0, 0)
    body += stored
assert len(table) == 60 * len(payloads)
footer = struct.pack("<QQQ", len(payloads), 0, len(header) + len(body)) + sha(header + table)
(HERE / "planes.pack").write_bytes(header + body + table + footer + b"MLXPEND\n")
