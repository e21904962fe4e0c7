import FileFormats
import Profiles
import TestSupport
import Testing

/// Compares files that were made in memory.
enum ModelVersions {
  static func compare(
    _ before: SafetensorsFile, _ after: SafetensorsFile, bytesMax: UInt64 = .max
  ) throws -> ModelDiff {
    try compare([("model.safetensors", before)], [("model.safetensors", after)], bytesMax: bytesMax)
  }

  static func compare(
    _ before: [(name: String, file: SafetensorsFile)],
    _ after: [(name: String, file: SafetensorsFile)], bytesMax: UInt64 = .max
  ) throws -> ModelDiff {
    func sides(_ files: [(name: String, file: SafetensorsFile)]) throws -> [ModelSide] {
      try files.map {
        ModelSide(
          file: $0.name,
          model: try ModelFile(reading: ByteArray($0.file.bytes), as: .safetensors))
      }
    }
    var comparison = ModelComparison(
      before: try sides(before), after: try sides(after), bytesMax: bytesMax)
    return try comparison.run(
      on:
        PlainTensorSource(
          before: before.map { ByteArray($0.file.bytes) },
          after: after.map { ByteArray($0.file.bytes) }))
  }

  /// A file of the tensors that `edit` adds.
  static func file(_ edit: (inout SafetensorsFile) -> Void) -> SafetensorsFile {
    var file = SafetensorsFile()
    edit(&file)
    return file
  }
}
