"""The model card as it stands in the bundle, with a policy that lets the page be drawn and do nothing else."""

import re
from base64 import b64encode
from hashlib import sha256

from fastapi import Response
from fastapi.responses import HTMLResponse

_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)


def card_facts(text: str) -> Response:
    """The facts, for programs."""
    return Response(text, media_type="application/json")


def card_page(html: str) -> HTMLResponse:
    """The page, for people: it carries its style with it, so that it can be read without the service too."""
    styles = " ".join(f"'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'" for css in _STYLE.findall(html))
    policy = f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})
