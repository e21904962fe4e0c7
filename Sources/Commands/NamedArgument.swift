import ArgumentParser

/// `[NAME=]PATH` as typed. What stands before the first `=` is a name unless it holds a `/`.
struct NamedArgument: ExpressibleByArgument, Equatable {
  let name: String?
  let path: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else {
      name = nil
      path = argument
      return
    }
    let left = argument[..<equals]
    if left.contains("/") {
      name = nil
      path = argument
    } else {
      if left.isEmpty || argument[equals...].count == 1 { return nil }
      name = String(left)
      path = String(argument[argument.index(after: equals)...])
    }
  }

  static var defaultCompletionKind: CompletionKind { .file() }
}
