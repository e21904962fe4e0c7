#!/usr/bin/env python3
"""Writes two packs and a segment from Documentation/format.md alone: a second encoder, which shares
no code with mlx. Run it in this folder for a new format version only; vectors never change."""

import hashlib
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).parent
CHUNK, RECIPE, TREE, RECORD = 1, 2, 3, 4
RAW, ZLIB, ZSTD = 0, 1, 2


def sha(data):
    return hashlib.sha256(data).digest()


def zstd(data):
    """A frame of one raw block: what any zstd decoder reads, and no encoder need be at hand for."""
    assert len(data) < 256
    block = struct.pack("<I", 1 | len(data) << 3)[:3]
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(data)]) + block + data


def pack(flags, payloads):
    """A payload is (encoding, stored bytes, [(kind, raw bytes)])."""
    header = b"MLXPACK\n" + struct.pack("<II", 1, flags)
    body, table, rows = b"", b"", []
    for encoding, stored, objects in payloads:
        offset, inner = len(header) + len(body), 0
        for kind, raw in objects:
            rows.append((kind, sha(raw), len(stored), len(raw), inner, offset, encoding))
            table += sha(raw) + struct.pack(
                "<BBHIIQII", kind, encoding, 0, len(stored), len(raw), offset, inner, 0)
            inner += len(raw)
        body += stored
    assert len(table) == 60 * len(rows)
    checksum = sha(header + table)
    footer = struct.pack("<QQQ", len(rows), 0, len(header) + len(body)) + checksum + b"MLXPEND\n"
    assert len(footer) == 64
    return checksum, header + body + table + footer, rows


parts = [b"the first chunk of a frame, ", b"and the second one\n"]
blob = b"".join(parts)
record = b'{"schema":"mlx.example/1","text":"hello hello hello hello hello hello"}'
tree = b"MLXTREE\n" + struct.pack("<BH", 1, 5) + b"hello" + struct.pack("<Q", 6) + sha(b"hello\n")
recipe = (
    b"MLXRCPT\n" + struct.pack("<HHI", 1, 0, 2) + sha(blob) + struct.pack("<Q", len(blob))
    + b"".join(sha(p) + struct.pack("<I", len(p)) for p in parts)
)
data = pack(0, [
    (RAW, b"hello\n", [(CHUNK, b"hello\n")]),
    (ZSTD, zstd(blob), [(CHUNK, parts[0]), (CHUNK, parts[1])]),
])
metadata = pack(1, [
    (ZLIB, zlib.compress(record, 6), [(RECORD, record)]),
    (RAW, tree, [(TREE, tree)]),
    (RAW, recipe, [(RECIPE, recipe)]),
])
packs = [data, metadata]

detail = "an old remote".encode()
sections = []
for kind in (CHUNK, RECIPE, TREE, RECORD):
    rows = sorted(
        (row[1], number, row) for number, p in enumerate(packs) for row in p[2] if row[0] == kind)
    sections.append((kind, 64, b"".join(
        key + struct.pack("<IIIIQIB3x", number, row[2], row[3], row[4], row[5], 0, row[6])
        for key, number, row in rows)))
sections += [
    (16, 48, b"".join(
        p[0] + struct.pack("<QII", len(p[1]), flags, 0) for p, flags in zip(packs, (0, 1)))),
    (17, 64, sha(blob) + sha(recipe)),
    (18, 48, sha(b"absent") + struct.pack("<BBHIII", CHUNK, 1, 0, 0, len(detail), 0)),
    (19, 1, detail),
    (20, 32, sha(b"an old segment")),
]


def aligned(offset):
    return (offset + 7) & ~7


offset = 32 + 32 * len(sections)
directory, content = b"", b""
for kind, size, rows in sections:
    directory += struct.pack("<IIQQII", kind, size, len(rows) // size, offset, 0, 0)
    padded = rows + bytes(aligned(len(rows)) - len(rows))
    content += padded
    offset += len(padded)
segment = (
    b"MLXSEGM\n" + struct.pack("<IIQQ", 1, len(sections), offset + 40, 0) + directory + content)
assert len(segment) == offset
segment += sha(segment) + b"MLXSEND\n"

(HERE / "data.pack").write_bytes(data[1])
(HERE / "metadata.pack").write_bytes(metadata[1])
(HERE / "index.seg").write_bytes(segment)
