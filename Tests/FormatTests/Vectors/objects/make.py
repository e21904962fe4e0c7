#!/usr/bin/env python3
"""Writes the object vectors from Documentation/format.md alone: a second encoder, which shares no
code with mlx. Run it in this folder for a new format version only; vectors never change."""

import hashlib
import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
manifest = []


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).digest()


def vector(name, kind, objects):
    """Objects are stored back to back, children first; the last one is the root."""
    (HERE / f"{name}.bin").write_bytes(b"".join(objects))
    manifest.append(
        {
            "name": name,
            "kind": kind,
            "id": sha(objects[-1]).hex(),
            "objects": [{"id": sha(o).hex(), "bytes": len(o)} for o in objects],
        }
    )


def split(rows, hashes, least, most, modulus):
    parts, part = [], []
    for row, digest in zip(rows, hashes):
        part.append(row)
        hit = struct.unpack("<I", digest[:4])[0] % modulus == 0
        if len(part) >= most or (len(part) >= least and hit):
            parts.append(part)
            part = []
    return parts + ([part] if part else [])


# Recipes: a chunk is (id, length).
def chunk_row(chunk):
    return chunk[0] + struct.pack("<I", chunk[1])


def recipe(cutter, blob, chunks):
    objects, levels, rows = [], 0, b"".join(map(chunk_row, chunks))
    count = len(chunks)
    if count > 1024:
        levels, nodes = 1, []
        for part in split(chunks, [c[0] for c in chunks], 64, 8192, 1024):
            leaf = b"MLXRCPL\n" + b"".join(map(chunk_row, part))
            objects.append(leaf)
            nodes.append(sha(leaf) + struct.pack("<QQ", len(part), sum(c[1] for c in part)))
        assert 1 < len(nodes) <= 1024
        rows, count = b"".join(nodes), len(nodes)
    size = sum(c[1] for c in chunks)
    head = b"MLXRCPT\n" + struct.pack("<HHI", cutter, levels, count) + blob + struct.pack("<Q", size)
    assert len(head) == 56
    return objects + [head + rows]


# Trees: an entry is (mode, name, size, id).
def entry(e):
    name = e[1].encode()
    return struct.pack("<BH", e[0], len(name)) + name + struct.pack("<Q", e[2]) + e[3]


def tree(entries):
    entries = sorted(entries, key=lambda e: e[1].encode())
    if len(entries) <= 512:
        return [b"MLXTREE\n" + b"".join(map(entry, entries))]
    objects, rows = [], []
    for part in split(entries, [sha(e[1]) for e in entries], 32, 1024, 128):
        leaf = b"MLXTREE\n" + b"".join(map(entry, part))
        objects.append(leaf)
        first = part[0][1].encode()
        rows.append(
            struct.pack("<H", len(first)) + first + sha(leaf)
            + struct.pack("<QQ", len(part), sum(e[2] for e in part))
        )
    assert 1 < len(rows) <= 512
    return objects + [b"MLXTNOD\n" + b"".join(rows)]


def record(value):
    """RFC 8785 for what stands in these records: no number here is written unlike Python's repr."""

    def ordered(v):
        if isinstance(v, dict):
            keys = sorted(v, key=lambda k: k.encode("utf-16-be"))
            return {k: ordered(v[k]) for k in keys}
        return [ordered(x) for x in v] if isinstance(v, list) else v

    return [json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()]


def hexid(text):
    return sha(text).hex()


vector("blob-empty", "blob", [b""])
vector("blob-hello", "blob", [b"hello\n"])
vector("recipe-two-chunks", "recipe", recipe(
    1, sha("blob"), [(sha("chunk 0"), 65536), (sha("chunk 1"), 1)]))
vector("recipe-two-levels", "recipe", recipe(
    2, sha("large blob"), [(sha(f"chunk {i}"), 1048576 - i) for i in range(1100)]))
vector("tree-empty", "tree", tree([]))
vector("tree-modes", "tree", tree([
    (1, "weights.safetensors", 268435456, sha("weights")),
    (2, "run.sh", 42, sha("script")),
    (3, "latest", 7, sha("run.sh")),
    (4, "Größe", 0, sha(tree([])[-1])),
]))
vector("tree-view", "tree", tree([
    (18, "HEAD", 0, sha("heads/main")),
    (4, "heads", 0, sha("refs below heads")),
    (16, "main", 0, sha("commit 1")),
    (17, "v1.0", 0, sha("commit 0")),
    (19, "note", 0, sha("note")),
    (20, "run", 0, sha("run")),
    (21, "deployment", 0, sha("deployment")),
]))
vector("tree-two-levels", "tree", tree([
    (1 + i % 2, f"image-{i:04}.png", 1000 + i, sha(f"image {i}")) for i in range(600)]))
