"""The local web application: pages that are made on the server and read without JavaScript, and a read-only JSON API.

`app` puts it together, `pages` holds what people look at, `books` hands out the casebook. Nothing of a page is asked of
another machine.
"""
