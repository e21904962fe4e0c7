// The packages in a folder, by the metadata that installers leave there.
import Objects

/// Reads `*.dist-info`, `*.egg-info`, `*.egg` and `*.egg-link` of folders.
struct DistributionReader {
  /// The most packages of an environment.
  static let countMax = 20_000
  /// Installers that belong to an operating system.
  private static let systemInstallers: Set = ["rpm", "debian", "apt", "dpkg", "apk", "pacman"]

  let files: SmallFiles
  let sources: DistributionSources

  /// Every package. One that an earlier folder has too is not reached by `import`, and left out.
  func read(_ folders: [PackageFolder], _ remarks: inout Remarks) -> [Distribution] {
    var all: Set<Distribution> = []
    var names: Set<String> = []
    for folder in folders {
      var found: Set<Distribution> = []
      for entry in files.names(in: folder.path) where isMetadata(entry) {
        guard all.count + found.count < Self.countMax else {
          remarks.add("only \(Self.countMax) packages were read")
          break
        }
        guard let one = distribution(entry, in: folder, &remarks) else { continue }
        if !names.contains(one.name) { found.insert(one) }
      }
      names.formUnion(found.map(\.name))
      all.formUnion(found)
    }
    return Array(all)
  }

  private func isMetadata(_ entry: String) -> Bool {
    entry.hasSuffix(".dist-info") || entry.hasSuffix(".egg-info") || entry.hasSuffix(".egg")
      || entry.hasSuffix(".egg-link")
  }

  private func distribution(
    _ entry: String, in folder: PackageFolder, _ remarks: inout Remarks
  ) -> Distribution? {
    guard !entry.hasPrefix("~") else {
      remarks.add("'\(entry)' is what pip left of a removed package, and was left out")
      return nil
    }
    let path = PathText.join(folder.path, entry)
    if entry.hasSuffix(".egg-link") { return linked(entry, path: path, &remarks) }
    let header = header(entry, path: path)
    if header == nil {
      remarks.add("'\(entry)' has no metadata that can be read; its name tells what it is")
    }
    let guess = NameAndVersion(entry: entry)
    guard let name = header?.name ?? guess?.name, let version = header?.version ?? guess?.version
    else {
      remarks.add("'\(entry)' has no name or no version, and was left out")
      return nil
    }
    let installer = files.text(PathText.join(path, "INSTALLER"), max: 4096)
      .map { PlainText.cleaned($0.prefix(64)) }.flatMap { $0.isEmpty ? nil : $0 }
    return Distribution(
      written: name, version: version, installer: installer,
      source: sources.source(ofMetadata: path, entry: entry, &remarks),
      isOfSystem: folder.isOfSystem || installer.map(Self.systemInstallers.contains) == true)
  }

  private func header(_ entry: String, path: String) -> MetadataHeader? {
    if entry.hasSuffix(".dist-info") {
      return MetadataHeader(PathText.join(path, "METADATA"), files: files)
    }
    if entry.hasSuffix(".egg") {
      return MetadataHeader(PathText.join(path, "EGG-INFO/PKG-INFO"), files: files)
    }
    return MetadataHeader(PathText.join(path, "PKG-INFO"), files: files)
      ?? MetadataHeader(path, files: files)
  }

  /// `setup.py develop` leaves a file whose first line is the folder of the source.
  private func linked(
    _ entry: String, path: String, _ remarks: inout Remarks
  ) -> Distribution? {
    let stem = String(entry.dropLast(".egg-link".count))
    guard let text = files.text(path, max: 4096),
      let folder = text.split(whereSeparator: \.isNewline).first.map({ $0.trimmed }),
      folder.hasPrefix("/"), let url = sources.url(ofFolder: folder)
    else {
      remarks.add("'\(entry)' does not say where its source is, and was left out")
      return nil
    }
    let wanted = DistributionName.normalized(stem)
    let info = files.names(in: folder).first {
      $0.hasSuffix(".egg-info") && DistributionName.normalized($0.dropLast(9)) == wanted
    }
    let header = info.flatMap { MetadataHeader("\(folder)/\($0)/PKG-INFO", files: files) }
    guard let version = header?.version, let name = header?.name ?? Optional(stem),
      DistributionName.isName(name)
    else {
      remarks.add("the source of '\(entry)' has no version, and was left out")
      return nil
    }
    let commit = sources.git.head(of: folder)
    return Distribution(
      written: name, version: version, source: .folder(url, commit: commit, isEditable: true))
  }
}

/// What the name of a folder of metadata says: `six-1.17.0.dist-info`, `crcmod-1.7-py3.11.egg-info`.
struct NameAndVersion: Equatable {
  var name: String
  var version: String

  init?(entry: String) {
    guard let dot = entry.lastIndex(of: ".") else { return nil }
    var parts = entry[..<dot].split(separator: "-", omittingEmptySubsequences: false)
    let isEgg = entry[dot...] != ".dist-info"
    if isEgg, let python = parts.firstIndex(where: { $0.hasPrefix("py3") || $0.hasPrefix("py2") }),
      python >= 2
    {
      parts = Array(parts[..<python])
    }
    guard parts.count >= 2, let version = parts.popLast() else { return nil }
    name = parts.joined(separator: "-")
    self.version = String(version)
    guard DistributionName.isName(name), DistributionVersion.isVersion(version) else { return nil }
  }
}
