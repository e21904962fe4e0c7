import Foundation
import Testing

/// `Package.swift` lists the targets in the order that data flows; a target imports rows above it only.
@Suite struct TargetEdges {
  private struct Package: Decodable {
    struct Target: Decodable {
      let name: String
      let dependencies: [[String: [Name?]]]
    }
    /// A dependency's parts are names and conditions; only the first, a name, matters here.
    struct Name: Decodable {
      let text: String?
      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
    let targets: [Target]
  }

  @Test func pointUpOnly() throws {
    let package = try JSONDecoder().decode(Package.self, from: dump())
    var above: Set<String> = []
    let all = Set(package.targets.map(\.name))
    for target in package.targets {
      for dependency in target.dependencies.flatMap(\.values).compactMap({ $0.first??.text })
      where all.contains(dependency) {
        #expect(above.contains(dependency), "\(target.name) imports \(dependency), a row below it")
      }
      above.insert(target.name)
    }
    #expect(above.contains("ObjectStore"))
  }

  @Test(arguments: [
    ("import Yams", "Sources/ProjectFiles/"), ("import Crypto", "Sources/Objects/"),
    ("import CZlib", "Sources/ObjectStore/"), ("import CZstd", "Sources/ObjectStore/"),
    ("import ArgumentParser", "Sources/Commands/"), ("import CLinux", "Sources/FileIO/"),
    ("import Subprocess", "Sources/FileIO/"), ("import CLibgit2", "Sources/GitBridge/"),
  ])
  func librariesHaveOneDoor(line: String, folder: String) throws {
    for file in try SourceTree.files(in: "Sources", extension: "swift")
    where file.lines.contains(where: { $0.hasSuffix(line) }) {
      #expect(file.path.hasPrefix(folder), "\(file.path) has '\(line)'")
    }
  }

  private func dump() throws -> Data {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", SourceTree.root.path, "--scratch-path", scratch.path,
      "dump-package",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
