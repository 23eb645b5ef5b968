"""An IMAP server that does as it is told: it fails at a step, in a way, and then no more."""

from __future__ import annotations

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = ("LOGIN", "STATUS", "EXAMINE", "SEARCH", "HEADERS", "BODY", "LOGOUT")
MAIL_FAULTS = ("left out", "empty", "half", "endless", "cut")
"""What may be wrong with the second mail alone."""


@dataclass
class Script:
    """The mails by UID; `step` and `way`, or `fault`, say what goes wrong.

    Ways are close, no, bad, silence (an answer that says nothing) and nonsense.
    """

    mails: dict[int, bytes]
    step: str = ""
    way: str = ""
    fault: str = ""
    seen: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    script: Script

    def handle(self) -> None:
        """Answer one connection until it ends."""
        self._send("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode("latin-1").strip().partition(" ")
            step = _step(command)
            self.script.seen.append(step)
            if step == self.script.step and not self._misbehave(tag):
                return
            if step != self.script.step or not self.script.way:
                self._answer(tag, command, step)
            if step == "LOGOUT":
                return

    def _misbehave(self, tag: str) -> bool:
        """Fail once in the script's way; False where the connection is over."""
        way, self.script.way = self.script.way, ""
        match way:
            case "close":
                return False
            case "no" | "bad":
                self._send(f"{tag} {way.upper()} not now")
                self.script.step = ""
            case "silence":
                self._send(f"{tag} OK done")
                self.script.step = ""
            case "nonsense":
                self._send("* \x00\x01 what?")
                self._send(f"{tag} OK done")
                self.script.step = ""
        return True

    def _answer(self, tag: str, command: str, step: str) -> None:
        match step:
            case "CAPABILITY":
                self._send("* CAPABILITY IMAP4rev1")
            case "STATUS":
                self._send('* STATUS "INBOX" (UIDVALIDITY 7)')
            case "EXAMINE":
                self._send(f"* {len(self.script.mails)} EXISTS")
            case "SEARCH":
                self._send(f"* SEARCH {' '.join(map(str, self.script.mails))}")
            case "HEADERS":
                for uid in _uids(command):
                    self._describe(uid)
            case "BODY":
                self._piece(_uids(command)[0], command)
            case "LOGOUT":
                self._send("* BYE")
        self._send(f"{tag} OK done")

    def _describe(self, uid: int) -> None:
        if self.script.fault == "left out" and uid == 2:
            return
        mail = self.script.mails[uid]
        head = mail.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
        words = (
            f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail)} "
            'INTERNALDATE "04-Aug-2025 09:00:00 +0800" BODYSTRUCTURE '
            '(("application" "octet-stream" ("name" "a.xlsx")) "mixed") '
            f"BODY[HEADER] {{{len(head)}}}\r\n"
        )
        self.wfile.write(words.encode() + head + b")\r\n")

    def _piece(self, uid: int, command: str) -> None:
        start, most = map(int, re.findall(r"<(\d+)\.(\d+)>", command)[0])
        mail = self.script.mails[uid]
        fault = self.script.fault if uid == 2 else ""
        if fault == "empty":
            return
        if fault == "half":
            mail = mail[: len(mail) // 2]
        piece = b"x" * most if fault == "endless" else mail[start : start + most]
        words = f"* {uid} FETCH (UID {uid} BODY[]<{start}> {{{len(piece)}}}\r\n"
        self.wfile.write(words.encode())
        if fault == "cut":
            self.wfile.write(piece[:500])
            self.connection.close()
            return
        self.wfile.write(piece + b")\r\n")

    def _send(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode("latin-1"))


def _step(command: str) -> str:
    upper = command.upper()
    if upper.startswith("UID SEARCH"):
        return "SEARCH"
    if upper.startswith("UID FETCH"):
        return "HEADERS" if "HEADER" in upper else "BODY"
    if upper.startswith("SELECT"):
        return "EXAMINE"
    return upper.partition(" ")[0]


def _uids(command: str) -> list[int]:
    return [int(uid) for uid in re.findall(r"\d+", command.split()[2])]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a connection that ends in the middle is what is tested."""


@contextmanager
def scripted_server(script: Script) -> Iterator[int]:
    """Run the server on loopback; gives its port."""
    handler = type("Handler", (_Handler,), {"script": script})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
