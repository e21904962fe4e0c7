import FileFormats

/// Which cutter takes a file: by its size, its content, and how its last version was cut.
public enum CutterChoice {
  /// The plan for one file.
  ///
  /// - Parameter keeping: the cutter of the version before, if there is one. gear-1 is kept, so that
  ///   what is stored is found again; any other only as long as the structure that it goes by is sound.
  ///
  /// Throws only what the source throws. A damaged or hostile header changes cut points, no more.
  public static func choose(
    source: some RandomAccess, keeping: CutterCode? = nil, limits: ChunkLimits = .standard
  ) throws -> CutPlan {
    if source.byteCount < UInt64(max(0, limits.wholeMax)) || source.byteCount == 0 { return .whole }
    if keeping == .gear1 { return .gear }
    guard let (layout, code) = try LayoutChoice.layout(of: source, limits: limits),
      TensorCuts.apply(to: layout, limits: limits)
    else { return .gear }
    if code == .parquet1 { return .bounded(TensorCuts.bounds(of: layout), code) }
    let ends = TensorCuts.ends(of: layout, byteCount: source.byteCount, spanMax: limits.spanMax)
    return .planned(ends, code)
  }
}
