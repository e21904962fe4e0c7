/// How one file is to be cut.
public enum CutPlan: Sendable, Equatable {
  /// One chunk, be it empty.
  case whole
  /// By `GearCutter`, from the first byte to the last.
  case gear
  /// At these offsets from the beginning: where chunks end, ascending, the last at the file's end.
  case planned([UInt64])

  /// What a recipe calls it.
  public var code: CutterCode {
    switch self {
    case .whole: .whole
    case .gear: .gear1
    case .planned: .safetensors1
    }
  }
}
