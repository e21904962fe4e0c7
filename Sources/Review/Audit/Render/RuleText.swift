// What each rule finds, and why it matters.
import ProjectFiles

extension AuditRule {
  /// What the rule finds, in a sentence without its end.
  public var summary: String {
    switch self {
    case .objectCorrupt: "bytes are not what their id says"
    case .objectMissing: "bytes that a version names are not here, and nobody has promised them"
    case .signatureInvalid: "a signature is no signature of what it should be"
    case .signerUnknown: "a signature is by nobody who may sign"
    case .unsigned: "a commit has no signature"
    case .unsafeFormat: "loading a model or an artifact runs a program"
    case .secretInArtifact: "a text holds a private key or a token"
    case .leakage: "training data and test data have rows or keys in common"
    case .nanWeights: "a model holds NaN or infinite numbers"
    case .lineageMissing: "a model is not linked to data, code or an environment"
    case .lineageDeclared: "a link is only declared"
    case .inputUndeclared: "a traced run read what nobody had named"
    case .inputNotStored: "what something was made from is not stored"
    case .stageStale: "an output was made from other inputs than the version has"
    case .codeDirty: "the code had changes that git did not have"
    case .gitUnreachable: "git does not have, or will not keep, the recorded commit"
    case .envUnpinned: "packages are not pinned to their bytes"
    case .licenseMissing: "a model or dataset has no licence"
    }
  }

  /// Why it matters and what to do, in sentences.
  public var help: String {
    switch self {
    case .objectCorrupt:
      "The version cannot be restored as it was. Run 'mlx fsck --repair', or fetch the object again."
    case .objectMissing:
      "The version cannot be restored. Fetch the object from a remote, or push it from where it is."
    case .signatureInvalid:
      "The signature is damaged, of another version, or of a tag before it moved. Find out why; sign "
        + "anew."
    case .signerUnknown:
      "The key is not on the list of allowed signers, or was not valid. Let someone on the list sign."
    case .unsigned: "Nobody stands by the version. Sign it with 'mlx sign'."
    case .unsafeFormat:
      "Pickles are programs for Python's loader. Store weights as safetensors; load no pickle that "
        + "imports what you do not know."
    case .secretInArtifact:
      "Whoever has the version has the secret. Revoke it, take it out, and purge the file before it is "
        + "pushed."
    case .leakage:
      "Metrics on data that a model learnt from say too much. Split the data again and train again."
    case .nanWeights: "The model computes nonsense. Find the step of training that broke it."
    case .lineageMissing:
      "Nobody can tell how the model was made. Commit it with its data, code and environment."
    case .lineageDeclared: "The link is somebody's word. Run what makes it under 'mlx run'."
    case .inputUndeclared:
      "The run was watched, and read a file that was not among its inputs. Name it with 'mlx run -d'."
    case .inputNotStored: "The output cannot be made again. Keep the input in the repository."
    case .stageStale: "The output does not belong to the inputs beside it. Make it again."
    case .codeDirty: "The changes are stored with the version, but no review in git saw them."
    case .gitUnreachable:
      "The history of the code is lost in git; the code itself is stored. Keep a branch or tag on it."
    case .envUnpinned:
      "The same name and version may be other bytes tomorrow. Install from an index, a commit or a hash; "
        + "keep a lock file."
    case .licenseMissing: "Nobody can tell whether it may be used. Write the licence in mlx.yaml."
    }
  }
}
