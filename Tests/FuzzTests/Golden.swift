import Foundation

/// Golden bytes that other test targets keep.
enum Golden {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file below `Tests`. Empty where it is not there, which `seedsAreRead` notices.
  static func bytes(_ path: String) -> [UInt8] {
    (try? Data(contentsOf: tests.appending(path: path))).map { Array($0) } ?? []
  }

  static func object(_ name: String) -> [UInt8] {
    bytes("FormatTests/Vectors/objects/\(name).bin")
  }

  static func store(_ name: String) -> [UInt8] { bytes("FormatTests/Vectors/store/\(name)") }

  static func model(_ name: String) -> [UInt8] { bytes("FileFormatsTests/Files/\(name)") }
}
