// From the progress of the layers below to what the caller shows.
import Objects
import WorkingTree

extension Repository {
  /// Forwards the progress of staging one asset, such as `storing models/fraud`.
  func storeProgress(of path: RepositoryPath) -> @Sendable (AddProgress) -> Void {
    let sink = environment.progress
    return { progress in
      sink.report(
        Progress(
          phase: "storing \(path)", unit: .bytes, done: Int64(clamping: progress.bytes),
          total: Int64(clamping: progress.totalBytes)))
    }
  }

  /// Forwards the progress of writing files.
  func checkoutProgress(_ phase: String) -> @Sendable (CheckoutProgress) -> Void {
    let sink = environment.progress
    return { progress in
      sink.report(
        Progress(
          phase: phase, unit: .bytes, done: Int64(clamping: progress.bytes),
          total: Int64(clamping: progress.totalBytes)))
    }
  }
}
