import FileIO
import Objects
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decides what a symbolic link stands for: itself, or what it points to.
struct LinkJudge {
  enum Verdict {
    /// The link is stored as a link; the notice says why, when it leaves the asset.
    case keep(ScanNotice.Kind?)
    case readFile(FileStatus)
    case readFolder(real: FilePath)
    /// It points to a device, socket or FIFO.
    case special
    /// It points into the files of a repository.
    case reserved
  }

  private let fileSystem: any FileSystem
  private var resolver: LinkResolver

  init(_ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    resolver = LinkResolver(fileSystem)
  }

  /// - Parameters:
  ///   - isTracked: whether the index knows it as a link with this target: then it stays one.
  ///   - mayStay: false for an asset's own path, which is always read through.
  mutating func judge(
    _ link: FilePath, target: String, in scope: LinkScope, site: FilePath, isTracked: Bool,
    mayStay: Bool = true
  ) throws -> Verdict {
    guard let status = try follow(link) else {
      return .keep(try resolver.resolve(link) == .loop ? .linkLoop : .danglingLink)
    }
    guard case .found(let real) = try resolver.resolve(link) else { return .keep(.danglingLink) }
    if mayStay && staysInside(real, target: target, scope) { return .keep(nil) }
    if isTracked { return .keep(.trackedLink) }
    if real.components.contains(where: { $0.string == ".mlops" }) { return .reserved }
    switch status.type {
    case .regular: return .readFile(status)
    case .directory:
      return scope.isLoop(real, from: site) ? .keep(.linkLoop) : .readFolder(real: real)
    case .symlink, .other: return .special
    }
  }

  /// Behind a link only relative targets count: an absolute one names a place outside the asset.
  private func staysInside(_ real: FilePath, target: String, _ scope: LinkScope) -> Bool {
    real.starts(with: scope.root) && !(scope.isReadThrough && target.hasPrefix("/"))
  }

  private func follow(_ link: FilePath) throws -> FileStatus? {
    do throws(FileError) {
      return try fileSystem.status(at: link, followingLinks: true)
    } catch {
      guard case .io(_, _, let number) = error, number == ELOOP else { throw error }
      return nil
    }
  }
}
