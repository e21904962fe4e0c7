import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A frozen repository, damaged in one way after the other, and what `mlx fsck` and `--repair` say of it.
/// `MLX_RECORD=1` writes what really happened into the transcripts.
@Suite struct DamagedRepositoryTests {
  private static let folder =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
    + "/../FormatTests/Repositories/damaged"

  static let files = Shell.files(in: folder + "/faults", ending: ".md").map {
    "\(folder)/faults/\($0)"
  }

  /// `thaw`: the frozen repository with the work tree of its newest commit.
  private static let thaw = #"""
    #!/bin/sh
    set -e
    cp -R '\#(folder)/mlops' .mlops
    mkdir -p .mlops/tmp
    make-model models/fraud.safetensors v2 100
    make-table data/train.csv 60
    echo 'sort data/train.csv > sorted.csv' > train.sh
    echo '{"accuracy": 0.9}' > metrics.json
    """#

  /// `flip FILE OFFSET`: turns a bit of one byte.
  private static let flip = #"""
    #!/bin/sh
    set -e
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    printf "\\$(printf %03o $((byte ^ 64)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
    """#

  @Test(arguments: files)
  func fault(file: String) throws {
    let home = try ScenarioFolder()
    for (name, script) in [("thaw", Self.thaw), ("flip", Self.flip)] {
      let path = "\(home.home)/.bin/\(name)"
      try Shell.write(script + "\n", to: path)
      chmod(path, 0o755)
    }
    try home.run(transcript: file)
  }

  @Test func thereAreFaults() {
    #expect(Self.files.count > 30)
  }
}
