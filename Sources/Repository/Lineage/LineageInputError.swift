import Objects

/// Why an edge cannot be made as it was asked for.
public enum LineageInputError: MLXError, Equatable {
  /// `--from` that cannot be read.
  case invalid(String, reason: String)
  /// No output is named, and there is not one model that it must be.
  case outputMissing(input: String, models: [String])
  /// The commit has no asset of that name.
  case unknownOutput(String, near: [String])
  case unknownInput(String, near: [String])
  /// The same bytes as input and output.
  case ownInput(String)
  /// Outputs of one commit that would be made from each other, by name.
  case cycle([String])
  /// The path of another repository, where none can be opened.
  case noRepository(String)

  public var code: String {
    switch self {
    case .invalid: "invalid-lineage"
    case .outputMissing: "lineage-output-missing"
    case .unknownOutput, .unknownInput: "unknown-asset"
    case .ownInput, .cycle: "lineage-cycle"
    case .noRepository: "not-a-repository"
    }
  }

  public var description: String {
    switch self {
    case .invalid(let text, let reason): "'\(text)' says no input: \(reason)"
    case .outputMissing(let input, let models):
      models.isEmpty
        ? "no model is there that '\(input)' could be an input of"
        : "'\(input)' could be an input of \(models.joined(separator: ", "))"
    case .unknownOutput(let name, _): "no asset '\(name)' is in this commit"
    case .unknownInput(let name, _): "no asset '\(name)' is in this commit to be an input"
    case .ownInput(let name): "'\(name)' would be made from its own bytes"
    case .cycle(let names):
      names.map { "'\($0)'" }.joined(separator: " and ") + " would be made from each other"
    case .noRepository(let path): "no mlx repository is at '\(path)'"
    }
  }

  public var hint: String? {
    switch self {
    case .invalid:
      "write [MODEL=]ASSET[:ROLE], such as 'fraud=transactions' or 'hf:org/model@rev:base'"
    case .outputMissing(let input, let models):
      models.first.map { "say whose it is: '--from \($0)=\(input)'" }
        ?? "name the model with '--model', or the output before a '='"
    case .unknownOutput(_, let near), .unknownInput(_, let near):
      near.isEmpty
        ? "'mlx ls' lists the assets; '--data PATH' adds a dataset"
        : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
    case .ownInput(let name): "name an earlier version, such as '\(name)@HEAD:base'"
    case .cycle(let names):
      "name an earlier version of one, such as '\(names.first ?? "MODEL")@HEAD:base'"
    case .noRepository:
      "give the folder of a repository on this machine: 'mlx:../other#ASSET@REV'"
    }
  }
}
