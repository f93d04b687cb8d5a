extension Mistakes {
    /// The creation of a rule with these members and, unless others are given, an action that is right.
    private static func rule(
        _ members: String, actions: String = #"[{"action": "comment", "body": "Thank you."}]"#
    ) -> Mistake.Call {
        .post("/api/v1/rules", #"{"slug": "new", "channels": ["demo"], \#(members), "do": \#(actions)}"#)
    }

    static let rules: [Mistake] = [
        .request(
            "An event type that does not exist", rule(#""on": ["ticket.create"]"#), status: 422,
            mentions: ["/on/0", "Did you mean 'ticket.created'?"]),
        .request(
            "An action that does not exist",
            rule(#""on": ["ticket.created"]"#, actions: #"[{"action": "add_label", "labels": ["bug"]}]"#), status: 422,

            mentions: ["/do/0/action", "Did you mean 'label'?"]),
        .request(
            "An operator that does not exist",
            rule(#""on": ["ticket.created"], "if": {"contains": [{"var": "ticket.title"}, "x"]}"#),
            status: 422, mentions: ["/if", "contains", #"Did you mean {"in":"#]),
        .request(
            "A path that no event has",
            rule(#""on": ["ticket.created"], "if": {"in": ["bug", {"var": "ticket.lables"}]}"#),
            status: 422, mentions: ["/if", "ticket.lables", "ticket.labels"]),
        .request(
            "A name in a text that no event has",
            rule(#""on": ["ticket.created"]"#, actions: #"[{"action": "comment", "body": "{{ticket.titel}}"}]"#),
            status: 422,
            mentions: ["/do/0/body", "ticket.titel", "ticket.title"]),
        .request(
            "A text that is not closed",
            rule(#""on": ["ticket.created"]"#, actions: #"[{"action": "comment", "body": "{{ticket.title"}]"#),
            status: 422,
            mentions: ["/do/0/body", "not closed", "line 1"]),
        .request(
            "A channel that does not exist",
            rule(
                #""on": ["ticket.created"]"#,
                actions: #"[{"action": "create_ticket", "channel": "websit", "title": "x"}]"#),
            status: 422, mentions: ["/do/0/channel", "websit", "website"]),
        .request(
            "A template that does not exist",
            .post("/api/v1/channels/demo/tickets", #"{"template": "incidents"}"#), status: 422,
            mentions: ["/template", "incidents", "incident"]),
        .request(
            "A mistyped variable",
            .post(
                "/api/v1/channels/demo/tickets",
                #"{"template": "incident", "variables": {"sumary": "The shop is down"}}"#), status: 422,

            mentions: ["/variables/sumary", "Did you mean 'summary'?"]),
        .command(
            "A file that does not exist", .line("apply -f thanks.yml"), status: 64, mentions: ["thanks.yml"]),
        .command(
            "A file that is not YAML",
            .init(
                arguments: ["apply", "-f", "thanks.yaml"], files: ["thanks.yaml": "kind: rule\non: [ticket.created\n"]),
            status: 6, mentions: ["thanks.yaml:3", "YAML"]),
        .command(
            "A document without a kind",
            .init(
                arguments: ["apply", "-f", "thanks.yaml"],
                files: ["thanks.yaml": "slug: thanks\non: [ticket.created]\n"]), status: 6,
            mentions: ["thanks.yaml:1", "kind", "rule"]),
        .command(
            "A mistyped field in a file",
            .init(
                arguments: ["apply", "-f", "thanks.yaml"],
                files: [
                    "thanks.yaml":
                        "kind: rule\nslug: thanks\non: [ticket.created]\nchanels: [demo]\ndo: [{action: close}]\n"
                ]), status: 6, mentions: ["thanks.yaml:", "chanels", "channels"]),
    ]
}
