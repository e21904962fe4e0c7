import Foundation
import Testing

@testable import FileFormats

/// Files that the formats' own libraries wrote, with what is in them (Files/make-files.py).
struct ExpectedModels: Decodable {
  struct Tensor: Decodable, Equatable {
    let name: String
    let dtype: String
    let shape: [UInt64]
    let range: [UInt64]?
    let external: String?
  }

  let versions: [String: String]
  let files: [String: [Tensor]]

  /// Where make-files.py and what it wrote lie.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Files")

  static func read(_ folder: URL = folder) throws -> ExpectedModels {
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    return try JSONDecoder().decode(ExpectedModels.self, from: data)
  }

  static func bytes(_ name: String, in folder: URL = folder) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func format(_ name: String, _ bytes: [UInt8]) throws -> FileFormat {
    try #require(FileFormat.guess(name: name, head: Array(bytes.prefix(512))))
  }

  static func model(_ name: String, _ bytes: [UInt8]) throws -> ModelFile {
    try ModelFile(
      reading: ByteArray(bytes), as: format(name, bytes), inflate: Inflation.inflate)
  }

  /// Compares what the readers find in each file with what the libraries say.
  func check(in folder: URL = folder) throws {
    for (name, tensors) in files.sorted(by: { $0.key < $1.key }) {
      let model = try Self.model(name, Self.bytes(name, in: folder))
      let found = model.tensors.map { tensor in
        Tensor(
          name: tensor.name, dtype: tensor.dtype, shape: tensor.shape,
          range: tensor.range.map { [$0.lowerBound, $0.upperBound] },
          external: tensor.externalFile)
      }
      let byName = { (a: Tensor, b: Tensor) in a.name < b.name }
      #expect(found.sorted(by: byName) == tensors.sorted(by: byName), "\(name)")
      let starts = model.tensors.compactMap(\.range?.lowerBound)
      #expect(starts == starts.sorted(), "\(name)")
    }
  }
}
