"""Reads an export with pysdmx and sdmx1. usage: read_sdmx.py structure.xml data.csv; prints the number
of observations, complains and exits with 1 where one of them reads something else than was written."""
import csv
import logging
import math
import sys
from pathlib import Path

logging.disable(logging.CRITICAL)
import sdmx
from pysdmx.io import get_datasets

structure, data = map(Path, sys.argv[1:])
with data.open(encoding="utf-8", newline="") as file:
    written = [float(row["OBS_VALUE"]) for row in csv.DictReader(file)]


def same(left, right):
    return len(left) == len(right) and all(
        math.isnan(a) and math.isnan(b) or abs(a - b) <= 1e-9 * max(1, abs(a))
        for a, b in zip(left, right))


read = [float(value) for part in get_datasets(data, structure) for value in part.data["OBS_VALUE"]]
if not same(written, read):
    sys.exit(f"pysdmx reads {len(read)} of {len(written)} observations, or other values")
flow = next(iter(sdmx.read_sdmx(str(structure)).dataflow.values()))
series = sdmx.to_pandas(sdmx.read_sdmx(str(data), structure=flow).data[0])
if not same(written, [float(value) for value in series.tolist()]):
    sys.exit(f"sdmx1 reads {len(series)} of {len(written)} observations, or other values")
print(len(written))
