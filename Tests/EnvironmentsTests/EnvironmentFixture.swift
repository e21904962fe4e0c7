// Folders that look like environments, for tests that need no Python.
import FileIO
import Objects
import SystemPackage
import TestSupport

@testable import Environments

/// A folder with a work tree `work`, environments beside it, and a machine `root`.
final class EnvironmentFixture {
  let folder: TemporaryDirectory
  let fileSystem = KernelFileSystem()

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    try fileSystem.makeDirectories(FilePath(path("work")))
    try fileSystem.makeDirectories(FilePath(path("root")))
  }

  var files: SmallFiles { SmallFiles(fileSystem: fileSystem) }
  var workTree: String { path("work") }

  func path(_ name: String) -> String { folder.path.string + "/" + name }

  func write(_ name: String, _ text: String, permissions: UInt16 = 0o644) throws {
    try write(name, Array(text.utf8), permissions: permissions)
  }

  func write(_ name: String, _ bytes: [UInt8], permissions: UInt16 = 0o644) throws {
    let whole = FilePath(path(name))
    try fileSystem.makeDirectories(whole.removingLastComponent())
    try? fileSystem.unlink(whole)
    try File(whole, .create, in: fileSystem, permissions: permissions).write(bytes, at: 0)
  }

  func link(_ name: String, to target: String) throws {
    let whole = FilePath(path(name))
    try fileSystem.makeDirectories(whole.removingLastComponent())
    try fileSystem.symlink(target: target, at: whole)
  }

  /// A virtual environment of 3.11.7 in a folder.
  func makeVirtualenv(_ name: String, settings: String = "home = /nowhere/bin\nversion = 3.11.7\n")
    throws
  {
    try write(name + "/pyvenv.cfg", settings)
    try fileSystem.makeDirectories(FilePath(path(name + "/lib/python3.11/site-packages")))
    try link(name + "/lib64", to: "lib")
  }

  /// An installed package; `source` is its `direct_url.json`.
  func install(
    _ name: String, _ version: String, in environment: String, installer: String? = "pip",
    source: String? = nil
  ) throws {
    let folder = "\(environment)/lib/python3.11/site-packages/\(name)-\(version).dist-info/"
    try write(folder + "METADATA", "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\nx")
    if let installer { try write(folder + "INSTALLER", installer + "\n") }
    if let source { try write(folder + "direct_url.json", source) }
  }

  func reader(_ variables: [String: String] = [:]) -> EnvironmentReader {
    EnvironmentReader(
      variables: variables, workTree: FilePath(workTree), fileSystem: fileSystem,
      systemRoot: FilePath(path("root")))
  }

  func locate(_ variables: [String: String]) -> EnvironmentLocation? {
    EnvironmentLocator(
      variables: variables, workTree: FilePath(workTree), fileSystem: fileSystem
    ).locate()
  }
}
