"""A real timestamp authority on this machine: `openssl ts` behind a small HTTP server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[ tsa ]
default_tsa = here
[ here ]
serial = ./serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
EXTENSIONS = """basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
"""


class LocalAuthority:
    """Its files in a folder, its certificate authority's certificate, its address while it is being served."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.address = ""
        self.answer: bytes | None = None
        """Given out instead of an answer of its own."""
        self.status = 200
        (folder / "ts.cnf").write_text(CONFIGURATION)
        (folder / "extensions").write_text(EXTENSIONS)
        (folder / "serial").write_text("01\n")
        for who in ("ca", "tsa"):
            self.openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", f"{who}.key")
        self.openssl("req", "-x509", "-new", "-key", "ca.key", "-subj", f"/CN={name} CA", "-days", "3650", "-out",
                     "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                     "keyUsage=critical,keyCertSign")  # fmt: skip
        self.openssl("req", "-new", "-key", "tsa.key", "-subj", f"/CN={name}", "-out", "tsa.csr")
        self.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", "3650", "-extfile", "extensions", "-out", "tsa.pem")  # fmt: skip

    @property
    def certificate(self) -> Path:
        """Its certificate authority's certificate, PEM."""
        return self.folder / "ca.pem"

    def openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def reply(self, request: bytes) -> bytes:
        """The answer to a request, without the chain of certificates."""
        if self.answer is not None:
            return self.answer
        (self.folder / "query").write_bytes(request)
        self.openssl("ts", "-reply", "-config", "ts.cnf", "-section", "here", "-queryfile", "query", "-inkey",
                     "tsa.key", "-signer", "tsa.pem", "-out", "reply")  # fmt: skip
        return (self.folder / "reply").read_bytes()


@contextmanager
def served(authority: LocalAuthority) -> Iterator[LocalAuthority]:
    """The authority, answering at its address for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            data = authority.reply(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(authority.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(OSError):  # whoever asked has heard enough
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    authority.address = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        authority.answer, authority.status = None, 200
