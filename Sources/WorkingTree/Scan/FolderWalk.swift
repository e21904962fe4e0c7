import FileIO

/// Reads many folders on several threads: a stack of folders that grows while it is worked off.
enum FolderWalk {
  private struct State {
    var waiting: [FolderVisit]
    var active = 0
    var hasFailed = false
  }

  private enum Turn {
    case read(FolderVisit)
    case stop
  }

  /// Calls `body` once for each folder, in no order and on any of the threads. What it returns are
  /// the folders to read as well.
  static func run(
    _ first: [FolderVisit], threads: Int,
    _ body: @escaping @Sendable (FolderVisit) throws -> [FolderVisit]
  ) throws {
    guard !first.isEmpty else { return }
    let state = Locked(State(waiting: first))
    try Threads.run(max(threads, 1)) { _ in
      while case .read(let visit) = next(state) {
        do {
          let found = try body(visit)
          state.update {
            $0.waiting.append(contentsOf: found)
            $0.active -= 1
          }
        } catch {
          state.update {
            $0.hasFailed = true
            $0.active -= 1
          }
          throw error
        }
      }
    }
  }

  private static func next(_ state: Locked<State>) -> Turn {
    state.wait { state in
      if state.hasFailed { return .stop }
      if let visit = state.waiting.popLast() {
        state.active += 1
        return .read(visit)
      }
      return state.active == 0 ? .stop : nil
    }
  }
}
