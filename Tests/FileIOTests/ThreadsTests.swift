// Dedicated threads, and what they wait on.
import FileIO
import Testing

@Suite struct ThreadsTests {
  struct Failure: Error, Equatable {
    var index: Int
  }

  @Test(arguments: [0, 1, 2, 17])
  func runsEachIndexOnce(_ count: Int) throws {
    let seen = Locked<[Int]>([])
    try Threads.run(count) { index in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func rethrowsWhenAllAreDone() {
    let order = Locked<[Int]>([])
    #expect(throws: Failure(index: 1)) {
      try Threads.run(3) { index in
        // 2, then 1, then 0.
        order.wait { $0.count == 2 - index ? true : nil }
        defer { order.update { $0.append(index) } }
        if index == 1 { throw Failure(index: index) }
      }
    }
    #expect(order.withLock { $0 } == [2, 1, 0])
  }

  @Test(arguments: [(0, 1), (1, 10), (1000, 7), (1000, 5000), (5, 0)])
  func sharesEveryIndexOnce(_ count: Int, _ grain: Int) throws {
    let hits = Locked([Int](repeating: 0, count: count))
    try Threads.share(count, grain: grain, threads: 4) { range in
      hits.withLock { hits in
        for index in range { hits[index] += 1 }
      }
    }
    #expect(hits.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func givesOutNothingAfterAnError() {
    let runs = Locked(0)
    #expect(throws: Failure.self) {
      try Threads.share(10_000, grain: 1, threads: 2) { range in
        runs.withLock { $0 += 1 }
        throw Failure(index: range.lowerBound)
      }
    }
    #expect(runs.withLock { $0 } <= 2)
  }

  /// A queue of two between a producer and a consumer.
  @Test func pipelinesHandOver() throws {
    let queue = Locked<[Int]>([])
    let sum = Locked(0)
    try Threads.run(2) { role in
      for item in 1...2000 {
        if role == 0 {
          queue.wait { queue in queue.count < 2 ? true : nil }
          queue.update { $0.append(item) }
        } else {
          let got = queue.wait { queue in queue.first }
          queue.update { $0 = Array($0.dropFirst()) }
          sum.withLock { $0 += got }
        }
      }
    }
    #expect(sum.withLock { $0 } == 2001 * 1000)
  }

  @Test func conditionWaits() throws {
    let condition = Condition()
    let turn = Locked(0)
    try Threads.run(2) { index in
      for _ in 0..<100 {
        condition.withLock {
          while turn.withLock({ $0 % 2 }) != index { condition.wait() }
          turn.withLock { $0 += 1 }
          condition.signalAll()
        }
      }
    }
    #expect(turn.withLock { $0 } == 200)
  }
}
