/// What names say of files that commands read beside their data.
enum RunFileNames {
  private static let systemFolders = [
    "/bin/", "/boot/", "/dev/", "/etc/", "/lib/", "/lib32/", "/lib64/", "/libx32/", "/nix/store/",
    "/proc/", "/run/", "/sbin/", "/snap/", "/sys/", "/usr/", "/var/cache/", "/var/lib/",
    "/var/run/",
    "/Library/", "/System/", "/private/etc/", "/private/var/db/",
  ]
  /// Folders below those that hold somebody's files.
  private static let otherFolders = [
    "/dev/shm/", "/run/media/", "/run/user/", "/var/run/media/", "/var/run/user/",
  ]
  private static let libraryParts = ["/site-packages/", "/dist-packages/", "/node_modules/"]
  private static let environmentFolders: Set<String> = [
    ".git", ".mlops", ".hg", ".venv", "venv", "node_modules", "__pycache__", "site-packages",
    "dist-packages", ".tox", ".nox", ".pixi", ".conda", ".ipynb_checkpoints", ".pytest_cache",
    ".mypy_cache", ".ruff_cache",
  ]
  private static let libraryEndings = [
    ".py", ".pyc", ".pyd", ".so", ".dylib", ".dll", ".jar",
  ]
  private static let sourceEndings = [
    ".py", ".sh", ".r", ".jl", ".ipynb", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".c", ".h",
    ".cpp", ".cc", ".hpp", ".cu", ".rs", ".go", ".java", ".js", ".ts", ".swift", ".lua", ".pl",
    ".sql", ".md", ".lock",
  ]
  /// Folders of a home whose files are somebody's data, although their names begin with a dot.
  private static let dataFolders = [".cache/", ".keras/", ".local/share/", ".data/", ".dvc/"]
  /// Folders of `.cache` that are not.
  private static let toolCaches = [
    ".cache/pip/", ".cache/uv/", ".cache/matplotlib/", ".cache/fontconfig/", ".cache/numba/",
    ".cache/pre-commit/", ".cache/pypoetry/", ".cache/mesa_shader_cache/",
  ]

  /// Whether a path belongs to the operating system.
  static func isSystem(_ path: String) -> Bool {
    if libraryParts.contains(where: { path.contains($0) }) { return true }
    return systemFolders.contains { path.hasPrefix($0) }
      && !otherFolders.contains { path.hasPrefix($0) }
  }

  /// Whether a path leads through the folder of a repository of git or mlx: nobody's data.
  static func isInRepository(_ path: String) -> Bool {
    path.contains("/.git/") || path.contains("/.mlops/")
  }

  /// Whether a file is compiled code, or a secret that is no data.
  static func isByTheWay(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if name.hasSuffix(".pyc") || name == ".env" || name.hasPrefix(".env.") { return true }
    guard path.hasPrefix("/") else { return name == "mlx.yaml" || name == "mlx.lock" }
    return libraryEndings.contains { name.hasSuffix($0) } || name.contains(".so.")
  }

  /// Whether a folder of the work tree holds an environment, a cache of a tool, or a repository.
  static func isEnvironment(folder name: String) -> Bool {
    environmentFolders.contains(name) || name.hasSuffix(".egg-info")
  }

  /// Whether a path in a home folder is that of a tool or of its settings.
  static func isTool(_ path: String) -> Bool {
    guard path.hasPrefix(".") else { return false }
    if toolCaches.contains(where: { path.hasPrefix($0) }) { return true }
    return !dataFolders.contains { path.hasPrefix($0) }
  }

  /// Whether a file's name is that of source code or of settings.
  static func isSource(_ name: String) -> Bool {
    let lower = name.lowercased()
    return sourceEndings.contains { lower.hasSuffix($0) } || lower == "makefile"
      || lower == "dockerfile"
  }
}
