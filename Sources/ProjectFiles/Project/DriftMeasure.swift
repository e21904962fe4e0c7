/// A measure of data drift that has a threshold. The words are those of mlx.yaml and of reports.
public enum DriftMeasure: String, Sendable, CaseIterable {
  case psi, ks, js
  case nullRate = "null-rate"
}
