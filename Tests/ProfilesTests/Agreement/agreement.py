"""Makes files with the libraries that people use, and says what those libraries read in them.

usage: agreement.py FOLDER        writes files and expected.json into FOLDER
needs: numpy, pandas, pyarrow, scipy, pillow; scikit-learn for its bundled data
"""

import json
import math
import os
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from scipy import stats
from scipy.spatial.distance import jensenshannon

folder = sys.argv[1]
random = np.random.default_rng(20240229)
expected = {"tensors": [], "differences": [], "tables": [], "parquet": [], "images": [], "drift": []}


def path(name):
    return os.path.join(folder, name)


def bf16(values):
    return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def tensor(name, kind, stored, values):
    stored.tofile(path(name))
    values = values.astype(np.float64)
    finite = values[np.isfinite(values)]
    expected["tensors"].append({
        "file": name, "type": kind, "count": values.size, "zeros": int((values == 0).sum()),
        "nans": int(np.isnan(values).sum()), "infinities": int(np.isinf(values).sum()),
        "min": finite.min(), "max": finite.max(), "mean": finite.mean(), "std": finite.std(),
        "l2": np.linalg.norm(finite)})


def tensors():
    weights = random.normal(0.001, 0.02, 300_007).astype(np.float32)
    weights[random.integers(0, weights.size, 500)] = 0
    dirty = weights.copy()
    dirty[10:13], dirty[5_000], dirty[100_000] = np.nan, np.inf, -np.inf
    for name, data in [("clean", weights), ("dirty", dirty)]:
        tensor(f"{name}.f32", "F32", data, data)
        tensor(f"{name}.f64", "F64", data.astype(np.float64) * 1e10, data.astype(np.float64) * 1e10)
        tensor(f"{name}.f16", "F16", data.astype(np.float16), data.astype(np.float16))
        half = bf16(data)
        tensor(f"{name}.bf16", "BF16", half, (half.astype(np.uint32) << 16).view(np.float32))
    for kind in ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64"]:
        whole = np.dtype(f"{kind[0]}{int(kind[1:]) // 8}")
        limits = np.iinfo(whole)
        data = random.integers(limits.min, limits.max, 70_001, dtype=whole, endpoint=True)
        tensor(f"whole.{kind}", kind.upper(), data, data)
    moved = weights + random.normal(0, 1e-4, weights.size).astype(np.float32)
    moved.tofile(path("moved.f32"))
    a, b = weights.astype(np.float64), moved.astype(np.float64)
    expected["differences"].append({
        "before": "clean.f32", "after": "moved.f32", "relative": np.linalg.norm(b - a) / np.linalg.norm(a),
        "max": np.abs(b - a).max(), "cosine": a @ b / (np.linalg.norm(a) * np.linalg.norm(b)),
        "changed": int((a != b).sum())})


def frame(rows):
    words = ["plain", "with, comma", 'a "quote"', "two\nlines", "semi;colon", "tab\there", "München", "NA"]
    data = pd.DataFrame({
        "id": np.arange(rows), "amount": random.lognormal(3, 1, rows).round(2),
        "score": random.normal(0, 1, rows), "flag": random.random(rows) < 0.3,
        "town": random.choice(words[:-1], rows), "tag": [f"tag{i}" for i in random.integers(0, 3_000, rows)],
        "day": pd.date_range("2020-01-01", periods=rows, freq="h").strftime("%Y-%m-%d"),
        "at": pd.date_range("2020-01-01", periods=rows, freq="s").strftime("%Y-%m-%dT%H:%M:%SZ")})
    data["gap"] = data["score"].where(random.random(rows) < 0.8)
    return data


def table(name, write, **read):
    write(path(name))
    if name.endswith(".jsonl"):
        with open(path(name)) as lines:
            data = pd.DataFrame([json.loads(line) for line in lines])
    else:
        data = pd.read_csv(path(name), **read)
    columns = []
    for column in data.columns:
        series = data[column]
        entry = {"name": str(column), "nulls": int(series.isna().sum()), "distinct": int(series.nunique())}
        if series.dtype.kind in "if":
            values = series.dropna().astype(np.float64)
            entry.update(type="int" if series.dtype.kind == "i" else "float", mean=values.mean(), std=values.std(ddof=0),
                         min=values.min(), max=values.max(),
                         sorted=np.quantile(values, np.linspace(0, 1, 201), method="inverted_cdf").tolist())
        elif series.dtype.kind == "b":
            entry["type"] = "bool"
        else:
            texts = series.dropna().astype(str)
            entry.update(lengths=float(texts.str.len().mean()))
            top = texts.value_counts()
            if len(top) <= 200:
                entry["top"] = {k: int(v) for k, v in top.items()}
        columns.append(entry)
    expected["tables"].append({"file": name, "rows": len(data), "columns": columns})


