"""The configuration of Sphinx for the documentation site; `build.py` runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import tthc_catalog

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "tthc-catalog"
author = "The authors of tthc-catalog"
release = version = tthc_catalog.__version__
root_doc = "index"
language = "en"  # of the site; the extension `languages` finds the language of each page

extensions = ["languages", "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["attrs_inline", "html_image"]
myst_heading_anchors = 4  # as Git hosts give them
myst_links_external_new_tab = False

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
add_module_names = False

html_theme = "furo"
html_title = "tthc-catalog"
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_search_summary = False  # a page that is opened as a file may not fetch others
html_search_language = "vi"
pygments_style = "friendly"


def skip_numbered_fields(_app: Sphinx, _kind: str, _name: str, member: object, skip: bool, _options: object) -> bool | None:
    """Skip the fields of a named tuple, which the class describes already."""
    return True if (getattr(member, "__doc__", None) or "").startswith("Alias for field number") else skip or None


def setup(app: Sphinx) -> None:
    """Connect the events of this configuration."""
    app.connect("autodoc-skip-member", skip_numbered_fields)
