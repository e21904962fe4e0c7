// An object of libgit2 has one owner, which frees it.
import CLibgit2

/// Owns a pointer from libgit2 and frees it in the end.
struct GitHandle: ~Copyable {
  let pointer: OpaquePointer
  private let free: @convention(c) (OpaquePointer?) -> Void

  /// Takes over what `make` returns through its argument.
  ///
  /// - Parameter place: what an error names: the work tree, as a rule.
  init(
    _ free: @escaping @convention(c) (OpaquePointer?) -> Void, in place: String,
    _ make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    var made: OpaquePointer?
    try GitError.check(make(&made), in: place)
    guard let made else { throw .unreadable(place, reason: "it returned nothing") }
    pointer = made
    self.free = free
  }

  /// As `init`, and nil where libgit2 says that there is no such thing.
  static func optional(
    _ free: @escaping @convention(c) (OpaquePointer?) -> Void, in place: String,
    _ make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) -> GitHandle? {
    var made: OpaquePointer?
    let code = make(&made)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try GitError.check(code, in: place)
    return made.map { GitHandle($0, free) }
  }

  /// Takes a pointer over.
  init(_ pointer: OpaquePointer, _ free: @escaping @convention(c) (OpaquePointer?) -> Void) {
    self.pointer = pointer
    self.free = free
  }

  deinit { free(pointer) }
}
