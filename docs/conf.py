"""How the pages of this folder become a site: Sphinx, with pages in Markdown (MyST) and the theme Furo.

The site needs no server and asks no other host for anything: the theme brings its own style and scripts,
and the search reads an index that lies beside the pages.
"""

project = "orderpoint"
author = "The orderpoint authors"
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
nitpicky = True

# A link to a heading is the heading in small letters with hyphens, as on GitHub, and must exist.
myst_heading_anchors = 3
# Two hyphens are an option, not a dash.
smartquotes = False

html_theme = "furo"
html_title = "orderpoint"
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_copyright = False
html_permalinks_icon = "#"
