"""Makes a small file of each model format with the format's own library, and writes down what the
library says is in it.

    python make-files.py FOLDER [SEED]

FOLDER/expected.json: per file a list of {name, dtype, shape, range, external}. A range is where the
bytes of the tensor are found in the file by searching for them, not by any reader: values are random, so
there is one such place. It is null where the bytes are compressed, in another file, or reordered.
The files beside this script are those of seed 1 and of the libraries' versions in expected.json.
"""
import collections, json, os, pickle, sys
import numpy as np

folder, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
scale = 1 if seed == 1 else 1 + seed % 7
os.makedirs(folder, exist_ok=True)
random = np.random.default_rng(seed)
expected, versions = {}, {"numpy": np.__version__}


def path(name):
    return os.path.join(folder, name)


def array(*shape, dtype="f4"):
    return random.integers(1, 255, size=(*shape, np.dtype(dtype).itemsize), dtype=np.uint8).view(
        dtype).reshape(shape)


def floats(*shape, dtype="f4"):
    return random.standard_normal(shape).astype(dtype)


def note(file, tensors):
    """tensors: (name, dtype, shape, bytes or None, external file or None)"""
    content = open(path(file), "rb").read()
    rows = []
    for name, dtype, shape, data, external in tensors:
        found = None
        if data is not None:
            start = content.find(data)
            assert start >= 0 and content.find(data, start + 1) < 0, (file, name)
            found = [start, start + len(data)]
        rows.append({"name": name, "dtype": dtype, "shape": list(shape), "range": found,
                     "external": external})
    expected[file] = rows


def numpy_files():
    a, b = floats(3, 4 * scale), array(5, dtype="i2")
    np.save(path("plain.npy"), a)
    note("plain.npy", [("", "<f4", a.shape, a.tobytes(), None)])
    f = np.asfortranarray(floats(3, 2 + scale, dtype="f8"))
    np.save(path("fortran.npy"), f)
    note("fortran.npy", [("", "<f8", f.shape, f.tobytes(order="F"), None)])
    big = floats(6).astype(">f4")
    with open(path("version2.npy"), "wb") as out:
        np.lib.format.write_array(out, big, version=(2, 0))
    note("version2.npy", [("", ">f4", big.shape, big.tobytes(), None)])
    record = np.zeros(3, dtype=[("é", "<f4"), ("t", "<M8[ns]"), ("v", "<i2", (2, 3))])
    record["é"], record["v"] = floats(3), array(3, 2, 3, dtype="i2")
    import warnings
    warnings.simplefilter("ignore")
    np.save(path("structure.npy"), record)  # a name beyond Latin-1 would need version 3
    note("structure.npy", [("", "{é: <f4, t: <M8[ns], v: <i2[2, 3]}", record.shape,
                            record.tobytes(), None)])
    japanese = np.zeros(2, dtype=[("名", "<f8")])
    japanese["名"] = floats(2)
    np.save(path("version3.npy"), japanese)
    note("version3.npy", [("", "{名: <f8}", japanese.shape, japanese.tobytes(), None)])
    texts = np.array(["a", "bcd"])
    np.save(path("texts.npy"), texts)
    note("texts.npy", [("", "<U3", texts.shape, texts.tobytes(), None)])
    objects = np.array([{"a": 1}, None], dtype=object)
    np.save(path("objects.npy"), objects, allow_pickle=True)
    note("objects.npy", [("", "|O", objects.shape, None, None)])
    np.savez(path("stored.npz"), weight=a, bias=b)
    note("stored.npz", [("weight", "<f4", a.shape, a.tobytes(), None),
                        ("bias", "<i2", b.shape, b.tobytes(), None)])
    np.savez_compressed(path("deflated.npz"), weight=a)
    note("deflated.npz", [("weight", "<f4", a.shape, None, None)])


def safetensors_files():
    import safetensors, safetensors.numpy
    versions["safetensors"] = safetensors.__version__
    a, b = floats(4, 3 * scale), floats(7, dtype="f2")
    safetensors.numpy.save_file({"a.weight": a, "a.bias": b}, path("small.safetensors"),
                                metadata={"format": "np"})
    note("small.safetensors", [("a.weight", "F32", a.shape, a.tobytes(), None),
                               ("a.bias", "F16", b.shape, b.tobytes(), None)])


