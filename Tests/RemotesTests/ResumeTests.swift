// What arrived before a transfer was stopped is not sent again.
import FileIO
import ObjectStore
import Objects
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct ResumeTests {
  /// Packs of 256 KiB and more go whole; smaller ones are gathered.
  private var limits: StoreLimits {
    var limits = smallLimits
    limits.smallPacksMax = 1000
    return limits
  }

  private func history(_ member: Member, kilobytes: Int) throws {
    var files: [String: String?] = [:]
    for number in 0..<kilobytes / 100 {
      files["a\(number)"] = largeText(100_000, seed: UInt64(number))
    }
    try member.test.commit("one", files)
  }

  @Test func pushGoesOnAtThePacksThatArrived() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: limits)
    try history(ana, kilobytes: 3000)
    let whole = CountingTransport(MemoryTransport())
    try ana.push(over: whole)
    let all = whole.counts.sentBytes
    #expect(all > 1_000_000, "\(all)")

    let stopped = CountingTransport(folder.transport, sending: all / 2)
    #expect(code { try ana.push(over: stopped) } == "remote-refused")
    let first = stopped.counts.sentBytes
    #expect(first > all / 3 && first < all)
    let rest = CountingTransport(folder.transport)
    try ana.push(over: rest)
    #expect(rest.counts.sentBytes <= all - first + 20_000, "\(rest.counts.sentBytes) of \(all)")
    try folder.expectSound()
    let ben = try Member(folder.transport, limits: limits, later: 1000)
    try ben.fetch()
    #expect(try ben.data("origin/main") == ana.data("main"))
  }

  @Test(arguments: [16 << 10, 64 << 20])
  func fetchGoesOnAtThePacksThatArrived(_ smallPackBytes: Int) throws {
    let folder = try RemoteFolder()
    var limits = limits
    // With the second value no pack goes whole.
    limits.smallPackBytes = smallPackBytes
    let ana = try Member(folder.transport, limits: limits)
    try history(ana, kilobytes: 3000)
    try ana.push()
    let whole = CountingTransport(folder.transport)
    try Member(whole, limits: limits, later: 1000).fetch()
    let all = whole.counts.readBytes
    #expect(all > 1_000_000, "\(all)")

    let ben = try Member(folder.transport, limits: limits, later: 1000)
    let stopped = CountingTransport(folder.transport, reading: all * 2 / 3)
    #expect(code { try ben.fetch(over: stopped) } == "remote-refused")
    let rest = CountingTransport(folder.transport)
    try ben.fetch(over: rest)
    #expect(rest.counts.readBytes < all * 3 / 4, "\(rest.counts.readBytes) of \(all)")
    #expect(try ben.data("origin/main") == ana.data("main"))
    try ben.expectSound()
  }

  @Test func packsOfWhichAllIsMissingGoAsTheyAre() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: limits)
    try history(ana, kilobytes: 1000)
    let packs = ana.test.root.appending(".mlops").appending("objects").appending("packs")
    let large = try KernelFileSystem().entries(of: packs, withStatus: true)
      .filter { ($0.status?.size ?? 0) > 64 << 10 }.map(\.name)
    #expect(!large.isEmpty)
    try ana.push()
    let there = try Set(folder.transport.list("objects/packs"))
    #expect(Set(large).isSubset(of: there))
    for name in large {
      // A copy, not the same file under two names.
      let here = try #require(
        try KernelFileSystem().status(at: packs.appending(name), followingLinks: false))
      #expect(here.links == 1)
    }
    let ben = try Member(folder.transport, limits: limits, later: 1000)
    let report = try ben.fetch()
    #expect(report.objects > 10)
    #expect(try ben.data("origin/main") == ana.data("main"))
    try ben.expectSound()
  }

  @Test func aDamagedPackIsNotSent() throws {
    let ana = try Member(MemoryTransport(), limits: limits)
    try history(ana, kilobytes: 1000)
    let packs = ana.test.root.appending(".mlops").appending("objects").appending("packs")
    let large = try #require(
      try KernelFileSystem().entries(of: packs, withStatus: true)
        .first { ($0.status?.size ?? 0) > 64 << 10 })
    let path = packs.appending(large.name)
    var bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 24)
    bytes[1000] ^= 4
    try KernelFileSystem().unlink(path)
    try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0)
    #expect(code { try ana.push() } == "object-corrupt")
    #expect(try !ana.transport.list("objects/packs").contains(large.name))
  }
}
