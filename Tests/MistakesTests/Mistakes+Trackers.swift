extension Mistakes {
    private static func connection(_ members: String) -> Mistake.Call {
        .post("/api/v1/connections", #"{"slug": "new", \#(members)}"#)
    }

    private static func connection(_ members: String, token: String) -> Mistake.Call {
        connection(#"\#(members), "credentials": {"type": "token", "token": "\#(token)"}"#)
    }

    static let addresses: [Mistake] = [
        .request(
            "A tracker on the own network",
            connection(#""tracker": "gitlab", "base_url": "https://192.168.1.10/api/v4""#, token: "ghp_owner"),
            status: 422,
            mentions: ["/base_url", "TICKET_GATEWAY_ALLOWED_NETWORKS"]),
        .request(
            "A tracker without TLS",
            connection(#""tracker": "gitlab", "base_url": "http://8.8.8.8/api/v4""#, token: "ghp_owner"), status: 422,
            mentions: ["/base_url", "https://8.8.8.8", "TICKET_GATEWAY_ALLOWED_NETWORKS"]),
        .request(
            "A tracker's host without a scheme",
            connection(#""tracker": "gitlab", "base_url": "gitlab.example.org""#, token: "ghp_owner"), status: 422,
            mentions: ["/base_url", "https://"]),
        .request(
            "A receiver on the own machine",
            .post("/api/v1/subscriptions", #"{"slug": "team", "url": "http://127.0.0.1:8000/"}"#), status: 422,
            mentions: ["/url", "TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"]),
    ]

    static let trackers: [Mistake] = [
        .request(
            "A tracker that is not supported", connection(#""tracker": "jira""#, token: "ghp_owner"), status: 422,
            mentions: ["/tracker", "github", "gitlab"]),
        .request(
            "No credentials", connection(#""tracker": "github""#), status: 422, mentions: ["/credentials", "token"]),
        .request(
            "The credentials of another tracker", connection(#""tracker": "trello""#, token: "ghp_owner"), status: 422,
            mentions: ["/credentials", "key_and_token"]),
        .request(
            "A token that the tracker refuses",
            .post("/api/v1/channels", #"{"slug": "new", "connection": "stale", "path": "octo-owner/tools"}"#),
            status: 502,
            mentions: ["tracker_unauthorized", "'stale'", "connections update stale"]),
        .request(
            "A mistyped project",
            .post("/api/v1/channels", #"{"slug": "new", "connection": "octo", "path": "octo-owner/tool"}"#),
            status: 422, mentions: ["/path", "octo-owner/tool", "connections projects octo"]),
        .request(
            "A project's web address",
            .post(
                "/api/v1/channels",
                #"{"slug": "new", "connection": "octo", "path": "https://github.com/octo-owner/tools"}"#), status: 422,
            mentions: ["/path", "'octo-owner/tools'"]),
        .request(
            "A field that the tracker does not have",
            .post("/api/v1/channels/tools/tickets", #"{"title": "Hello", "severity": "error"}"#), status: 422,
            mentions: ["capability_missing", "/severity", "can: local"]),
        .request(
            "Deleting a connection that is in use",
            Mistake.Call(method: "DELETE", path: "/api/v1/connections/octo"), status: 409,
            mentions: ["connection_in_use", "connection=octo"]),
        .command(
            "Verifying a token that the tracker refuses", .line("connections verify stale"), status: 7,
            mentions: ["stale", "unauthorized", "connections update stale"]),
    ]
}
