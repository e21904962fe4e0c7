import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import WorkingTree

/// Makes profiles of assets, from what was computed while they were stored where there is such, else
/// from their bytes.
struct ProfileMaker {
  let repository: Repository
  let options: ProfileOptions
  /// Profiles that this command made while it stored files.
  var fresh: IngestProfiles?
  /// Whether the work tree may have the bytes; what this command stored is in no other place yet.
  private var isStaged = false
  /// Sentences about files that could not be read as what they seem to be.
  private(set) var notices: [String] = []

  private let cache: ProfileCache

  init(_ repository: Repository, options: ProfileOptions, fresh: IngestProfiles? = nil) {
    self.repository = repository
    self.options = options
    self.fresh = fresh
    cache = ProfileCache(repository, options: options)
  }

  /// The profile of an asset; nil when nothing in it has one, or when it is too long for a record.
  ///
  /// - Parameters:
  ///   - content: its files.
  ///   - isStaged: whether the work tree may have them, too.
  mutating func profile(
    of asset: Asset, _ content: ProfiledFiles, isStaged: Bool
  ) throws -> AssetProfile? {
    self.isStaged = isStaged
    guard asset.object.isTree else { return try file(content) }
    switch FolderPlan.choose(for: asset.kind, content.files) {
    case .model(let weights): return try model(weights, content) ?? folder(content.files)
    case .table(let parts): return try table(parts) ?? folder(content.files)
    case .folder: return try folder(content.files)
    }
  }

  private mutating func file(_ content: ProfiledFiles) throws -> AssetProfile? {
    guard let file = content.files.first else { return nil }
    guard case .model(var model) = try profile(of: file) else { return try profile(of: file) }
    model.hints = try hints(content.config(of: file))
    return .model(model)
  }

  private func hints(_ config: ProfiledFile?) throws -> [String: String] {
    guard let config, let content = try self.content(of: config) else { return [:] }
    return ModelHints.read(content)
  }

  // MARK: - Folders

  /// Shards are one model. Files that name a tensor alike are several: their names come first then.
  private mutating func model(
    _ weights: [ProfiledFile], _ content: ProfiledFiles
  ) throws -> AssetProfile? {
    var parts: [(file: ProfiledFile, profile: ModelProfile)] = []
    for file in weights {
      guard case .model(let profile) = try profile(of: file) else { continue }
      parts.append((file, profile))
    }
    guard let first = parts.first else { return nil }
    var names: Set<String> = []
    let areShards = parts.allSatisfy { part in
      part.profile.tensors.allSatisfy { names.insert($0.name).inserted }
    }
    var whole = ModelProfile(format: first.profile.format)
    for part in parts {
      whole.tensors += part.profile.tensors.map { tensor in
        var tensor = tensor
        if !areShards { tensor.name = "\(part.file.path):\(tensor.name)" }
        return tensor
      }
    }
    guard whole.tensors.count <= ModelProfile.tensorMax else { return nil }
    whole.hints = try hints(content.config(of: first.file))
    return .model(whole)
  }

  private mutating func table(_ parts: [ProfiledFile]) throws -> AssetProfile? {
    var whole: TableProfile?
    for file in parts {
      guard case .table(let profile) = try profile(of: file) else { continue }
      if whole == nil { whole = profile } else { whole?.merge(profile) }
    }
    return whole.map { .table($0) }
  }

  /// At most so many pictures are looked at for their dimensions: every n-th, in order.
  private static let picturesMax = 10_000

  private mutating func folder(_ files: [ProfiledFile]) throws -> AssetProfile? {
    var profiler = FolderProfiler()
    let formats = files.map(\.named)
    let pictures = formats.count { $0.map(Self.hasDimensions) ?? false }
    let step = max(1, (pictures + Self.picturesMax - 1) / Self.picturesMax)
    var seen = 0
    for (file, format) in zip(files, formats) {
      var dimensions: ImageDimensions?
      if let format, Self.hasDimensions(format) {
        if seen % step == 0, let content = try content(of: file) {
          dimensions = try? content.dimensions(format)
        }
        seen += 1
      }
      profiler.add(
        path: file.path.string, size: file.size, format: format, content: file.blob.digest,
        dimensions: dimensions)
    }
    return .folder(profiler.finish())
  }

  private static func hasDimensions(_ format: FileFormat) -> Bool {
    switch format {
    case .png, .jpeg, .webp, .gif: true
    default: false
    }
  }

  // MARK: - Files

  private mutating func profile(of file: ProfiledFile) throws -> AssetProfile? {
    if let profile = fresh?.profile(of: file.blob) { return profile }
    let named = file.named
    if let profile = cache.profile(of: file.blob, named: named) { return profile }
    guard let content = try content(of: file) else { return nil }
    do {
      guard let profile = try content.profile(name: file.path.name, options: options) else {
        return nil
      }
      if content.isLarge { cache.put(profile, of: file.blob, named: named) }
      return profile
    } catch let problem as UnreadableFormat {
      notices.append("'\(file.path)' has no profile: \(problem)")
      return nil
    }
  }

  /// Where the bytes of a file can be read; nil when they cannot, for now.
  private func content(of file: ProfiledFile) throws -> ProfiledContent? {
    try ProfiledContent(file, isStaged: isStaged, in: repository)
  }
}
