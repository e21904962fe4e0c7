// Whether the machine was started anew since: files written without a sync are then in doubt.

/// Names the current run of the machine.
public enum BootID {
  private static let value =
    Platform.bootID() ?? TemporaryName.make(prefix: "unknown")

  /// The same text until the machine starts anew. Where the system does not tell, each process gets
  /// a text of its own: nothing is then believed that another one wrote.
  public static func current() -> String { value }
}
