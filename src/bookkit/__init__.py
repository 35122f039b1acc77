"""What the book asks of Sphinx beyond its extensions; each module is an extension of its own.

`bookkit.fresh` keeps executed figures in step with the source, `bookkit.figures` puts figures
into the page so that they follow light and dark, `bookkit.solutions` folds and lists solutions.
"""
