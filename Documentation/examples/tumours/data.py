"""Writes train.csv and holdout.csv from the data that scikit-learn ships; with --other-clinic measurements
in another unit are among them, with --weights there is a file of weights of training rows as well."""

import sys

import numpy
import sklearn.datasets

data = sklearn.datasets.load_breast_cancer()
malignant = 1 - data.target
order = numpy.random.default_rng(7).permutation(len(malignant))
names = [name.replace(" ", "_") for name in data.feature_names]


def write(path, rows, factor=1.0):
    with open(path, "w") as file:
        print("id", "clinic", *names, "malignant", sep=",", file=file)
        for row in rows:
            clinic = "north" if row % 3 else "south"
            numbers = (f"{number * factor:.6g}" for number in data.data[row])
            print(f"t{row:03}", clinic, *numbers, malignant[row], sep=",", file=file)


train, holdout = order[:285], order[285:]
write("train.csv", train)
write("holdout.csv", holdout)
if "--other-clinic" in sys.argv:
    # A third of the rows again, as a clinic wrote them that measures in other units.
    write("train.other", train[:95], 1.3)
    with open("train.csv", "a") as file, open("train.other") as other:
        file.writelines("x" + line.replace("north", "west").replace("south", "west")
                        for line in list(other)[1:])
    __import__("os").remove("train.other")
if "--weights" in sys.argv:
    with open("weights.csv", "w") as file:
        print("id,weight", *(f"t{row:03},{1 + row % 2}" for row in train), sep="\n", file=file)
