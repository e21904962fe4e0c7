// Tensors with the digest and the statistics of each.
import FileFormats
import ObjectStore
import Objects
import Profiles

/// Makes the summary of a file of tensors.
enum ModelSummary {
  /// Tensors may share their bytes; so many times the length of the file is read for them.
  private static let sharesMax: UInt64 = 4

  /// Errors: `UnreadableFormat`; what the source throws.
  static func of(_ source: some RandomAccess, as format: FileFormat) throws -> FileSummary.Model {
    let file = try ModelFile(reading: source, as: format, inflate: Expansion.inflate)
    var known: [Place: Measured] = [:]
    let places = Set(file.tensors.compactMap { Place($0, in: source.byteCount) })
    let bytes = places.reduce(UInt64(0)) { $0.addingReportingOverflow($1.count).partialValue }
    // Parts that overlap without being equal are no honest file's.
    let isHonest = places.count < ModelProfile.tensorMax && bytes / sharesMax <= source.byteCount
    if isHonest {
      for place in places.sorted(by: { $0.start < $1.start }) {
        known[place] = try measure(place, in: source)
      }
    }
    let tensors = file.tensors.map { tensor in
      let found = Place(tensor, in: source.byteCount).flatMap { known[$0] }
      return FileSummary.Tensor(
        name: tensor.name, type: tensor.dtype, shape: tensor.shape, digest: found?.digest,
        numbers: found?.numbers)
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

  /// Bytes that are read as numbers of a type.
  private struct Place: Hashable {
    let start: UInt64
    let end: UInt64
    let type: TensorType?

    var count: UInt64 { end - start }

    init?(_ tensor: TensorInfo, in byteCount: UInt64) {
      guard let range = tensor.range, range.upperBound <= byteCount else { return nil }
      (start, end, type) = (range.lowerBound, range.upperBound, tensor.type)
    }
  }

  private struct Measured {
    var digest: Digest
    var numbers: FileSummary.Numbers?
  }

  private static func measure(_ place: Place, in source: some RandomAccess) throws -> Measured {
    var hasher = SHA256Hasher()
    var numbers = place.type.flatMap { TensorAccumulator(type: $0) }
    try Summary.read(place.start..<place.end, of: source) { bytes in
      hasher.update(bytes)
      numbers?.update(bytes)
    }
    let found = numbers?.finish()
    return Measured(
      digest: hasher.finalize(),
      numbers: found.map {
        FileSummary.Numbers(
          mean: $0.mean, deviation: $0.standardDeviation, minimum: $0.minimum,
          maximum: $0.maximum, nans: $0.nans, infinities: $0.infinities)
      })
  }
}
