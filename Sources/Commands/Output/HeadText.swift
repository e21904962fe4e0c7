import Objects
import References

// Where HEAD is, in words and as JSON.

extension Head {
  /// `main` or `detached HEAD`.
  var label: String { branch?.description ?? "detached HEAD" }

  var json: JSONValue {
    ["branch": .optional(branch?.description), "commit": .optional(commit?.hex)]
  }
}
