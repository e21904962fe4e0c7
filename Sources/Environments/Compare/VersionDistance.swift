// How far two versions of one package are apart.

/// The part of a version that changed. The words are those of `--json`.
public enum VersionDistance: String, Sendable, Hashable, Codable, CaseIterable {
  /// The epoch, or the first number.
  case major
  /// The second number.
  case minor
  /// A later number.
  case patch
  /// The same release in another build: a local version such as `+cu118`, or conda's build.
  case build
  /// The same version from somewhere else: another commit, another file.
  case sameVersionOtherSource = "same-version-other-source"
  /// A pre-release, a post-release, or versions that PEP 440 does not know.
  case other

  /// The distance from one version to another by PEP 440; nil when both are the same one, be they
  /// written differently (`1.0` and `1.0.0`).
  public static func between(_ a: String, _ b: String) -> VersionDistance? {
    if a == b { return nil }
    guard let from = PythonVersion(a), let to = PythonVersion(b) else { return .other }
    if from == to { return nil }
    if from.epoch != to.epoch { return .major }
    for index in 0..<max(from.release.count, to.release.count) {
      let before = index < from.release.count ? from.release[index] : "0"
      let after = index < to.release.count ? to.release[index] : "0"
      guard before != after else { continue }
      return index == 0 ? .major : index == 1 ? .minor : .patch
    }
    let isSamePublic = from.pre == to.pre && from.post == to.post && from.dev == to.dev
    return isSamePublic ? .build : .other
  }
}
