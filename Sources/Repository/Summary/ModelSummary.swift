// Tensors with the digest and the statistics of each.
import FileFormats
import ObjectStore
import Objects
import Profiles

/// Makes the summary of a file of tensors.
enum ModelSummary {
  /// Errors: `UnreadableFormat`; what the source throws.
  static func of(_ source: some RandomAccess, as format: FileFormat) throws -> FileSummary.Model {
    let file = try ModelFile(reading: source, as: format, inflate: Expansion.inflate)
    var profiler = ModelProfiler(file)
    if profiler.needsBytes {
      try Summary.read(0..<source.byteCount, of: source) { profiler.update($0) }
    }
    let tensors = zip(file.tensors, profiler.finish().tensors).map { tensor, found in
      FileSummary.Tensor(
        name: tensor.name, type: tensor.dtype, shape: tensor.shape, digest: found.digest,
        numbers: found.statistics.map(FileSummary.Numbers.init))
    }
    let isWhole = tensors.allSatisfy { $0.digest != nil || $0.shape.contains(0) }
    return FileSummary.Model(
      parameters: file.parameterCount,
      types: file.countsByType.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      metadata: file.metadata.sorted { $0.key < $1.key }.map { ($0.key, Summary.cut($0.value)) },
      imports: file.imports.map(\.description).sorted(),
      tensors: tensors.sorted { NaturalOrder.precedes($0.name, $1.name) }, remarks: file.remarks,
      sha256: isWhole && !tensors.isEmpty ? nil : try Summary.sha256(of: source))
  }
}

extension FileSummary.Numbers {
  fileprivate init(_ found: TensorStatistics) {
    self.init(
      mean: found.mean, deviation: found.standardDeviation, minimum: found.minimum,
      maximum: found.maximum, nans: found.nans, infinities: found.infinities)
  }
}
