extension Mistakes {
    private static let tickets = "/api/v1/channels/demo/tickets"

    static let json: [Mistake] = [
        .request(
            "A comma too many", .post(tickets, #"{"title": "Hello",}"#), status: 400,
            mentions: ["malformed_json", "line 1, column 19", "comma"]),
        .request(
            "Single quotes", .post(tickets, "{'title': 'Hello'}"), status: 400,
            mentions: ["malformed_json", "line 1, column 2", "double quotes"]),
        .request("No title", .post(tickets, #"{"labels": ["bug"]}"#), status: 422, mentions: ["/title", "required"]),
        .request("An empty title", .post(tickets, #"{"title": ""}"#), status: 422, mentions: ["/title", "1 to"]),
        .request(
            "A number as the title", .post(tickets, #"{"title": 42}"#), status: 422, mentions: ["/title", "text"]),
        .request(
            "GitLab's name for the text", .post(tickets, #"{"title": "Hello", "description": "World"}"#), status: 422,
            mentions: ["/description", "body"]),
        .request(
            "One assignee", .post(tickets, #"{"title": "Hello", "assignee": "dora"}"#), status: 422,
            mentions: ["/assignee", "assignees"]),
        .request(
            "Labels as text", .post(tickets, #"{"title": "Hello", "labels": "bug,ui"}"#), status: 422,
            mentions: ["/labels", "array", #"["bug", "ui"]"#]),
        .request(
            "A date that does not exist", .post(tickets, #"{"title": "Hello", "due_at": "2026-02-30"}"#), status: 422,
            mentions: ["/due_at", "2026-02 has the days 01 to 28"]),
        .request(
            "A priority of another tracker", .post(tickets, #"{"title": "Hello", "priority": "P1"}"#), status: 422,
            mentions: ["/priority", "Did you mean 'urgent'?"]),
        .request(
            "Closing with a state", .patch("\(tickets)/1", #"{"state": "closed"}"#), status: 422,
            mentions: ["/state", "'status' to 'done'"]),
        .request(
            "Closing for an unknown reason", .patch("\(tickets)/1", #"{"status": "done", "resolution": "fixed"}"#),
            status: 422, mentions: ["/resolution", "Did you mean 'completed'?"]),
        .request(
            "A status of another tracker", .patch("\(tickets)/1", #"{"status": "resolved"}"#), status: 422,
            mentions: ["/status", "Did you mean 'done'?"]),
        .request(
            "A list and its changes", .patch("\(tickets)/1", #"{"labels": ["a"], "add_labels": ["b"]}"#), status: 422,
            mentions: ["labels", "add_labels"]),
        .request(
            "An array as the body", .post(tickets, #"[{"title": "Hello"}]"#), status: 422, mentions: ["object"]),
        .request(
            "A form",
            Mistake.Call(
                method: "POST", path: tickets, fields: ["Content-Type: application/x-www-form-urlencoded"],
                body: "title=Hello"), status: 415, mentions: ["Content-Type", "application/json"]),
        .request(
            "JSON that curl sends as a form",
            Mistake.Call(
                method: "POST", path: tickets, fields: ["Content-Type: application/x-www-form-urlencoded"],
                body: #"{"title": "Hello"}"#), status: 415, mentions: ["Content-Type", "application/json"]),
        .request(
            "No body", Mistake.Call(method: "POST", path: tickets), status: 422, mentions: ["body"]),
    ]
}
