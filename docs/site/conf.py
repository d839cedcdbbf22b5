"""How Sphinx writes one language of the site: ``docs/site/build.py`` sets the rest.

Nothing of a third party is loaded by a page: the theme brings its own style and script, the
fonts are the reader's own, and formulas are MathML.
"""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

project = "Rosace"
extensions = ["myst_parser"]
myst_heading_anchors = 4
smartquotes_action = "qe"  # the two hyphens of an option stay two
html_theme = "furo"
html_title = "Rosace"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # a page read from a folder may not fetch another
html_math_renderer = "mathml"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#14566b",
        "color-brand-content": "#14566b",
        "color-brand-visited": "#5b3f7a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7fc4d8",
        "color-brand-content": "#7fc4d8",
        "color-brand-visited": "#c3a6e6",
    },
}


def in_line(writer: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a sentence."""
    writer.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def in_block(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands alone."""
    formula = tex2mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula">{formula}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Have formulas written as MathML, which browsers show without a script."""
    app.add_html_math_renderer("mathml", (in_line, None), (in_block, None))
