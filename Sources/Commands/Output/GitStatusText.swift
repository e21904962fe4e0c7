import Objects
import Repository

// Git in `mlx status`: a line on where it is, and what to do when it and mlx differ.

extension GitStatus {
  /// `git main 9f2c1e7, 2 uncommitted files`
  var line: Text {
    var words = ["git", branch ?? "(detached)"]
    words.append(commit.map { String($0.prefix(7)) } ?? "without a commit")
    let dirty = uncommitted.flatMap { $0 > 0 ? ", " + Units.count($0, "uncommitted file") : nil }
    return Text(words.joined(separator: " ") + (dirty ?? ""), .dim)
  }

  /// What a person should know, and do.
  var remarks: [(text: Text, hint: String?)] {
    switch lock {
    case .missing, .current: return []
    case .names(let id, let isStored):
      let hint =
        isStored
        ? "'mlx checkout' follows git, 'mlx checkout HEAD' keeps this version"
        : "copy '.mlops' from where it was made, or "
          + (hasVersion
            ? "'mlx checkout HEAD' keeps this version"
            : "delete 'mlx.lock' to begin a history here")
      let what = isStored ? "" : ", which is not in this repository"
      return [("\("git has moved", .yellow): mlx.lock names \(id.short)\(what)", hint)]
    case .unreadable(let reason, let hint): return [(Text(reason, .yellow), hint)]
    }
  }

  var json: JSONValue {
    var state: [String: JSONValue] = ["state": "current", "commit": .null]
    switch lock {
    case .missing: state["state"] = "missing"
    case .current: break
    case .names(let id, let isStored):
      state["state"] = isStored ? "other" : "not-stored"
      state["commit"] = .string(id.hex)
    case .unreadable: state["state"] = "unreadable"
    }
    return [
      "branch": .optional(branch), "commit": .optional(commit),
      "uncommitted": uncommitted.map { .count($0) } ?? .null,
      "lock": .object(state), "recorded_commit": .optional(recordedCommit),
    ]
  }
}
