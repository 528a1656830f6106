"""A stand-in for a service of one's own: it answers, and greets with what the stack gives it."""

import http.server
import pathlib

GREETING = pathlib.Path("/etc/notes/greeting.txt")


class Notes(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"ok\n" if self.path == "/health" else GREETING.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("", 8000), Notes).serve_forever()
