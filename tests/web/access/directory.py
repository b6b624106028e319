"""An organisation's directory: a small real OpenID provider, with keys of its own, on this
machine. Whoever is sent there is signed in as ``who`` without being asked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "zhunsheng", "a-secret-between-the-two"


class Directory:
    """The provider; ``with Directory() as d``. ``d.issuer`` is its address."""

    def __init__(self) -> None:
        self.who: dict[str, Any] = {"sub": "1", "preferred_username": "nobody"}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        directory = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                directory.answer(self, urlparse(self.path), {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                directory.answer(self, urlparse(self.path), parse_qs(body))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Directory:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, to: BaseHTTPRequestHandler, url: Any, form: dict[str, list[str]]) -> None:
        if url.path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            told: Any = {f"{n}_endpoint": f"{self.issuer}/{at}" for n, at in names.items()}
            self._send(to, told | {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"})
        elif url.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            code = secrets.token_hex(8)
            self.codes[code] = asked
            to.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            to.send_header("Location", f"{asked['redirect_uri']}?{back}")
            to.end_headers()
        elif url.path == "/token":
            asked = self.codes.pop(form["code"][0])
            digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
            assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
            assert (form["client_id"][0], form["client_secret"][0]) == (CLIENT, SECRET)
            token = secrets.token_hex(8)
            self.tokens.add(token)
            claims = self.who | {
                "iss": self.issuer, "aud": CLIENT, "iat": int(time.time()),
                "exp": int(time.time()) + 60,
            }  # fmt: skip
            signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
            self._send(to, {"access_token": token, "token_type": "Bearer", "id_token": signed})
        elif url.path == "/userinfo":
            assert to.headers["Authorization"].removeprefix("Bearer ") in self.tokens
            self._send(to, self.who)
        else:
            self._send(to, {}, 404)

    def _send(self, to: BaseHTTPRequestHandler, told: object, status: int = 200) -> None:
        body = json.dumps(told).encode()
        to.send_response(status)
        to.send_header("Content-Type", "application/json")
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)
