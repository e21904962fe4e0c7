// What of two tensors is read to compare them, and why nothing is.
import FileFormats

/// The bytes of a pair of tensors that are compared, and as what.
struct TensorReading: Equatable {
  /// What is compared.
  enum Mode: Equatable {
    /// Bytes alone: the type is one that numbers are not read of.
    case bytes
    /// Numbers, by value.
    case numbers(before: TensorType, after: TensorType)
  }

  var mode: Mode
  /// Where the bytes begin in their files.
  var beforeStart: UInt64
  var afterStart: UInt64
  /// Bytes of each side.
  var beforeBytes: UInt64
  var afterBytes: UInt64

  /// Whether the tensors are equal exactly when these bytes are.
  var tellsEquality: Bool {
    if case .numbers(let before, let after) = mode { return before == after }
    return true
  }
}

/// How two paired tensors relate, by what their files say of them alone.
struct TensorRelation: Equatable {
  var kind: TensorChange.Kind
  /// nil when nothing of them can be compared; then `reason` says why.
  var reading: TensorReading?
  var commonRows: UInt64?
  var reason: String?

  /// - Parameter kind: `changed` where type and shape are the same, which bytes may yet deny.
  init(_ before: TensorInfo, _ after: TensorInfo) {
    let isSameType = before.typeText == after.typeText
    kind = before.shape != after.shape ? .reshaped : isSameType ? .changed : .retyped
    reason = Self.unreadable(before) ?? Self.unreadable(after)
    guard reason == nil, let old = before.range, let new = after.range else { return }
    var reading = TensorReading(
      mode: .bytes, beforeStart: old.lowerBound, afterStart: new.lowerBound,
      beforeBytes: old.upperBound - old.lowerBound, afterBytes: new.upperBound - new.lowerBound)
    if before.strides != after.strides || (kind == .reshaped && before.strides != nil) {
      reason = "the numbers stand in another order"
      return
    }
    let numbers = before.type.flatMap { old in after.type.map { (old, $0) } }.flatMap { types in
      TensorDecoder.isNumeric(types.0) && TensorDecoder.isNumeric(types.1) && before.isWhole
        && after.isWhole
        ? types : nil
    }
    if let numbers { reading.mode = .numbers(before: numbers.0, after: numbers.1) }
    switch kind {
    case .reshaped:
      guard let numbers else {
        reason = "numbers of type \(before.typeText) and \(after.typeText) are not compared"
        return
      }
      guard limitToCommon(&reading, before, after, numbers) else {
        reason = "the shapes have no rows in common"
        return
      }
    case .retyped where numbers == nil:
      reason = "numbers of type \(before.typeText) and \(after.typeText) are not compared"
      return
    case .changed where numbers == nil && reading.beforeBytes != reading.afterBytes:
      reason = "the lengths do not fit the shape"
      return
    default: break
    }
    self.reading = reading
  }

  /// Limits a reading to what both shapes have: all numbers where there are as many, or else the first
  /// rows where only their number differs. False where there is nothing.
  private mutating func limitToCommon(
    _ reading: inout TensorReading, _ before: TensorInfo, _ after: TensorInfo,
    _ types: (TensorType, TensorType)
  ) -> Bool {
    guard let old = before.elementCount, let new = after.elementCount else { return false }
    if old == new { return true }
    guard let oldRows = before.shape.first, let newRows = after.shape.first,
      before.shape.dropFirst() == after.shape.dropFirst()
    else { return false }
    let rows = min(oldRows, newRows)
    // The smaller tensor is all in the other one, so no product is more than what is there.
    let count = min(old, new)
    commonRows = rows
    reading.beforeBytes = count * UInt64(types.0.bitCount / 8)
    reading.afterBytes = count * UInt64(types.1.bitCount / 8)
    return true
  }

  /// Why the bytes of a tensor cannot be read.
  private static func unreadable(_ tensor: TensorInfo) -> String? {
    if tensor.range != nil { return nil }
    if tensor.externalFile != nil { return "the bytes are in another file" }
    return "the bytes are compressed, or are no plain numbers"
  }
}
