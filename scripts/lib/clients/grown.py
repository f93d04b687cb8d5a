"""Simulates a future gateway: a proxy that adds to responses what future versions may add according to docs/api.md."""
import http.server, json, urllib.error, urllib.request

NEW_VALUES = {"tracker": "jira", "kind": "epic", "status": "triaged", "type": "ticket.snoozed", "origin": "mcp", "body_format": "adf"}
"""Values of extensible enumerations that do not exist yet, by member name."""


ANY_MEMBER = {"nested": [1, None]}

NEW_MEMBERS = {"changes": {"from": None, "to": "new"}, "status_map": "triaged", "settings": "new", "headers": "new"}
"""Values for a new key in objects that are maps; all other objects get an unknown member of arbitrary type."""


def grow(value, new_member=ANY_MEMBER):
    """Adds an unknown member to each object, and replaces values of extensible enumerations with unknown ones."""
    if isinstance(value, list):
        return [grow(element) for element in value]
    if not isinstance(value, dict):
        return value
    grown = {"added_later": new_member}
    for name, member in value.items():
        # The `type` of a problem is a URI, not an enumeration.
        new_value = name in NEW_VALUES and isinstance(member, str) and member != "about:blank"
        grown[name] = NEW_VALUES[name] if new_value else grow(member, NEW_MEMBERS.get(name, ANY_MEMBER))
    return grown


def serve(target):
    """Returns a server on a free port, which is not yet started."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            # Of the request's headers, only the token matters here.
            headers = {"Authorization": self.headers.get("Authorization", ""), "Accept": "application/json"}
            try:
                with urllib.request.urlopen(urllib.request.Request(target + self.path, headers=headers), timeout=30) as response:
                    self.answer(response.status, response)
            except urllib.error.HTTPError as error:
                self.answer(error.code, error)

        def answer(self, status, response):
            body = json.dumps(grow(json.load(response))).encode()
            self.send_response(status)
            self.send_header("Content-Type", response.headers["Content-Type"])
            self.send_header("X-Request-Id", response.headers["X-Request-Id"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
