import Objects

/// Nested metrics and params as one level of dotted keys, to be compared and listed.
package enum FlatValues {
  /// `{"train": {"lr": 1}}` is `train.lr`: 1. Arrays are values; an empty object is one too.
  package static func flatten(_ value: JSONValue) -> [String: JSONValue] {
    var flat: [String: JSONValue] = [:]
    add(value, key: "", to: &flat)
    return flat
  }

  /// Keys whose number is NaN or infinite, sorted.
  static func nonFinite(in value: JSONValue) -> [String] {
    flatten(value).filter { $0.value.number?.isFinite == false }.keys.sorted()
  }

  /// Whether two values are the same bytes; NaN is as NaN.
  static func isSame(_ a: JSONValue?, _ b: JSONValue?) -> Bool {
    a?.canonicalBytes() == b?.canonicalBytes()
  }

  /// Keys whose values differ, sorted, with both.
  static func changes(from a: JSONValue?, to b: JSONValue?) -> [(
    key: String, before: JSONValue?, after: JSONValue?
  )] {
    let old = a.map(flatten) ?? [:]
    let new = b.map(flatten) ?? [:]
    return Set(old.keys).union(new.keys).sorted()
      .filter { !isSame(old[$0], new[$0]) }
      .map { ($0, old[$0], new[$0]) }
  }

  private static func add(_ value: JSONValue, key: String, to flat: inout [String: JSONValue]) {
    guard let members = value.object, !(members.isEmpty && !key.isEmpty) else {
      if !key.isEmpty || value.object == nil { flat[key] = value }
      return
    }
    for (name, member) in members {
      add(member, key: key.isEmpty ? name : "\(key).\(name)", to: &flat)
    }
  }
}
