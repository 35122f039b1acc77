"""Numbers for prose, and small tables."""

import numpy as np
import pytest

from slopes.tables import Table, sci


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (2.22e-15, 2, "2.2 × 10⁻¹⁵"),
        (0.50029, 4, "0.5003"),
        (0.0999999, 2, "0.10"),
        (0.9999, 2, "1.0"),
        (9.99e-4, 2, "1.0 × 10⁻³"),
        (1.0, 3, "1"),
        (-1234.5, 2, "−1,234"),
        (123456.0, 3, "1.23 × 10⁵"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (float("nan"), 3, "NaN"),
        (float("-inf"), 3, "−∞"),
    ],
)
def test_sci(value, digits, text):
    assert sci(value, digits) == text


def test_markdown_aligns_numbers_right_and_keeps_bars():
    table = Table(["name", "$|x|$"], [["a", 1.5], ["b", np.float64(2)]])
    assert table._repr_markdown_().splitlines() == [
        "| name | $\\|x\\|$ |",
        "| :--- | ---: |",
        "| a | 1.5 |",
        "| b | 2 |",
    ]


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="row 1 has 1 entries, wanted 2: a, b"):
        Table(["a", "b"], [[1, 2], [3]])


def test_a_column_without_a_name_is_refused():
    with pytest.raises(ValueError, match=r"got the columns \['', 'b'\]"):
        Table(["", "b"], [[1, 2]])


def test_rows_may_come_from_a_generator_and_be_read_twice():
    table = Table(["n"], ([n] for n in range(2)))
    assert repr(table) == repr(table) == "n\n0\n1"
