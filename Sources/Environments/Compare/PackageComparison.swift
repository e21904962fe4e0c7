// Matching the packages of two environments by name.
import Objects

/// A package as it is compared: what changed beyond the version is in `variant`.
struct ComparedPackage: Hashable {
  var name: String
  var version: String
  /// conda's build, or the source of a distribution; empty for the index.
  var variant: String
  /// What another variant of the same version means.
  var variantDistance: VersionDistance

  init(_ one: Distribution) {
    name = one.name
    version = one.version
    variant = Self.text(of: one.source)
    variantDistance = .sameVersionOtherSource
  }

  init(_ package: CondaPackage) {
    name = package.name
    version = package.version
    variant = package.build
    variantDistance = .build
  }

  /// `git+https://…@<commit>`, or the URL with the hash.
  private static func text(of source: DistributionSource) -> String {
    switch source {
    case .index: ""
    case .archive(let url, let hash, let subfolder):
      url.text + (subfolder.map { "/" + $0 } ?? "") + (hash.map { " " + $0 } ?? "")
    case .repository(let url, let system, let commit, let subfolder):
      "\(system)+\(url.text)@\(commit)" + (subfolder.map { "/" + $0 } ?? "")
    case .folder(let url, let commit, let isEditable):
      (isEditable ? "editable " : "") + url.text + (commit.map { "@" + $0 } ?? "")
    }
  }

  /// The version, with the variant where that is what differs.
  func text(withVariant: Bool) -> String {
    guard withVariant else { return version }
    let isBuild = variantDistance == .build
    let word = variant.isEmpty ? "index" : variant
    return isBuild ? "\(version) \(word)" : "\(version) (\(word))"
  }

  func distance(to other: ComparedPackage) -> VersionDistance? {
    if let distance = VersionDistance.between(version, other.version) { return distance }
    return variant == other.variant ? nil : variantDistance
  }
}

/// Pairs packages. A name may be there several times; those that are in both go first, the rest is
/// paired in order.
enum PackageComparison {
  static func changes(_ old: [ComparedPackage], _ new: [ComparedPackage]) -> [PackageChange] {
    let before = Dictionary(grouping: old, by: \.name)
    let after = Dictionary(grouping: new, by: \.name)
    let names = Set(before.keys).union(after.keys)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names.flatMap { name in
      changes(of: name, before[name] ?? [], after[name] ?? [])
    }
  }

  private static func changes(
    of name: String, _ before: [ComparedPackage], _ after: [ComparedPackage]
  ) -> [PackageChange] {
    var (gone, come) = (before, after)
    for one in before {
      guard let same = come.firstIndex(where: { one.distance(to: $0) == nil }),
        let index = gone.firstIndex(of: one)
      else { continue }
      come.remove(at: same)
      gone.remove(at: index)
    }
    var changes: [PackageChange] = zip(gone, come).compactMap { old, new in
      guard let distance = old.distance(to: new) else { return nil }
      let withVariant = distance == old.variantDistance && old.version == new.version
      return PackageChange(
        name: name, from: old.text(withVariant: withVariant),
        to: new.text(withVariant: withVariant), distance: distance)
    }
    changes += gone.dropFirst(come.count).map {
      PackageChange(name: name, from: $0.version, to: nil)
    }
    changes += come.dropFirst(gone.count).map {
      PackageChange(name: name, from: nil, to: $0.version)
    }
    return changes
  }
}
