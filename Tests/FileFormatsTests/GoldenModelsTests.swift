import Testing

@testable import FileFormats

/// Files that the formats' own libraries wrote.
@Suite struct GoldenModelsTests {
  private func model(_ name: String) throws -> ModelFile {
    try ExpectedModels.model(name, ExpectedModels.bytes(name))
  }

  @Test func tensorsAreThoseOfTheLibraries() throws {
    let expected = try ExpectedModels.read()
    #expect(expected.files.count >= 18)
    try expected.check()
  }

  @Test func torch() throws {
    for name in ["small.pt", "legacy.pt"] {
      let model = try model(name)
      let tensors = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0) })
      #expect(tensors["state.turned"]?.strides == [1, 3])
      #expect(tensors["state.column"]?.strides == [2])
      #expect(tensors["state.column"]?.range == nil)
      #expect(tensors["state.part"]?.strides == nil)
      #expect(tensors["state.a.bias"]?.type == .bf16)
      #expect(tensors["state.tied"]?.range == tensors["state.a.weight"]?.range)
      #expect(
        Set(model.imports.map(\.description)) == [
          "collections.OrderedDict", "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_parameter", "torch.FloatStorage", "torch.BFloat16Storage",
          "torch.LongStorage",
        ])
    }
    #expect(try model("small.pt").metadata["byteorder"] == "little")
    #expect(try model("legacy.pt").remarks.count == 1)
  }

  @Test func numpy() throws {
    #expect(try model("fortran.npy").tensors[0].strides == [1, 3])
    #expect(try model("plain.npy").tensors[0].type == .f32)
    #expect(try model("version2.npy").tensors[0].type == nil)
    #expect(try model("objects.npy").remarks.count == 1)
    let bytes = try ExpectedModels.bytes("deflated.npz")
    let blind = try ModelFile(npz: ByteArray(bytes))
    #expect(blind.tensors.isEmpty)
    #expect(blind.remarks == ["weight is compressed and was not read"])
  }

  @Test func gguf() throws {
    let model = try model("small.gguf")
    #expect(model.metadata["general.architecture"] == "llama")
    #expect(model.metadata["llama.context_length"] == "512")
    #expect(model.metadata["llama.eps"] == "0.5")
    #expect(model.metadata["flag"] == "true")
    #expect(model.metadata["tokenizer.tokens"] == "12 × string")
    #expect(model.metadata["sizes"] == "[1, 2, 3]")
    #expect(model.parameterCount == 32 + 5 + 192)
    #expect(model.countsByType == ["F32": 1, "F16": 1, "Q8_0": 1])
  }

  @Test func onnx() throws {
    let model = try model("small.onnx")
    #expect(model.metadata["ir_version"] == "8")
    #expect(model.metadata["opset"] == "17")
    #expect(model.metadata["producer_name"] == "mlx-test")
    #expect(
      model.inputs == [
        ModelFile.Port(name: "x", dtype: "FLOAT", shape: ["batch", "3"]),
        ModelFile.Port(name: "cond", dtype: "BOOL", shape: []),
      ])
    #expect(model.outputs.map(\.name) == ["y"])
    #expect(
      model.remarks == [
        "1 tensors are in small.onnx.data", "1 tensors are lists of numbers or texts, not bytes",
      ])
    #expect(model.tensors.first { $0.name == "outside" }?.externalRange == 0..<16)
  }

  @Test(arguments: ["linear-2.pkl", "linear-4.pkl", "linear-5.pkl", "linear.joblib"])
  func sklearn(name: String) throws {
    let model = try model(name)
    #expect(model.metadata["class"] == "sklearn.linear_model._base.LinearRegression")
    #expect(
      model.metadata["sklearn_version"] == (try ExpectedModels.read().versions["scikit-learn"]))
    #expect(model.imports.contains(PickleGlobal("numpy", "dtype")))
  }
}
