"""How a worked solution's documents spell a text, and the formulas of Markdown and LaTeX read back, for the tests."""

import re

from explain.export import latex as tex
from explain.export import markdown as md
from explain.export.html import html
from explain.export.rows import in_rows
from explain.export.typst import typst_source
from explain.export.typst_math import quoted, typst_math
from explain.mathml import markup, to_xml

DOCUMENTS = {"md": md.markdown, "tex": tex.latex, "html": html, "typ": typst_source}

SPELL = {
    "md": (md.escape, md.math),
    "tex": (tex.escape, str),
    "html": (to_xml, lambda latex: "".join(map(to_xml, markup(latex)))),
    "typ": (quoted, lambda latex: typst_math(markup(latex))),
}
"""How each document writes a piece of plain text and a formula."""

BLOCKS = {"md": r"\$\$\n(.*?)\n\$\$", "tex": r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}"}
NEXT_LINE = re.compile(r" \\\\(?:\[6pt\])?\n")


def spelled(document, text):
    """The pieces of a sentence as a document writes them."""
    write, write_formula = SPELL[document]
    for index, piece in enumerate(text.split("$")):
        if piece:
            yield write_formula(piece) if index % 2 else write(piece)


def spelled_formula(document, right):
    """The rows of a right side as a document writes them; the first sign of a row that goes on may be marked."""
    first, *others = in_rows(right)
    write = SPELL[document][1]
    yield write(first)
    yield from (write(row.split(" ", 1)[1]) for row in others)


def formulas_in(document, text):
    """Every displayed formula of a Markdown or LaTeX text as its left side and its right sides, in LaTeX."""
    for block in re.findall(BLOCKS[document], text, re.DOTALL):
        if document == "md":
            block = block.replace(" _", "_").replace(r"\thinspace", r"\,").replace(r"\cr", r"\\")
        block = re.sub(r"\\begin\{aligned\}\n|\n\\end\{aligned\}", "", block)
        lines = []
        for line in NEXT_LINE.split(block):
            if line.startswith(r"&\quad"):
                lines[-1] += " " + re.sub(r"^&\\quad( \{\})? ", "", line)
            else:
                lines.append(line)
        sides = [re.split(r" ?&?(?:=|\\leftarrow) ", line, maxsplit=1) for line in lines]
        yield sides[0][0], [re.sub(r"^\\fitted\{(.*)\}$", r"\1", right) for _, right in sides]
