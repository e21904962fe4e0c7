"""Fits a logistic regression to train.csv by params.json, and writes model.npz."""

import csv
import json

import numpy
from sklearn.linear_model import LogisticRegression

params = json.load(open("params.json"))
rows = list(csv.DictReader(open("train.csv")))
names = [name for name in rows[0] if name not in ("id", "clinic", "malignant")]
x = numpy.array([[float(row[name]) for name in names] for row in rows])
y = numpy.array([int(row["malignant"]) for row in rows])
weights = None
if "weights" in params:
    known = {row["id"]: float(row["weight"]) for row in csv.DictReader(open(params["weights"]))}
    weights = numpy.array([known[row["id"]] for row in rows])

mean, scale = x.mean(0), x.std(0)
model = LogisticRegression(C=params["C"], max_iter=5000).fit((x - mean) / scale, y, weights)
numpy.savez("model.npz", coef=model.coef_, intercept=model.intercept_, mean=mean, scale=scale,
            threshold=numpy.array([params["threshold"]]))
