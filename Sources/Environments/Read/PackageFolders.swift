// Where an interpreter looks for packages: a part of its `sys.path`, in order.
import FileIO
import Objects

/// A folder of installed packages.
struct PackageFolder: Equatable {
  var path: String
  /// Whether the operating system's package manager fills it.
  var isOfSystem: Bool
}

/// Lists the folders of an environment.
struct PackageFolders {
  let files: SmallFiles
  let variables: [String: String]

  /// The folders that are there, each once, the one that is searched first at the front.
  func list(
    _ location: EnvironmentLocation, library: PythonLibrary, settings: VirtualenvSettings?
  ) -> [PackageFolder] {
    var folders = ofPrefix(location.prefix, library: library)
    switch location.origin {
    case .virtualenv:
      if let settings, settings.includesSystemPackages, let home = settings.home {
        let base = RealPath(files: files).resolve(home) ?? home
        folders += ofUser(library) + ofSystem(PathText.parent(base), library: library)
      }
    case .conda: folders = ofUser(library) + folders
    case .system: folders = ofUser(library) + ofSystem(location.prefix, library: library)
    case .none: folders = []
    }
    return existing(folders)
  }

  private func ofPrefix(_ prefix: String, library: PythonLibrary) -> [PackageFolder] {
    ["lib", "lib64"].map {
      PackageFolder(path: "\(prefix)/\($0)/\(library.name)/site-packages", isOfSystem: false)
    }
  }

  /// What `pip install --user` fills.
  private func ofUser(_ library: PythonLibrary) -> [PackageFolder] {
    guard let home = variables["HOME"], home.hasPrefix("/"),
      (variables["PYTHONNOUSERSITE"] ?? "").isEmpty
    else { return [] }
    let base = variables["PYTHONUSERBASE"] ?? home + "/.local"
    return [
      PackageFolder(path: "\(base)/lib/\(library.name)/site-packages", isOfSystem: false)
    ]
  }

  /// Debian has folders of its own; elsewhere below `/usr` the distribution's packages are in
  /// `site-packages`.
  private func ofSystem(_ prefix: String, library: PythonLibrary) -> [PackageFolder] {
    let plain = ofPrefix(prefix, library: library).map {
      PackageFolder(path: $0.path, isOfSystem: prefix == "/usr")
    }
    return [
      PackageFolder(
        path: "\(prefix)/local/lib/\(library.name)/dist-packages", isOfSystem: false)
    ] + plain + [
      PackageFolder(path: "\(prefix)/lib/python3/dist-packages", isOfSystem: true),
      PackageFolder(path: "\(prefix)/lib/\(library.name)/dist-packages", isOfSystem: true),
    ]
  }

  /// `lib64` is often a link to `lib`.
  private func existing(_ folders: [PackageFolder]) -> [PackageFolder] {
    var seen: Set<[UInt64]> = []
    return folders.filter { folder in
      guard let status = files.status(folder.path), status.type == .directory else { return false }
      return seen.insert([status.device, status.inode]).inserted
    }
  }
}
