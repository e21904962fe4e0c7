// YAML files of other tools, which are larger than those that people write.
import Objects

/// Reads a YAML file that another tool wrote, such as `dvc.lock`.
public enum ForeignYAML {
  /// A longer file is refused.
  public static let bytesMax = 8 << 20

  /// Why a file cannot be read, in a sentence that names no file.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    public let description: String

    /// A sentence.
    public init(description: String) { self.description = description }
  }

  /// Why a file that is too long is refused.
  public static let tooLong = Fault(description: "it has more than \(bytesMax) bytes")

  /// The value of the one document in a text, by the rules of YAML 1.2; an empty object when there is none.
  ///
  /// Errors: `Fault`.
  public static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
    guard bytes.count <= bytesMax else {
      throw tooLong
    }
    do throws(YAMLFault) {
      return try YAMLText.parse(bytes, budget: 8 * bytesMax)
    } catch {
      let line = error.place.map { ", line \($0.line)" } ?? ""
      throw Fault(description: error.reason + line)
    }
  }
}
