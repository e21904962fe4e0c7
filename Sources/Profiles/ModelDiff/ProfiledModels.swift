// What two profiles tell of the difference of two models, where no file is read.
import FileFormats

extension ModelDiff {
  /// Compares two versions by their profiles: names, types, shapes and digests of tensors. By how much
  /// numbers differ is not known.
  public init(profiledBy before: ModelProfile, _ after: ModelProfile) {
    var comparison = ModelComparison(
      before: [ModelSide(before)], after: [ModelSide(after)], bytesMax: 0)
    // Nothing may be read, so nothing can fail.
    let found = try? comparison.run(on: NoTensors())
    self = found ?? ModelDiff()
  }
}

extension ModelSide {
  /// The tensors of a profile, as if they lay one behind the other in a file.
  fileprivate init(_ profile: ModelProfile) {
    var model = ModelFile(format: FileFormat(rawValue: profile.format) ?? .safetensors)
    var end: UInt64 = 0
    for tensor in profile.tensors {
      var info = TensorInfo(
        name: tensor.name, dtype: tensor.type, type: TensorType(rawValue: tensor.type),
        shape: tensor.shape, range: nil)
      let (next, isOver) = end.addingReportingOverflow(info.elementBytes ?? 1)
      if !isOver {
        info.range = end..<next
        end = next
      }
      model.tensors.append(info)
    }
    self.init(
      file: "model", model: model,
      contents: profile.tensors.map { $0.digest.map(TensorContent.sha256) ?? .unknown },
      constants: profile.tensors.map { tensor in
        guard let numbers = tensor.statistics else { return false }
        return numbers.nans == 0 && numbers.infinities == 0 && numbers.minimum == numbers.maximum
      })
  }
}

/// Tensors whose bytes nobody has.
private struct NoTensors: TensorSource {
  struct Unread: Error {}

  func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int, any TensorReader) throws -> Result
  ) throws -> [Result] {
    guard count == 0 else { throw Unread() }
    return []
  }
}
