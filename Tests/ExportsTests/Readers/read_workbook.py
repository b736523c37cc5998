"""Prints a workbook as JSON: by sheet its cells, its frozen place, its filter, and how it prints."""
import json
import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
print(json.dumps({
    sheet.title: {
        "cells": [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.rows],
        "types": [[cell.data_type for cell in row] for row in sheet.rows],
        "frozen": sheet.freeze_panes or "",
        "filter": sheet.auto_filter.ref or "",
        "paper": f"{sheet.page_setup.paperSize} {sheet.page_setup.orientation}",
        "repeated": str(sheet.print_title_rows or ""),
    } for sheet in book}))
