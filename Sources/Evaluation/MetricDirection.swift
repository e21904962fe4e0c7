// Which way a metric is better, by its name.

/// Whether more or less of a metric is better. The raw value is the word of `--json`.
public enum MetricDirection: String, Sendable, CaseIterable {
  /// Higher is better: accuracy.
  case higher
  /// Lower is better: loss.
  case lower

  /// The direction of a well-known metric; nil for a name that says nothing, or two things.
  ///
  /// The last part of a dotted key counts, and of that its words: `val.top5_accuracy`, `test_loss`.
  /// `neg_` before a name turns it around, as scikit-learn does.
  public init?(of metric: String) {
    let last = metric.split(separator: ".").last ?? ""
    let words = Self.words(of: last)
    guard Self.ambiguous.isDisjoint(with: words) else { return nil }
    var isHigher = !Self.higherWords.isDisjoint(with: words)
    var isLower = !Self.lowerWords.isDisjoint(with: words)
    let isRate = !Set(words).isDisjoint(with: ["positive", "positives", "negative", "negatives"])
    if isRate, words.contains("true") { isHigher = true }
    if isRate || words.contains("discovery"), words.contains("false") { isLower = true }
    guard isHigher != isLower else { return nil }
    let isNegated = words[0] == "neg" || words[0] == "negative"
    self = isHigher != isNegated ? .higher : .lower
  }

  /// Words in lower case; `ROC-AUC`, `rocAUC` and `roc_auc` are two.
  private static func words(of name: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      guard character.isLetter || character.isNumber || character == "²" else {
        words.append(word)
        word = ""
        continue
      }
      if character.isUppercase, wasLower {
        words.append(word)
        word = ""
      }
      wasLower = character.isLowercase
      word += character.lowercased()
    }
    return (words + [word]).filter { !$0.isEmpty }
  }

  /// What is measured of a metric, not the metric itself.
  private static let ambiguous: Set<String> = [
    "std", "stderr", "sem", "var", "ci", "count", "threshold", "epoch", "step", "weight", "lr",
  ]

  private static let higherWords: Set<String> = [
    "accuracy", "acc", "precision", "recall", "sensitivity", "specificity", "f1", "f2", "fbeta",
    "auc", "auroc", "auprc", "ap", "map", "mcc", "kappa", "r2", "r²", "bleu", "chrf", "rouge",
    "rouge1", "rouge2", "rougel", "meteor", "comet", "iou", "miou", "dice", "jaccard", "ndcg",
    "mrr",
    "psnr", "ssim", "throughput", "likelihood", "tpr", "tnr", "pearson", "spearman",
  ]

  private static let lowerWords: Set<String> = [
    "loss", "logloss", "nll", "error", "err", "mae", "mse", "rmse", "rmsle", "mape", "smape",
    "medae", "perplexity", "ppl", "entropy", "latency", "runtime", "wer", "cer", "ter", "fid",
    "fpr",
    "fnr", "eer", "ece", "brier", "cost", "deviance", "divergence", "misclassified",
  ]
}
