import Evaluation
import Objects
import Testing

@testable import Repository

@Suite struct MetricDirectionTests {
  @Test(arguments: [
    "accuracy", "val.accuracy", "top5_accuracy", "f1", "macro-F1", "roc_auc", "rocAUC", "ROC-AUC",
    "precision", "holdout.recall", "r2", "R²", "bleu", "rouge-L.rougeL", "true_positive_rate",
    "acc",
    "neg_mean_squared_error", "log_likelihood",
  ])
  func higher(metric: String) { #expect(MetricDirection(of: metric) == .higher) }

  @Test(arguments: [
    "loss", "train.loss", "val_loss", "evalLoss", "RMSE", "mse", "mae", "mean_absolute_error",
    "perplexity", "latency_ms", "false_positive_rate", "false_negatives", "brier", "log_loss",
    "neg_log_likelihood",
  ])
  func lower(metric: String) { #expect(MetricDirection(of: metric) == .lower) }

  @Test(arguments: [
    "", ".", "_", "rows", "accuracy_loss", "accuracy_std", "loss.count", "threshold", "score",
    "losses", "map_threshold", "positive_rate", "false_alarm",
  ])
  func unknown(metric: String) { #expect(MetricDirection(of: metric) == nil) }

  @Test(arguments: [
    ("accuracy", 0.5, 0.75, MetricVerdict.better), ("accuracy", 0.75, 0.5, .worse),
    ("loss", 0.5, 0.75, .worse), ("loss", 0.75, 0.5, .better), ("rows", 1, 2, nil),
    ("loss", .nan, 0.5, nil), ("loss", 0.5, .infinity, nil),
  ])
  func verdicts(metric: String, before: Double, after: Double, expected: MetricVerdict?) {
    let diff = MetricDiff(
      model: "m", metric: metric, before: .number(before), after: .number(after), isSameData: true)
    #expect(diff.verdict == expected)
    let new = MetricDiff(
      model: "m", metric: metric, before: nil, after: .number(after), isSameData: false)
    #expect(new.verdict == nil)
  }
}
