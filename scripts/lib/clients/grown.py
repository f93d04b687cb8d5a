"""A gateway of the future: passes calls on to the gateway, and adds to its answers what docs/api.md says may be added at any time."""
import http.server, json, urllib.error, urllib.request

NEW_VALUES = {"tracker": "jira", "kind": "epic", "status": "triaged", "type": "ticket.snoozed", "origin": "mcp", "body_format": "adf"}
"""Values of extensible enumerations that no version has yet, by the members that they stand in."""


ANY_MEMBER = {"nested": [1, None]}

NEW_MEMBERS = {"changes": {"from": None, "to": "new"}, "status_map": "triaged", "settings": "new", "headers": "new"}
"""Values for a new key of the objects that are maps; all other objects get an unknown member of any shape."""


def grow(value, new_member=ANY_MEMBER):
    """The same JSON with an unknown member in each object, and with values that are not in the contract."""
    if isinstance(value, list):
        return [grow(element) for element in value]
    if not isinstance(value, dict):
        return value
    grown = {"added_later": new_member}
    for name, member in value.items():
        # A problem's type is a URI, not one of an enumeration.
        new_value = name in NEW_VALUES and isinstance(member, str) and member != "about:blank"
        grown[name] = NEW_VALUES[name] if new_value else grow(member, NEW_MEMBERS.get(name, ANY_MEMBER))
    return grown


def serve(target):
    """A server on a free port, which is not started yet."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            # The request's own headers matter little here; the client's token does.
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
