"""Remotes to exchange with: a bare repository behind git's own daemon, and behind a web server with a password.

All of them listen on the loopback alone, on a port that is free, and end with the test that began them.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

PATIENCE = 60.0
NAME, SECRET = "member-17", "s3cret-t0ken"


def make_bare(folder: Path) -> Path:
    """An empty bare repository whose first branch is `main`, as `git init` makes it without its samples."""
    for part in ("objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks", "info"):
        (folder / part).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n")
    return folder


def closed_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def daemon(folder: Path, *, writable: bool = True) -> Iterator[str]:
    """git's daemon over the repositories in a folder; gives the address that their names follow."""
    executables = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    for _ in range(5):  # another process may be faster to take the port
        port = closed_port()
        command = [
            f"{executables}/git-daemon", "--export-all", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}",
            f"--base-path={folder}", *(["--enable=receive-pack"] if writable else []), str(folder),
        ]  # fmt: skip
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            if _answers(port, process):
                yield f"git://127.0.0.1:{port}"
                return
        finally:
            process.terminate()
            process.wait(PATIENCE)
    raise AssertionError("git's daemon did not begin")


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return True
    return False


class Web(ThreadingHTTPServer):
    """`git http-backend` behind a name and a password.

    `answer` is a status that every request gets instead, `answer_to_push` one that pushes get. `pause` is in seconds,
    before any answer. `asked` are the requests so far.
    """

    daemon_threads = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.answer = 0
        self.answer_to_push = 0
        self.pause = 0.0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The address that the repositories' names follow, without name and password."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def secret_url(self) -> str:
        """The same, with name and password."""
        return self.url.replace("//", f"//{NAME}:{SECRET}@")


class _Handler(BaseHTTPRequestHandler):
    server: Web
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            body = b"".join(self._chunks())
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._serve(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said on standard error."""

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().strip(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _serve(self, body: bytes) -> None:
        self.server.asked.append(self.path)
        time.sleep(self.server.pause)
        expected = "Basic " + base64.b64encode(f"{NAME}:{SECRET}".encode()).decode()
        status = self.server.answer or (self.server.answer_to_push if "receive-pack" in self.path else 0)
        if not status and self.headers.get("Authorization") != expected:
            status = 401
        if status:
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="test"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        split = urlsplit(self.path)
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": unquote(split.path),
            "QUERY_STRING": split.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_USER": NAME,
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            env=environment,
            capture_output=True,
            timeout=PATIENCE * 3,
            check=False,
        )
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().splitlines()]
        self.send_response(next((int(value.split()[0]) for name, value in fields if name == "Status"), 200))
        for name, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(rest)


@contextmanager
def web(folder: Path) -> Iterator[Web]:
    """A web server over the repositories in a folder, for as long as the block lasts."""
    with Web(folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(PATIENCE)
