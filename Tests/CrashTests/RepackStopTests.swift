import Foundation
import Testing

/// The real binary is stopped in the middle of `mlx repack`.
@Suite(.serialized) struct RepackStopTests {
  @Test(arguments: [
    "pack-body", "repack-sealed", "repack-checked", "pack-sealed", "packs-synced",
    "segment-written", "repack-published", "collect-condemned", "collect-rows-dropped",
    "collect-pack-moved",
  ])
  func repackAt(_ point: String) throws {
    let scene = try KillScene(modelBytes: 1 << 10)
    defer { scene.remove() }
    scene.clock = "2001-02-03T04:05:06Z"
    try scene.mlx(["init"])
    for step: UInt64 in 0...2 {
      try Data(tensorFile(step: step)).write(
        to: scene.folder.appendingPathComponent("m.safetensors"))
      try scene.mlx(["commit", "-m", "\(step)", "--model", "m.safetensors"])
    }
    let base = try scene.head()
    #expect(try scene.stop(["repack", "--prune=now"], at: point), "\(point) is never reached")
    for command in [[], ["repack"], ["gc"], ["repack", "--prune=now"], ["gc", "--prune=now"]] {
      if !command.isEmpty { try scene.mlx(command) }
      try scene.expectSound(base: base, mayMove: false)
      for back in 0...2 { try scene.mlx(["verify", "HEAD~\(back)"]) }
    }
    for back in 0...2 {
      try scene.mlx(["checkout", "main~\(back)"])
      let read = try Data(contentsOf: scene.folder.appendingPathComponent("m.safetensors"))
      #expect(read == Data(tensorFile(step: UInt64(2 - back))))
    }
  }
}