def gguf_files():
    import gguf
    from importlib.metadata import version
    versions["gguf"] = version("gguf")
    out = gguf.GGUFWriter(path("small.gguf"), "llama")
    out.add_uint32("llama.context_length", 512)
    out.add_float32("llama.eps", 0.5)
    out.add_bool("flag", True)
    out.add_array("tokenizer.tokens", [f"token{i}" for i in range(12)])
    out.add_array("sizes", [1, 2, 3])
    out.add_string("general.name", "tiny")
    a, b = floats(4, 8 * scale), floats(5, dtype="f2")
    q = gguf.quants.quantize(floats(3, 64), gguf.GGMLQuantizationType.Q8_0)
    out.add_tensor("a.weight", a)
    out.add_tensor("b", b)
    out.add_tensor("q", q, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    tensors = []
    for t in gguf.GGUFReader(path("small.gguf")).tensors:
        data = {"a.weight": a, "b": b, "q": q}[t.name]
        tensors.append((t.name, t.tensor_type.name, [int(n) for n in reversed(t.shape)],
                        data.tobytes(), None))
    note("small.gguf", tensors)


def torch_files():
    import torch
    versions["torch"] = torch.__version__
    torch.manual_seed(seed)

    def data(t):
        return t.detach().contiguous().view(torch.uint8).numpy().tobytes() if t.dim() else b""

    w, b = torch.randn(4, 3 * scale), torch.randn(6).bfloat16()
    t, s = torch.randn(5, 3).T, torch.randn(8, 2)
    state = collections.OrderedDict(
        [("a.weight", torch.nn.Parameter(w)), ("a.bias", b), ("turned", t), ("part", s[2:5]),
         ("column", s[:, 0]), ("tied", w)])
    value = {"state": state, "epoch": 3, "more": [torch.arange(9)]}
    rows = [("state.a.weight", "torch.FloatStorage", w.shape, data(w), None),
            ("state.a.bias", "torch.BFloat16Storage", b.shape, data(b), None),
            ("state.turned", "torch.FloatStorage", t.shape, data(t.T), None),
            ("state.part", "torch.FloatStorage", (3, 2), data(s[2:5]), None),
            ("state.column", "torch.FloatStorage", (8,), None, None),
            ("state.tied", "torch.FloatStorage", w.shape, data(w), None),
            ("more.0", "torch.LongStorage", (9,), data(torch.arange(9)), None)]
    torch.save(value, path("small.pt"))
    note("small.pt", rows)
    torch.save(value, path("legacy.pt"), _use_new_zipfile_serialization=False)
    note("legacy.pt", rows)


def onnx_files():
    import onnx
    from onnx import TensorProto as T, helper as h, numpy_helper as n
    versions["onnx"] = onnx.__version__
    w, c, d = floats(3, 4 * scale), floats(4), floats(5, dtype="f8")
    inner = floats(6)
    then = h.make_graph([h.make_node("Constant", [], ["k"], value=n.from_array(inner, "value"))],
                        "then", [], [h.make_tensor_value_info("k", T.FLOAT, [6])])
    other = h.make_graph([h.make_node("Constant", [], ["l"], value_floats=[1.0] * 6)],
                         "else", [], [h.make_tensor_value_info("l", T.FLOAT, [6])])
    outside = n.from_array(floats(2, 2), "outside")
    outside.ClearField("raw_data")
    outside.data_location = T.EXTERNAL
    for key, value in (("location", "small.onnx.data"), ("offset", "0"), ("length", "16")):
        entry = outside.external_data.add()
        entry.key, entry.value = key, value
    graph = h.make_graph(
        [h.make_node("MatMul", ["x", "w"], ["y"]),
         h.make_node("If", ["cond"], ["z"], then_branch=then, else_branch=other)],
        "tiny",
        [h.make_tensor_value_info("x", T.FLOAT, ["batch", 3]),
         h.make_tensor_value_info("cond", T.BOOL, [])],
        [h.make_tensor_value_info("y", T.FLOAT, ["batch", 4 * scale])],
        [n.from_array(w, "w"), h.make_tensor("c", T.FLOAT, [4], c), h.make_tensor("d", T.DOUBLE, [5], d),
         h.make_tensor("i", T.INT64, [3], [1, 2, 3]), outside])
    model = h.make_model(graph, producer_name="mlx-test", opset_imports=[h.make_opsetid("", 17)])
    model.ir_version = 8
    open(path("small.onnx"), "wb").write(model.SerializeToString())
    note("small.onnx", [("w", "FLOAT", w.shape, w.tobytes(), None),
                        ("c", "FLOAT", (4,), c.tobytes(), None),
                        ("d", "DOUBLE", (5,), d.tobytes(), None),
                        ("i", "INT64", (3,), None, None),
                        ("outside", "FLOAT", (2, 2), None, "small.onnx.data"),
                        ("z/k", "FLOAT", (6,), inner.tobytes(), None)])


def sklearn_files():
    import joblib, sklearn
    from sklearn.linear_model import LinearRegression
    versions["scikit-learn"], versions["joblib"] = sklearn.__version__, joblib.__version__
    x = random.standard_normal((20, 3 * scale))
    model = LinearRegression().fit(x, x @ random.standard_normal(3 * scale) + 1)
    model.names_ = np.array(["a", {"b": 1}], dtype=object)
    rows = [("coef_", "<f8", model.coef_.shape, model.coef_.tobytes(), None),
            ("names_", "|O8", (2,), None, None)]
    if hasattr(model, "singular_"):
        rows.insert(1, ("singular_", "<f8", model.singular_.shape, model.singular_.tobytes(), None))
    for protocol in (2, 4, 5):
        name = f"linear-{protocol}.pkl"
        pickle.dump(model, open(path(name), "wb"), protocol=protocol)
        # Protocol 2 has no bytes: they are in texts of Latin-1.
        note(name, [(a, b, c, None if protocol == 2 else d, e) for a, b, c, d, e in rows])
    joblib.dump(model, path("linear.joblib"))
    note("linear.joblib", rows)


numpy_files()
safetensors_files()
gguf_files()
torch_files()
onnx_files()
sklearn_files()
with open(path("expected.json"), "w") as out:
    json.dump({"versions": versions, "files": expected}, out, indent=1, ensure_ascii=False)
