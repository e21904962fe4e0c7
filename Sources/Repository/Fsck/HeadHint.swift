import References

/// What can be done about a damaged head, in words; first of all what `--repair` would do.
struct HeadHint {
  let operations: OperationLog
  let result: HeadCheck.Result

  private static let start = "run 'mlx fsck --repair'"

  var text: String {
    guard let earlier = result.earlier else { return withoutHeads }
    if result.holdsID, result.found.isEmpty {
      return "\(Self.start): it rebuilds the object index, and if that does not help goes back to "
        + place(earlier)
    }
    guard let last = result.found.last, let operation = try? operations.operation(last) else {
      return "\(Self.start): it goes back to \(place(earlier))"
    }
    return "\(Self.start): it puts back '\(operation.description)', the operation that was lost"
  }

  /// No file leads to an operation, but the store may hold some.
  private var withoutHeads: String {
    let backup = "copy '.mlops' from a backup"
    guard let first = result.tips.first, let operation = try? operations.operation(first) else {
      return "\(Self.start), or \(backup)"
    }
    let what = "'\(operation.description)' at \(operation.time)"
    if result.tips.count == 1 {
      return "\(Self.start): it puts back \(what), the newest operation in the store"
    }
    return
      "\(backup), or choose one of the \(result.tips.count) operations in the store that may be "
      + "the newest, such as \(what): write its id, \(first.hex), and a newline into "
      + "'\(operations.path(of: result.damaged ?? 1).string)'"
  }

  private func place(_ number: UInt64) -> String {
    guard let id = try? operations.id(at: number), let operation = try? operations.operation(id)
    else { return "head \(number)" }
    return "head \(number), as of '\(operation.description)' at \(operation.time)"
  }
}
