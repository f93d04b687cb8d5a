"""Creates signed webhook deliveries like GitHub's, and checks in the gateway's database how they were processed."""
import hashlib, hmac, json, random, time, uuid

from experiment import PROJECT, psql


class Channel:
    """A channel with a webhook. Each of its deliveries reports a different issue."""

    def __init__(self, gateway, database_url, slug, seed=1):
        self.slug, self.seed, self.database_url = slug, seed, database_url
        self.target = f"/webhooks/{slug}"
        self.secret = gateway.must("POST", f"channels/{slug}/webhook", {"manual": True})["secret"].encode()
        self.repository = int(self.query(f"SELECT remote_project_id FROM channel WHERE slug = '{slug}'")[0][0])

    def query(self, sql):
        return psql(self.database_url, sql)

    def delivery(self, number, length=None):
        """(headers, body) of the delivery that reports issue `number`; `length` of its text in characters, or random."""
        body = self._body(number, random.randint(0, 4000) if length is None else length)
        return {
            "Content-Type": "application/json", "X-GitHub-Event": "issues", "X-GitHub-Delivery": str(uuid.UUID(int=number + (self.seed << 64))),
            "X-Hub-Signature-256": "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()}, body

    def _body(self, number, length):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + number))
        user = {"id": 7, "login": "octo-helper", "type": "User", "html_url": "https://github.com/octo-helper"}
        page = f"https://github.com/{PROJECT}"
        return json.dumps({
            "action": "opened",
            "issue": {
                "id": 5_000_000 + number, "number": number, "title": f"Issue {number}", "body": "x" * length, "state": "open", "user": user,
                "labels": [], "assignees": [], "milestone": None, "locked": False, "comments": 0, "html_url": f"{page}/issues/{number}",
                "url": f"https://api.github.com/repos/{PROJECT}/issues/{number}", "created_at": moment, "updated_at": moment,
                "closed_at": None},
            "repository": {"id": self.repository, "full_name": PROJECT, "html_url": page}, "sender": user}, separators=(",", ":")).encode()

    def settle(self, seconds):
        """Waits until no delivery is pending, at most `seconds`; returns the seconds waited."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.query("SELECT count(*) FROM delivery WHERE state = 'received'") == [["0"]]:
                break
            time.sleep(0.2)
        return time.monotonic() - began

    def outcome(self, numbers):
        """The outcome of the deliveries with these numbers."""
        events = {int(key): int(count) for key, count in self.query(
            "SELECT ticket_key, count(*) FROM event WHERE type = 'ticket.created' GROUP BY ticket_key")}
        tickets = {int(key): int(count) for key, count in self.query(
            f"SELECT key, count(*) FROM ticket WHERE channel_id = (SELECT id FROM channel WHERE slug = '{self.slug}') GROUP BY key")}
        return Outcome(
            states={state: int(count) for state, count in self.query("SELECT state, count(*) FROM delivery GROUP BY state")},
            lost=[number for number in numbers if number not in events or number not in tickets],
            acted_twice=[number for number, count in events.items() if count > 1],
            doubled=[number for number, count in tickets.items() if count > 1],
            dead_jobs=int(self.query("SELECT count(*) FROM finished_job WHERE state = 'dead'")[0][0]), sent=len(numbers))

    def unfinished(self):
        """Describes unfinished jobs and open database sessions, to diagnose missing deliveries."""
        jobs = self.query(
            "SELECT state, blocked, lane, count(*), max(attempts), min(run_at), max(run_at), min(lease_until), max(lease_until), max(last_error) "
            "FROM job GROUP BY 1, 2, 3")
        sessions = self.query(
            "SELECT state, wait_event, count(*), max(now() - state_change), left(max(query), 120) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY 1, 2")
        return [f"now: {self.query('SELECT now()')[0][0]}"] + [f"jobs: {row}" for row in jobs] + [f"sessions: {row}" for row in sessions]


class Outcome:
    """How deliveries that got a 2xx were processed."""

    def __init__(self, states, lost, acted_twice, doubled, dead_jobs, sent):
        self.states, self.lost, self.acted_twice, self.doubled = states, lost, acted_twice, doubled
        self.dead_jobs, self.sent = dead_jobs, sent

    @property
    def is_good(self):
        return not self.lost and not self.acted_twice and not self.doubled and self.states == {"applied": self.sent}

    def __str__(self):
        return (f"{len(self.lost)} lost, {len(self.acted_twice)} processed twice, {len(self.doubled)} duplicate tickets; "
                f"states {self.states}, {self.dead_jobs} dead-letter jobs")
