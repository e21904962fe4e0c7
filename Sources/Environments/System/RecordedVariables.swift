// The few environment variables that change what training computes.
import Objects

/// A list of names; no other variable is ever recorded, since many hold secrets.
enum RecordedVariables {
  static let names = [
    "CUBLAS_WORKSPACE_CONFIG", "CUDA_LAUNCH_BLOCKING", "CUDA_VISIBLE_DEVICES", "MKL_CBWR",
    "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NVIDIA_TF32_OVERRIDE", "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTORCH_CUDA_ALLOC_CONF",
    "TF_CUDNN_DETERMINISTIC", "TF_DETERMINISTIC_OPS", "TF_ENABLE_ONEDNN_OPTS",
    "TOKENIZERS_PARALLELISM", "VECLIB_MAXIMUM_THREADS", "XLA_FLAGS",
  ]

  /// Those that are set. The folders of `PYTHONPATH` are relative to the work tree where they lie in
  /// it, so that they are the same for everybody.
  static func taken(from variables: [String: String], workTree: String) -> [String: String] {
    var taken: [String: String] = [:]
    for name in names {
      guard let value = variables[name] else { continue }
      taken[name] = PlainText.cleaned(value)
    }
    if let path = variables["PYTHONPATH"], !path.isEmpty {
      let folders = path.split(separator: ":").map { folder in
        PathText.relative(String(folder), to: workTree) ?? String(folder)
      }
      taken["PYTHONPATH"] = PlainText.cleaned(folders.joined(separator: ":"))
    }
    return taken
  }
}
