"""What the Sphinx extension adds to the site: marks, tables, the ledger."""
