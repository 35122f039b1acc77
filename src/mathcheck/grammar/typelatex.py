"""Describe the type in a declaration for the reader of the page, in LaTeX."""

from __future__ import annotations

import re

from mathcheck.grammar.declaredtypes import FAMILIES, STRUCTURES, split_power, split_types

ENTRY_LATEX = {
    "R": r"\mathbb{R}", "R+": r"\mathbb{R}_{>0}", "R-": r"\mathbb{R}_{<0}",
    "R>=0": r"\mathbb{R}_{\ge 0}", "R<=0": r"\mathbb{R}_{\le 0}", "Z": r"\mathbb{Z}",
    "N": r"\mathbb{N}", "N0": r"\mathbb{N}_0",
}  # fmt: skip


def describe(text: str) -> str:
    """Return a type as LaTeX for the reader."""
    if "->" in text and text.startswith("seq "):
        return r"\text{functions } " + describe(text.removeprefix("seq "))
    if "->" in text:
        match = re.match(rf"({'|'.join(FAMILIES)})(?:\((.*?)\))?\s+", text)
        text = text[match.end() :] if match else text
        left, _, right = text.partition("->")
        right = re.sub(r"\s+(at\s+\S+|entrywise)", "", right)
        domain = r" \times ".join(describe(part.strip()) for part in split_types(left))
        return f"{domain} \\to {describe(right.strip())}"
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if word == "seq":
        return r"\text{sequence in } " + describe(rest)
    if word == "dim":
        return r"\text{size}"
    if word == "index":
        low, dots, high = rest.partition("..")
        return rf"{low}, \dots, {high}" if dots else rf"1, \dots, {rest}"
    if word == "integer":
        low, dots, high = rest.partition("..")
        return rf"{low}, \dots, {high}".removesuffix(", ") if dots else low
    if word == "subset":
        whole = describe(rest) if rest[:1] in tuple("R[(") else rf"1, \dots, {rest}"
        return rf"\text{{subset of }} {whole}"
    if word == "minimizer":
        return rf"\text{{minimizer of }} {rest.removeprefix('of ')}"
    if word == "normal":
        return r"\text{standard normal}"
    if word == "random":
        return describe_law(rest)
    if word in STRUCTURES:
        size = rest.partition(" at ")[0]
        if word == "simplex":
            return rf"\text{{distribution on }} 1, \dots, {size}"
        if word in ("onehot", "unit"):
            return rf"\mathbb{{R}}^{{{size}}} \text{{, {STRUCTURES[word]}}}"
        return rf"\mathbb{{R}}^{{{size} \times {size}}} \text{{, {STRUCTURES[word]}}}"
    base, hat, size = split_power(text)
    if hat:
        shape = re.sub(r"\s+x\s+", r" \\times ", size)
        return f"{describe(base)}^{{{shape}}}"
    if text in ENTRY_LATEX:
        return ENTRY_LATEX[text]
    return text.replace("{", r"\{").replace("}", r"\}") if text[:1] == "{" else text


def describe_law(text: str) -> str:
    """Return the law of a random variable as LaTeX for the reader."""
    word, _, rest = text.partition(" ")
    if word == "normal":
        return r"\text{standard normal}"
    if word == "index":
        size, _, weights = rest.partition(" with ")
        how = (
            rf"\text{{ with probabilities }} {weights}"
            if weights
            else r"\text{, all equally likely}"
        )
        return rf"\text{{random in }} 1, \dots, {size} {how}"
    if word in ("subset", "draws", "permutation"):
        count, _, size = rest.partition(" of ")
        how = {
            "subset": "a random subset, {} of ",
            "draws": "{} random draws, with replacement, from ",
            "permutation": "{} random draws, without replacement, from ",
        }[word]  # fmt: skip
        before, _, after = how.partition("{}")
        return rf"\text{{{before}}} {count} \text{{{after}}} 1, \dots, {size}"
    if word == "onehot":
        return rf"\text{{random one-hot, with probabilities }} {rest}"
    return rf"\text{{random in }} {describe(text)}"
