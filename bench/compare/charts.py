# SPDX-License-Identifier: Apache-2.0
"""Bar charts as SVG text, readable on white and on dark pages, without a library."""

from xml.sax.saxutils import escape

COLOURS = ("#2f6fab", "#6aa84f", "#d98c2b")
WIDTH, LABELS, BAR, GAP, HEAD = 760, 150, 18, 12, 44
STYLE = ("text{font:13px sans-serif;fill:#222}.title{font-weight:bold}"
         "@media(prefers-color-scheme:dark){text{fill:#ddd}}")


def _rect(x, y, width, height, colour):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>')


def _text(x, y, text, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(text)}</text>'


def bars(title, rows, series, spreads=None):
    """`rows`: (name, [value of each series]); `spreads`: name -> (lowest, highest) as a line."""
    spreads = spreads or {}
    largest = max([value for _, values in rows for value in values]
                  + [high or 0 for _, high in spreads.values()] + [1e-9])
    scale = (WIDTH - LABELS - 80) / largest
    parts, y = [_text(8, 20, title, ' class="title"')], HEAD
    for name, values in rows:
        parts.append(_text(8, y + BAR * len(values) / 2 + 5, name))
        for index, value in enumerate(values):
            parts.append(_rect(LABELS, y, value * scale, BAR - 2, COLOURS[index]))
            end = value * scale
            low, high = spreads.get(name, (None, None))
            if low is not None:
                middle = y + BAR / 2 - 1
                parts.append(f'<line x1="{LABELS + low * scale:.1f}" y1="{middle}" '
                             f'x2="{LABELS + high * scale:.1f}" y2="{middle}" stroke="#c0392b" '
                             'stroke-width="2"/>')
                end = max(end, high * scale)
            parts.append(_text(LABELS + end + 6, y + BAR - 5, f"{value:.4g}"))
            y += BAR
        y += GAP
    if len(series) > 1:
        for index, name in enumerate(series):
            parts.append(_rect(LABELS + index * 90, y, 12, 12, COLOURS[index]))
            parts.append(_text(LABELS + 16 + index * 90, y + 11, name))
        y += 24
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" '
            f'height="{y}"><style>{STYLE}</style>{"".join(parts)}</svg>\n')
