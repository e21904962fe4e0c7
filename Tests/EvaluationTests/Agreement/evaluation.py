"""Predicts with scikit-learn on the data that it ships, and says what scikit-learn measures.

usage: evaluation.py FOLDER       writes tables of predictions and expected.json into FOLDER
needs: numpy, scikit-learn

`stored/` beside this file holds what it wrote once, so that the tests need no Python.
"""

import json
import os
import sys
import warnings

import numpy as np
from sklearn import datasets, linear_model, metrics, naive_bayes, neighbors, tree
from sklearn.calibration import calibration_curve
from sklearn.preprocessing import label_binarize

warnings.simplefilter("ignore")
folder = sys.argv[1]
expected = []


def write(name, columns):
    with open(os.path.join(folder, name), "w") as file:
        file.write(",".join(columns) + "\n")
        for row in zip(*columns.values()):
            file.write(",".join(v if isinstance(v, str) else repr(v.item()) for v in row) + "\n")


def averages(values, truth, guess, average):
    p, r, f, _ = metrics.precision_recall_fscore_support(
        truth, guess, average=average, zero_division=0)
    values.update({f"precision_{average}": p, f"recall_{average}": r, f"f1_{average}": f})


def counted(truth, guess):
    values = {
        "accuracy": metrics.accuracy_score(truth, guess),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, guess),
        "mcc": metrics.matthews_corrcoef(truth, guess)}
    averages(values, truth, guess, "macro")
    averages(values, truth, guess, "weighted")
    return values


def ece(truth, chance):
    observed, mean = calibration_curve(truth, chance, n_bins=10)
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], chance)
    weights = np.bincount(bins, minlength=10)
    return float(np.abs(observed - mean) @ weights[weights > 0] / len(truth)), observed, mean


def binary(name, truth, guess, score=None, positive=1, chance=True, curves=False, words=None):
    say = (lambda v: np.array([words[int(x)] for x in v])) if words else (lambda v: v)
    columns = {"label": say(truth), "prediction": say(guess)}
    values = counted(truth, guess)
    p, r, f, _ = metrics.precision_recall_fscore_support(
        truth, guess, average="binary", zero_division=0)
    values.update(precision=p, recall=r, f1=f)
    entry = {"file": name, "metrics": values,
             "confusion": metrics.confusion_matrix(truth, guess).tolist()}
    if score is not None:
        columns["score"] = score
        values["roc_auc"] = metrics.roc_auc_score(truth, score)
        values["pr_auc"] = metrics.average_precision_score(truth, score)
        if chance:
            values["log_loss"] = metrics.log_loss(truth, y_proba=score)
            values["brier"] = metrics.brier_score_loss(truth, y_proba=score)
            values["ece"], observed, mean = ece(truth, score)
            entry["calibration"] = [list(pair) for pair in zip(mean, observed)]
        if curves:
            x, y, _ = metrics.roc_curve(truth, score, drop_intermediate=False)
            entry["roc"] = [list(pair) for pair in zip(x, y)]
            precision, recall, _ = metrics.precision_recall_curve(truth, score)
            entry["pr"] = [list(pair) for pair in zip(recall[-2::-1], precision[-2::-1])]
    write(name, {k: np.asarray(v) if not words or k == "score" else [str(x) for x in v]
                 for k, v in columns.items()})
    expected.append(entry)


def multiclass(name, truth, guess, scores, words=None):
    say = (lambda v: [words[int(x)] for x in v]) if words else (lambda v: v)
    labels = np.arange(scores.shape[1])
    columns = {"y_true": say(truth), "y_pred": say(guess)}
    for place in labels:
        columns[f"proba_{words[place] if words else place}"] = scores[:, place]
    write(name, columns)
    values = counted(truth, guess)
    each = metrics.precision_recall_fscore_support(truth, guess, labels=labels, zero_division=0)
    for place in labels:
        label = words[place] if words else str(place)
        for key, column in zip(["precision", "recall", "f1"], each):
            values[f"class.{label}.{key}"] = column[place]
    values["roc_auc"] = metrics.roc_auc_score(truth, scores, multi_class="ovr", average="macro")
    values["pr_auc"] = metrics.average_precision_score(label_binarize(truth, classes=labels), scores)
    values["log_loss"] = metrics.log_loss(truth, y_proba=scores)
    values["brier"] = metrics.brier_score_loss(truth, y_proba=scores)
    values["ece"] = ece(truth == scores.argmax(axis=1), scores.max(axis=1))[0]
    expected.append({"file": name, "metrics": values,
                     "confusion": metrics.confusion_matrix(truth, guess, labels=labels).tolist()})


def regression(name, truth, guess):
    write(name, {"actual": truth, "predicted": guess})
    mse = metrics.mean_squared_error(truth, guess)
    expected.append({"file": name, "metrics": {
        "mae": metrics.mean_absolute_error(truth, guess), "mse": mse, "rmse": mse ** 0.5,
        "r2": metrics.r2_score(truth, guess),
        "mape": metrics.mean_absolute_percentage_error(truth, guess)}})


def halves(load, every=1):
    x, y = load(return_X_y=True)
    order = np.random.default_rng(7).permutation(len(y))
    half = len(y) // 2
    train, test = order[:half], order[half::every]
    return x[train], y[train], x[test], y[test]


x, y, tx, ty = halves(datasets.load_breast_cancer)
model = naive_bayes.GaussianNB().fit(x[:, :6], y)
chance = model.predict_proba(tx[:, :6])[:, 1]
binary("cancer.csv", ty, model.predict(tx[:, :6]), chance)
binary("ties.csv", ty, (chance > 0.3).astype(int), np.round(chance, 1), curves=True)
line = linear_model.RidgeClassifier().fit(x, y)
binary("decision.csv", ty, line.predict(tx), line.decision_function(tx), chance=False, curves=True)
binary("words.csv", ty, model.predict(tx[:, :6]), chance, words=["benign", "malignant"])
binary("never.csv", ty, np.zeros_like(ty))
binary("sure.csv", ty, ty, ty.astype(float))

for load, name in [(datasets.load_iris, "iris"), (datasets.load_wine, "wine")]:
    x, y, tx, ty = halves(load)
    model = tree.DecisionTreeClassifier(max_depth=2, random_state=0).fit(x[:, :2], y)
    words = ["setosa", "versicolor", "virginica"] if name == "iris" else None
    multiclass(f"{name}.csv", ty, model.predict(tx[:, :2]), model.predict_proba(tx[:, :2]), words)
x, y, tx, ty = halves(datasets.load_digits, every=3)
model = neighbors.KNeighborsClassifier(7, weights="distance").fit(x[:200], y[:200])
multiclass("digits.csv", ty, model.predict(tx), model.predict_proba(tx))
guess = model.predict(tx)
guess[guess == 4] = 9
multiclass("never-four.csv", ty, guess, model.predict_proba(tx))

x, y, tx, ty = halves(datasets.load_diabetes)
regression("diabetes.csv", ty, linear_model.LinearRegression().fit(x, y).predict(tx))
regression("far.csv", ty + 1e9, linear_model.LinearRegression().fit(x, y).predict(tx) + 1e9)
zeros = np.where(np.arange(len(ty)) % 9 == 0, 0.0, ty)
regression("zeros.csv", zeros, np.full(len(ty), ty.mean()))

with open(os.path.join(folder, "expected.json"), "w") as file:
    json.dump(expected, file, indent=0)
