// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode with every warning an error, for our own targets only.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// The table of contents: targets in the order that data flows.
// A target imports rows above it only; `TidyTests` fails on any other edge.
let package = Package(
  name: "mlx",
  products: [
    .executable(name: "mlx", targets: ["mlx"]),
    .executable(name: "mlx-capture", targets: ["mlx-capture"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    // Without its default traits, which bring Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    // System libraries, and a few lines of C for what Swift cannot call.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(
      name: "CLibgit2", pkgConfig: "libgit2",
      providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
    .target(name: "CLinux"),

    // The values: ids, recipe, tree, commit, operation, with canonical encodings. No I/O.
    .target(name: "Objects", dependencies: [crypto], swiftSettings: strict),
    // Paths, atomic replace, fsync, locks, directory walk: the only target that calls the kernel.
    .target(
      name: "FileIO", dependencies: ["CLinux", "Objects", subprocess, system],
      swiftSettings: strict),
    // What is inside a file: pure functions over a random-access reader. No I/O.
    .target(name: "FileFormats", swiftSettings: strict),
    // Bytes in, cut points out. No I/O.
    .target(name: "Chunking", dependencies: ["FileFormats"], swiftSettings: strict),
    // Statistics of tensors, columns and folders, fed with bytes as they are read. No I/O.
    .target(name: "Profiles", dependencies: ["Objects", "FileFormats"], swiftSettings: strict),
    // Metrics of predictions, intervals, curves, pictures; what a model must reach. No I/O.
    .target(name: "Evaluation", dependencies: ["Objects", "Profiles"], swiftSettings: strict),
    // Packs, object index, encodings: put, get, verify.
    .target(
      name: "ObjectStore",
      dependencies: ["FileIO", "Objects", "FileFormats", "Chunking", "CZlib", "CZstd", system],
      swiftSettings: strict),
    // The git repository around a work tree, through libgit2; lines that differ between two texts.
    .target(
      name: "GitBridge", dependencies: ["FileIO", "Objects", "CLibgit2", system],
      swiftSettings: strict),
    // Scan, ignore rules, index (staging and stat cache), add, status, checkout.
    .target(
      name: "WorkingTree",
      dependencies: ["FileIO", "Objects", "FileFormats", "Chunking", "ObjectStore", system],
      swiftSettings: strict),
    // Files that people write: config, metrics, params. The only target that imports Yams.
    .target(
      name: "ProjectFiles", dependencies: ["FileIO", "Objects", "Evaluation", "Yams", system],
      swiftSettings: strict),
    // Operation log, view, branches, tags, revision syntax.
    .target(
      name: "References", dependencies: ["FileIO", "Objects", "ObjectStore", system],
      swiftSettings: strict),
    // Interpreters, packages, lock files, system facts: capture, compare, restore.
    .target(
      name: "Environments", dependencies: ["FileIO", "Objects", system], swiftSettings: strict),
    // The façade: open, init, transaction, commit, log, diff, checkout, revert, undo.
    .target(
      name: "Repository",
      dependencies: [
        "FileIO", "Objects", "FileFormats", "Chunking", "Profiles", "Evaluation", "ObjectStore",
        "GitBridge", "WorkingTree", "ProjectFiles", "References", "Environments", system,
      ],
      swiftSettings: strict),
    // The graph from outputs to inputs, and back: queries over history, renderings.
    .target(
      name: "Lineage",
      dependencies: ["FileIO", "Objects", "ObjectStore", "References", "Repository", system],
      swiftSettings: strict),
    // Other places: transports, push, fetch, clone.
    .target(
      name: "Remotes",
      dependencies: [
        "FileIO", "Objects", "ObjectStore", "WorkingTree", "ProjectFiles", "References",
        "Repository", "Lineage",
        system,
      ],
      swiftSettings: strict),
    // Signatures of commits, tags and notes, by OpenSSH's ssh-keygen.
    .target(
      name: "Attestation",
      dependencies: [
        "FileIO", "Objects", "ObjectStore", "ProjectFiles", "References", "Environments",
        "Repository", system,
      ],
      swiftSettings: strict),
    // The report on A..B and the audit of a version, as values; renderings to text, Markdown, JSON and SARIF.
    .target(
      name: "Review",
      dependencies: [
        "FileIO", "Objects", "FileFormats", "Profiles", "Evaluation", "ObjectStore", "WorkingTree",
        "ProjectFiles", "References", "Environments", "Repository", "Lineage", "Remotes",
        "Attestation", system,
      ],
      swiftSettings: strict),
    // Other tools' repositories, as history: DVC.
    .target(
      name: "Migration",
      dependencies: [
        "FileIO", "Objects", "FileFormats", "ObjectStore", "GitBridge", "WorkingTree",
        "ProjectFiles", "References", "Repository", system,
      ],
      swiftSettings: strict),
    // One file per command; text and JSON rendering; nothing else knows a terminal.
    .target(
      name: "Commands",
      dependencies: [
        "FileIO", "Objects", "Profiles", "Evaluation", "ObjectStore", "GitBridge", "WorkingTree",
        "ProjectFiles", "References", "Environments", "Repository", "Lineage", "Remotes",
        "Attestation", "Review", "Migration",
        argumentParser,
        system,
      ],
      swiftSettings: strict),
    .executableTarget(name: "mlx", dependencies: ["Commands"], swiftSettings: strict),
    // `mlx env capture` alone: links statically, and needs no library where it runs.
    .executableTarget(
      name: "mlx-capture", dependencies: ["Environments", "FileIO", system],
      swiftSettings: strict),

    // Tests: one target per library, then the tiers that cross them (Documentation/testing.md).
    .target(
      name: "TestSupport",
      dependencies: [
        "FileIO", "Objects", "FileFormats", "Chunking", "ObjectStore", "WorkingTree",
        "ProjectFiles", "References", "Repository", system,
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "HostileSupport",
      dependencies: [
        "FileIO", "Objects", "ObjectStore", "References", "Repository", "Remotes", "TestSupport",
        system,
      ],
      path: "Tests/HostileSupport", swiftSettings: strict),
    .testTarget(
      name: "FileIOTests", dependencies: ["FileIO", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ObjectsTests", dependencies: ["Objects"], swiftSettings: strict),
    .testTarget(
      name: "FileFormatsTests", dependencies: ["FileFormats"], exclude: ["Files"],
      swiftSettings: strict),
    .testTarget(name: "ChunkingTests", dependencies: ["Chunking"], swiftSettings: strict),
    .testTarget(
      name: "ProfilesTests", dependencies: ["Objects", "FileFormats", "Profiles", "TestSupport"],
      exclude: ["Agreement"], swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["Objects", "FileFormats", "Profiles", "Evaluation", "TestSupport"],
      exclude: ["Agreement"], swiftSettings: strict),
    .testTarget(
      name: "ObjectStoreTests", dependencies: ["ObjectStore", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "WorkingTreeTests", dependencies: ["WorkingTree", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ProjectFilesTests",
      dependencies: ["Objects", "Evaluation", "ProjectFiles", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReferencesTests", dependencies: ["References", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "GitBridgeTests", dependencies: ["GitBridge", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EnvironmentsTests", dependencies: ["Environments", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RepositoryTests",
      dependencies: ["Evaluation", "Profiles", "Repository", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LineageTests", dependencies: ["Lineage", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RemotesTests",
      dependencies: ["ProjectFiles", "References", "Remotes", "Repository", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AttestationTests",
      dependencies: ["Attestation", "ProjectFiles", "References", "Repository", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReviewTests",
      dependencies: [
        "Attestation", "Evaluation", "Objects", "Profiles", "ProjectFiles", "References", "Remotes",
        "Repository", "Review", "TestSupport",
      ],
      exclude: ["Golden", "Schemas"], swiftSettings: strict),
    .testTarget(
      name: "MigrationTests",
      dependencies: ["Migration", "ProjectFiles", "References", "Repository", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "FormatTests",
      dependencies: [
        "Objects", "Chunking", "ObjectStore", "WorkingTree", "ProjectFiles", "Environments",
        "Repository", "Lineage", "TestSupport",
      ],
      exclude: ["Vectors", "Repositories"], swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests", dependencies: ["TestSupport", "mlx", "mlx-capture"],
      exclude: ["Scenarios", "CodeReview"],
      swiftSettings: strict),
    .testTarget(
      name: "CrashTests",
      dependencies: [
        "ObjectStore", "ProjectFiles", "References", "Remotes", "Repository", "TestSupport", "mlx",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PropertyTests",
      dependencies: ["ProjectFiles", "References", "Remotes", "Repository", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ScaleTests", dependencies: ["References", "Remotes", "Repository", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "FileIO", "Objects", "FileFormats", "Chunking", "Profiles", "Evaluation", "ObjectStore",
        "WorkingTree", "ProjectFiles", "References", "Environments", "Repository", "Lineage",
        "Remotes", "Attestation", "Migration", "TestSupport", "HostileSupport", system,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "HostileTests",
      dependencies: [
        "FileIO", "Objects", "ObjectStore", "ProjectFiles", "References", "Repository", "Remotes",
        "WorkingTree", "TestSupport", "HostileSupport", system,
      ],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
