"""Packages are found; the form designs at the top of the tree are one more."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["xltool", "xltool.*"]),
        "xltool.workbook_templates",
    ]
)
