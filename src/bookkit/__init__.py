"""What the book asks of Sphinx beyond its extensions; each module is an extension of its own.

`bookkit.fresh` keeps executed figures in step with the source, `bookkit.figures` puts figures
into the page so that they follow light and dark, `bookkit.solutions` folds and lists solutions,
`bookkit.downloads` writes every page as a notebook and a Python file, `bookkit.epub` and
`bookkit.latex` complete the other forms of the book.

`bookkit.notation` gives symbols an address, `bookkit.search` makes the index that the reader
searches, `bookkit.previews` shows what a link leads to, `bookkit.describe` says what a page is
about, `bookkit.pageinfo` when it changed and how long it takes, `bookkit.hosting` adds what a web
server wants. They read the built pages by `bookkit.pages`.
"""
