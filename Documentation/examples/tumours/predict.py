"""Predicts holdout.csv with model.npz, into predictions.csv."""

import csv

import numpy

model = numpy.load("model.npz")
rows = list(csv.DictReader(open("holdout.csv")))
names = [name for name in rows[0] if name not in ("id", "clinic", "malignant")]
x = (numpy.array([[float(row[name]) for name in names] for row in rows]) - model["mean"]) / model["scale"]
scores = 1 / (1 + numpy.exp(-(x @ model["coef"][0] + model["intercept"][0])))
with open("predictions.csv", "w") as file:
    print("id,clinic,label,prediction,score", file=file)
    for row, score in zip(rows, scores):
        print(row["id"], row["clinic"], row["malignant"], int(score >= model["threshold"][0]),
              f"{score:.9f}", sep=",", file=file)