vector("commit", "commit", record({
    "schema": "mlx.commit/1",
    "parents": [hexid("parent 0"), hexid("parent 1")],
    "tree": hexid("tree"),
    "assets": [
        {"kind": "dataset", "name": "Prüfung 試験", "path": "data/試験.csv",
         "object": "blob:" + hexid("holdout"), "size": 4096, "format": "csv"},
        {"kind": "model", "name": "fraud", "path": "models/fraud",
         "object": "tree:" + hexid("model"), "size": 9007199254740992},
    ],
    "lineage": [],
    "metrics": [
        {"of": "model/fraud", "id": "tree:" + hexid("model"),
         "on": {"asset": "dataset/Prüfung 試験", "id": "blob:" + hexid("holdout")},
         "path": "metrics.json", "source": "blob:" + hexid("metrics"),
         "values": {"accuracy": 0.93, "loss": {"$number": "NaN"}, "epochs": 3,
                    "worst": {"$number": "-Infinity"}, "tokens": {"$number": "9007199254740993"},
                    "by class": {"😀": 1, "\ufb33": 0.5, "é": 0.25}}},
        {"of": "model/fraud", "id": "tree:" + hexid("model"), "on": None, "path": None,
         "source": None, "values": {}},
    ],
    "params": {"path": "params.yaml", "source": "blob:" + hexid("params"),
               "values": {"train": {"lr": 0.0001, "layers": [1, "two", None, True]}}},
    "author": {"name": "Ana Nováková", "email": "ana@example.org", "time": "2026-11-23T06:00:00Z"},
    "message": "Größer \"und\" besser\n\nMit \\ und 😀\t\u001f",
}))
vector("operation", "operation", record({
    "schema": "mlx.operation/1",
    "parents": [hexid("operation 0")],
    "view": hexid("view"),
    "staging": {"before": hexid("staging 0"), "after": hexid("staging 1")},
    "time": "2001-02-03T04:05:06Z",
    "author": {"name": "Ana", "email": "ana@example.org"},
    "host": "laptop",
    "command": "mlx commit -m 'Größer'",
    "description": "commit: Größer",
    "undoes": None,
    "condemned": [],
}))
vector("staging", "staging", record({
    "schema": "mlx.staging/1",
    "tree": hexid("staged tree"),
    "assets": [{"kind": "model", "name": "fraud", "path": "models/fraud"}],
    "metrics": [{"model": "fraud", "path": "metrics.json", "on": None},
                {"model": "fraud", "path": "test.json", "on": "holdout"}],
    "params": "params.yaml",
}))
vector("note", "note", record({
    "schema": "mlx.note/1",
    "subject": "commit:" + hexid("commit 1"),
    "kind": "evaluation",
    "body": {"values": {"accuracy": 0.93, "loss": {"$number": "NaN"}}},
    "previous": hexid("note 0"),
    "author": {"name": "Ana Nováková", "email": "ana@example.org"},
    "time": "2026-11-23T06:00:00Z",
}))
vector("commit-beside-git", "commit", record({
    "schema": "mlx.commit/1",
    "parents": [],
    "tree": hexid("tree"),
    "assets": [
        {"kind": "code", "name": "code", "path": ".", "object": "tree:" + hexid("code"),
         "size": 4242, "files": 17,
         "git": {"commit": "9f2c1e7" + 33 * "0", "branch": "größer",
                 "remote": "https://example.org/fraud.git", "dirty": True,
                 "uncommitted": ["lib/größe.py", "train.py"],
                 "submodules": {"third/lib": 40 * "a"}}},
        {"kind": "dataset", "name": "corpus", "location": "s3://bucket/corpus.parquet",
         "object": "blob:" + hexid("corpus")},
        {"kind": "dataset", "name": "scans", "location": "/mnt/scans",
         "object": "tree:" + hexid("scans"), "size": 9007199254740992, "format": "npy"},
        {"kind": "dataset", "name": "transactions", "path": "data/transactions.csv",
         "object": "blob:" + hexid("transactions"), "size": 4096, "format": "csv"},
        {"kind": "environment", "name": "default",
         "object": "environment:" + hexid("environment"), "evidence": "as found at commit"},
        {"kind": "model", "name": "fraud", "path": "models/fraud.safetensors",
         "object": "blob:" + hexid("model"), "size": 268435456, "format": "safetensors"},
    ],
    "lineage": [
        {"output": {"asset": "dataset/transactions", "id": "blob:" + hexid("transactions")},
         "inputs": [{"asset": "dataset/corpus", "id": "blob:" + hexid("corpus"), "role": "train"}],
         "evidence": "recorded", "run": hexid("run")},
        {"output": {"asset": "model/fraud", "id": "blob:" + hexid("model")},
         "inputs": [
             {"asset": "dataset/transactions", "id": "blob:" + hexid("transactions 0"),
              "role": "train"},
             {"asset": "dataset/scans", "id": "tree:" + hexid("scans"), "role": "holdout"},
             {"asset": "model/base", "id": "blob:" + hexid("base"), "role": "base",
              "from": {"repository": "../base", "commit": hexid("commit of base")}},
             {"uri": "hf:org/base@rev", "digest": "sha256:" + hexid("base"), "role": "base"},
             {"uri": "https://example.org/words.txt", "digest": None, "role": "vocabulary"},
             {"asset": "code/code", "id": "tree:" + hexid("code"), "role": "code"},
             {"asset": "environment/default", "id": "environment:" + hexid("environment"),
              "role": "environment"},
         ],
         "evidence": "declared", "run": None},
    ],
    "metrics": [],
    "params": None,
    "author": {"name": "Ana", "email": "ana@example.org", "time": "2026-11-23T06:00:00Z"},
    "message": "Baseline",
}))
vector("environment", "environment", record({
    "schema": "mlx.environment/1",
    "origin": "conda",
    "interpreter": {"implementation": "CPython", "version": "3.11.7"},
    "distributions": [
        {"name": "fraud", "written": "Fraud", "version": "0.1", "installer": None,
         "source": {"kind": "editable", "url": ".", "commit": "9f2c1e7" + 33 * "0"}},
        {"name": "local", "written": "local", "version": "1", "installer": None,
         "source": {"kind": "folder", "url": "file:///srv/local", "commit": None}},
        {"name": "pygobject", "written": "PyGObject", "version": "3.42.2", "installer": None,
         "source": {"kind": "index"}, "system": True},
        {"name": "scikit-learn", "written": "scikit_learn", "version": "1.5.2", "installer": "pip",
         "source": {"kind": "index"}},
        {"name": "tool", "written": "tool", "version": "2.0", "installer": "uv",
         "source": {"kind": "vcs", "url": "https://example.org/tool.git", "vcs": "git",
                    "commit": 40 * "b", "subfolder": "python"}},
        {"name": "wheel-from-afar", "written": "wheel.from_afar", "version": "1.0+cu118",
         "installer": "pip",
         "source": {"kind": "url", "url": "https://example.org/w-1.0.whl",
                    "hash": "sha256:" + hexid("wheel")}},
    ],
    "conda": [{"name": "openssl", "version": "3.2.0", "build": "hd590300_1",
               "channel": "https://conda.example.org/main"}],
    "lock_files": [{"name": "private.lock", "size": 7, "object": None},
                   {"name": "uv.lock", "size": 4096, "object": "blob:" + hexid("uv.lock")}],
    "system": {"os": "linux", "machine": "x86_64", "distribution": "debian",
               "distribution_version": "12", "kernel": "6.1.0", "libc": "glibc 2.36",
               "cpu_model": "A processor", "cpu_count": 8, "memory_bytes": 68719476736,
               "gpus": ["A card", "A card"], "gpu_driver": "550.54", "cuda": "12.4",
               "container": "docker", "container_image": None},
    "variables": {"PYTHONHASHSEED": "0"},
    "remarks": ["'private.lock' holds a URL with a password or a token, and was left out"],
}))
RUN = {
    "schema": "mlx.run/1",
    "name": "größer",
    "command": ["python", "train.py", "--token=***"],
    "folder": "experiments",
    "inputs": [
        {"path": "data/t.csv", "object": "blob:" + hexid("t"), "size": 12,
         "asset": "dataset/t"},
        {"location": "/mnt/scans", "object": "tree:" + hexid("scans"), "size": 9000000000,
         "asset": None},
    ],
    "outputs": [{"path": "models", "object": "tree:" + hexid("models"), "size": 60, "asset": None}],
    "undeclared": [{"path": "data/rates.csv", "object": None, "size": 8, "asset": None}],
    "undeclared_more": 2,
    "outside": [{"path": "/srv/words.txt", "object": "blob:" + hexid("words"), "size": 5},
                {"path": "/srv/large.bin", "object": None, "size": 9000000000}],
    "outside_more": 0,
    "params": {"values": {"train": {"lr": 0.5}},
               "files": [{"path": "params.yaml", "object": "blob:" + hexid("params"), "size": 7,
                          "asset": None}]},
    "metrics": [{"path": "metrics.json", "source": "blob:" + hexid("metrics"),
                 "values": {"accuracy": 0.75}}],
    "environment": "environment:" + hexid("environment"),
    "code": {"kind": "code", "name": "code", "path": ".", "object": "tree:" + hexid("code"),
             "size": 269, "files": 2,
             "git": {"commit": 40 * "a", "branch": "main", "remote": None, "dirty": False}},
    "author": {"name": "Ana", "email": "ana@example.org"},
    "host": "laptop",
    "started": "2026-11-23T06:00:00Z", "ended": "2026-11-23T06:01:02Z",
    "sequence": 41,
    "exit": 0, "signal": None, "interrupted": False, "seconds": 61.5,
    "usage": {"user": 120.25, "system": 0.5, "memory_bytes": 1048576},
    "stdout": {"object": "blob:" + hexid("stdout"), "size": 20000000, "truncated": True},
    "stderr": None,
    "evidence": "observed",
    "changed": [],
    "trace": {"method": "seccomp", "calls": 1200, "code_files": 3, "environment_files": 900,
              "own_files": 4, "unknown_calls": 0, "connections": ["93.184.216.34:443"],
              "connections_more": 0, "blind": ["what came over the network"]},
}
vector("run", "run", record(RUN))
vector("run-killed", "run", record({**RUN,
    "name": None, "command": ["./train.sh"], "folder": ".", "inputs": [RUN["inputs"][0]],
    "outputs": [{"path": "models", "object": None, "size": 0, "asset": "model/fraud"}],
    "undeclared": [], "undeclared_more": 0, "outside": [], "params": None, "metrics": [],
    "environment": None, "code": None, "exit": None, "signal": 9, "interrupted": True,
    "seconds": 0, "usage": {"user": 0, "system": 0, "memory_bytes": 0}, "stdout": None,
    "evidence": "declared", "changed": ["data/t.csv"], "trace": None,
}))
vector("note-evaluation", "note", record({
    "schema": "mlx.note/1",
    "subject": "blob:" + hexid("model"),
    "kind": "evaluation",
    "body": {
        "metrics": {
            "of": "model/fraud", "id": "blob:" + hexid("model"),
            "on": {"asset": "dataset/holdout", "id": "tree:" + hexid("holdout")},
            "path": "out/p.csv", "source": "blob:" + hexid("table"),
            "values": {"n": 10, "recall": 0.75}},
        "evaluation": {
            "version": 1, "task": "binary", "n": 10, "positive": "yes",
            "columns": {"label": "label", "prediction": None,
                        "scores": [{"class": None, "column": "score"}], "threshold": 0.5},
            "predictions": "blob:" + hexid("table"), "path": "out/p.csv",
            "classes": ["no", "yes"], "confusion": [[5, 1], [1, 3]],
            "intervals": {"recall": [0.25, 1]},
            "slices": [{"column": "country", "value": "DE", "n": 4, "values": {"recall": 0.5},
                        "intervals": {"recall": [0, 1]}, "confusion": [[2, 0], [1, 1]]},
                       {"column": "country", "value": "", "n": 1, "values": {}, "intervals": {},
                        "confusion": None}],
            "bootstrap": {"replicates": 1000, "seed": 20250101}}},
    "previous": None,
    "author": {"name": "Ana", "email": "ana@example.org"},
    "time": "2026-11-23T06:00:00Z",
}))
vector("note-comparison", "note", record({
    "schema": "mlx.note/1",
    "subject": "blob:" + hexid("model"),
    "kind": "comparison",
    "body": {
        "base": "blob:" + hexid("older"),
        "tensors": [
            {"name": "layers.0.w", "relative_l2": 0.25, "distance_max": 1.5, "changed": 12},
            {"name": "größer", "relative_l2": None, "distance_max": 2, "changed": 1}],
        "tables": [
            {"path": ".", "added": 20, "removed": 0, "changed": 3, "key": ["id"]},
            {"path": "part/a.csv", "added": 0, "removed": 1, "changed": 0, "key": []}]},
    "previous": None,
    "author": {"name": "Ana", "email": "ana@example.org"},
    "time": "2026-11-23T06:00:00Z",
}))
(HERE / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
