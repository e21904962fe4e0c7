import FileIO

/// Whether the disk has room for a checkout, asked before anything is written.
struct SpaceCheck {
  private static let blockBytes: UInt64 = 4096

  let tree: WorkTree

  /// The most that the disk's use can grow at any moment: what files gain, and the largest new
  /// file that exists beside its old one, on each thread.
  static func neededBytes(_ plan: CheckoutPlan, threads: Int) -> UInt64 {
    var growth: UInt64 = 0
    var largest: UInt64 = 0
    for write in plan.writes {
      let new = roundedUp(write.entry.size)
      let old = write.replaced.map { $0.links == 1 ? UInt64(clamping: $0.size) : 0 } ?? 0
      growth &+= new > old ? new - old : 0
      largest = max(largest, new)
    }
    return growth &+ largest &* UInt64(clamping: threads > 1 && largest < 4 << 20 ? threads : 1)
  }

  /// Errors: `disk-full`, with both numbers.
  func check(_ plan: CheckoutPlan) throws {
    guard !plan.writes.isEmpty else { return }
    let needed = Self.neededBytes(plan, threads: Threads.recommended)
    let free = try tree.fileSystem.freeBytes(at: tree.root)
    guard needed <= UInt64(clamping: free) else {
      throw FileError.noSpace(
        tree.root.string, neededBytes: Int64(clamping: needed), freeBytes: free)
    }
  }

  private static func roundedUp(_ bytes: UInt64) -> UInt64 {
    bytes &+ (blockBytes - bytes % blockBytes) % blockBytes
  }
}
