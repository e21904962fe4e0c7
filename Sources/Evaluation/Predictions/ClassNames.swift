import Profiles

/// The classes of a table: which values of its columns are the same class, and in which order they are.
struct ClassNames {
  private(set) var names: [String] = []
  private var places: [String: Int32] = [:]
  private let isNumeric: Bool
  private let isTruth: Bool

  /// - Parameters:
  ///   - columns: the values of the label and of the prediction.
  ///   - more: classes that perhaps no row has.
  init(_ columns: [ValueCodes], more: [String] = []) {
    let values = columns.flatMap(\.values)
    isNumeric = values.allSatisfy { value in
      switch value {
      case .number(let number): Self.isWhole(number)
      case .bool, .empty, .null: true
      case .text: false
      }
    }
    isTruth = values.allSatisfy { value in
      switch value {
      case .bool, .empty, .null: true
      default: false
      }
    }
    var all: [String: Double] = [:]
    for column in columns {
      for (text, value) in zip(column.texts, column.values) {
        if let name = name(text, value) { all[name] = number(value) }
      }
    }
    for name in more where all[name] == nil { all[name] = Double(name) ?? .infinity }
    let sorted =
      isNumeric
      ? all.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
      : all.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    names = sorted
    for (place, name) in names.enumerated() { places[name] = Int32(place) }
  }

  /// Where a class is.
  func place(of name: String) -> Int32? { places[name] }

  /// The class of a value; nil where there is none.
  func place(_ text: String, _ value: TableRows.Value) -> Int32? {
    name(text, value).flatMap { places[$0] }
  }

  /// What is empty is missing; a word such as `NaN` only among numbers.
  private func name(_ text: String, _ value: TableRows.Value) -> String? {
    switch value {
    case .empty: return nil
    case .null: return isNumeric ? nil : text
    case .bool(let truth) where isTruth: return truth ? "true" : "false"
    case .bool(let truth): return isNumeric ? (truth ? "1" : "0") : text
    case .number(let number):
      return isNumeric ? String(Int64(number)) : text
    case .text: return text
    }
  }

  private func number(_ value: TableRows.Value) -> Double {
    switch value {
    case .number(let number): number
    case .bool(let truth): truth ? 1 : 0
    default: 0
    }
  }

  static func isWhole(_ number: Double) -> Bool {
    number.rounded() == number && abs(number) < 0x1p53
  }
}
