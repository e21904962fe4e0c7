import Attestation
import Objects

// Signatures of a commit for `log` and `show`.

extension CheckedSignature {
  /// Such as `good, ana@corp, ssh-ed25519 SHA256:…`.
  var line: Text {
    let key = key.map { ", \($0)" } ?? ""
    return switch verdict {
    case .good(let principals):
      "\("good", .green), \(principals.joined(separator: ", "))\(key)"
    case .unknownSigner(let reason): "\("unknown signer", .yellow)\(key): \(reason)"
    case .invalid(let reason): "\("invalid", .red)\(key): \(reason)"
    case .undecided(let reason): "\("not checked", .yellow)\(key): \(reason)"
    }
  }

  var json: JSONValue {
    var keys: [String: JSONValue] = [
      "note": .string(note.hex), "signs": .optional(signs?.text), "key": .optional(fingerprint),
      "key_type": .optional(keyType), "principals": [], "reason": .null,
      "time": .string(author.time.description),
    ]
    switch verdict {
    case .good(let principals):
      keys["verdict"] = "good"
      keys["principals"] = .list(principals, JSONValue.string)
    case .unknownSigner(let reason):
      keys.merge(["verdict": "unknown-signer", "reason": .string(reason)]) { $1 }
    case .invalid(let reason):
      keys.merge(["verdict": "invalid", "reason": .string(reason)]) { $1 }
    case .undecided(let reason):
      keys.merge(["verdict": "undecided", "reason": .string(reason)]) { $1 }
    }
    return .object(keys)
  }
}