def tables():
    small, large = frame(3_000), frame(60_000)
    table("plain.csv", lambda p: large.to_csv(p, index=False))
    table("quoted.csv", lambda p: small.to_csv(p, index=False, quoting=1))
    table("crlf.csv", lambda p: small.to_csv(p, index=False, lineterminator="\r\n"))
    table("semicolon.csv", lambda p: small.to_csv(p, index=False, sep=";"), sep=";")
    table("tabs.tsv", lambda p: small.to_csv(p, index=False, sep="\t"), sep="\t")
    table("pipe.csv", lambda p: small.to_csv(p, index=False, sep="|"), sep="|")
    for encoding in ["utf-16", "utf-8-sig", "latin-1"]:
        table(f"{encoding}.csv", lambda p: small.to_csv(p, index=False, encoding=encoding), encoding=encoding)
    table("lines.jsonl", lambda p: small.to_json(p, orient="records", lines=True))


def parquet():
    data = pa.Table.from_pandas(frame(5_000))
    nested = pa.table({"list": [[1, 2], [], None] * 50, "group": [{"x": {"y": 1.5}, "z": "a"}] * 150,
                       "map": pa.array([[("k", 1)]] * 150, pa.map_(pa.string(), pa.int8()))})
    for name, content, options in [
            ("snappy", data, dict(compression="snappy", row_group_size=900)),
            ("zstd", data, dict(compression="zstd")), ("gzip", data, dict(compression="gzip", version="1.0")),
            ("brotli", nested, dict(compression="brotli")), ("none", nested, dict(compression="none", write_statistics=False)),
            ("plain", data, dict(use_dictionary=False, data_page_version="2.0"))]:
        file = path(f"{name}.parquet")
        pq.write_table(content, file, **options)
        metadata = pq.read_metadata(file)
        groups = []
        for i in range(metadata.num_row_groups):
            chunks = []
            for j in range(metadata.num_columns):
                chunk = metadata.row_group(i).column(j)
                start = min(o for o in [chunk.dictionary_page_offset, chunk.data_page_offset] if o)
                s = chunk.statistics
                number = lambda v: float(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else None
                chunks.append({"path": chunk.path_in_schema, "codec": chunk.compression, "start": start,
                               "bytes": chunk.total_compressed_size, "values": chunk.num_values,
                               "nulls": s.null_count if s and s.has_null_count else None,
                               "min": number(s.min) if s and s.has_min_max else None,
                               "max": number(s.max) if s and s.has_min_max else None})
            groups.append({"rows": metadata.row_group(i).num_rows, "chunks": chunks})
        expected["parquet"].append({"file": f"{name}.parquet", "rows": metadata.num_rows, "groups": groups,
                                    "types": [metadata.schema.column(j).physical_type for j in range(metadata.num_columns)]})


def images():
    def save(name, image, format, **options):
        image.save(path(name), format, **options)
        with Image.open(path(name)) as found:
            expected["images"].append({"file": name, "format": format.lower(), "width": found.width, "height": found.height})
    for index in range(40):
        width, height = (int(v) for v in random.integers(1, 700, 2))
        mode = ["RGB", "L", "RGBA", "P"][index % 4]
        image = Image.new(mode, (width, height))
        save(f"{index}.png", image, "PNG")
        save(f"{index}.gif", image.convert("P"), "GIF")
        exif = Image.Exif()
        exif[0x010E] = "x" * int(random.integers(0, 60_000))
        save(f"{index}.jpg", image.convert("RGB"), "JPEG", progressive=index % 2 == 0, exif=exif)
        save(f"{index}.webp", image.convert("RGBA" if index % 2 else "RGB"), "WEBP", lossless=index % 3 == 0)


def drift_pair(name, before, after):
    before, after = np.asarray(before, float), np.asarray(after, float)
    for side, values in [("before", before), ("after", after)]:
        pd.DataFrame({"x": values}).to_csv(path(f"{name}.{side}.csv"), index=False)
    bounds = np.unique(np.quantile(before, np.arange(1, 10) / 10, method="inverted_cdf"))
    edges = np.concatenate([[-np.inf], bounds, [np.inf]])
    part = lambda v: np.histogram(-v, bins=-edges[::-1])[0][::-1] / len(v)  # bins are open below
    p, q = part(before), part(after)
    low_p, low_q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    expected["drift"].append({
        "name": name, "psi": float(((low_q - low_p) * np.log(low_q / low_p)).sum()),
        "ks": float(stats.ks_2samp(before, after).statistic), "js": float(jensenshannon(p, q, base=2))})


def drift():
    drift_pair("normal", random.normal(0, 1, 50_000), random.normal(0.3, 1.2, 40_000))
    drift_pair("ties", random.integers(0, 8, 20_000), random.integers(1, 9, 20_000))
    drift_pair("skewed", random.lognormal(3, 1, 80_000), random.lognormal(3.1, 1, 80_000))
    from sklearn import datasets
    for source, take in [("breast_cancer", 8), ("wine", 8), ("diabetes", 8), ("digits", 24)]:
        data = getattr(datasets, f"load_{source}")()
        for column in range(min(take, data.data.shape[1])):
            values = data.data[:, column]
            low = data.target <= np.median(data.target)
            if low.all() or not low.any():
                low = np.arange(len(values)) % 2 == 0
            drift_pair(f"{source}{column}", values[low], values[~low])


for step in [tensors, tables, parquet, images, drift]:
    step()
clean = lambda v: None if isinstance(v, float) and not math.isfinite(v) else v
with open(path("expected.json"), "w") as out:
    json.dump(expected, out, default=lambda v: clean(float(v)))
