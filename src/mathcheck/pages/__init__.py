"""A page of text: its blocks in order, what it declares and defines, and what came of each."""
