extension Mistakes {
    static let slugs: [Mistake] = [
        .request(
            "A mistyped channel", .get("/api/v1/channels/websit/tickets"), status: 404,
            mentions: ["websit", "website"]),
        .request(
            "A mistyped channel in a write", .post("/api/v1/channels/wbsite/tickets", #"{"title": "Hello"}"#),
            status: 404, mentions: ["wbsite", "website"]),
        .request(
            "A ticket that does not exist", .get("/api/v1/channels/demo/tickets/4711"), status: 404,
            mentions: ["4711", "demo", "tickets list"]),
        .request(
            "A slug with capitals and blanks",
            .post("/api/v1/channels", #"{"slug": "My Shop", "connection": "demo", "path": "shop"}"#), status: 422,
            mentions: ["/slug", "lower-case"]),
        .request(
            "A slug that is in use",
            .post("/api/v1/channels", #"{"slug": "demo", "connection": "demo", "path": "other"}"#), status: 409,
            mentions: ["slug_taken", "channel"]),
        .request(
            "A mistyped connection", .post("/api/v1/channels", #"{"slug": "shop", "connection": "dmo", "path": "x"}"#),
            status: 422, mentions: ["/connection", "dmo", "demo"]),
        .request(
            "A mistyped rule", .get("/api/v1/rules/thank-reporter"), status: 404,
            mentions: ["thank-reporter", "thank-reporters"]),
        .command(
            "A mistyped channel on the command line", .line("tickets list websit"), status: 3,
            mentions: ["websit", "website"]),
        .command(
            "The channel's title", .init(arguments: ["channels", "show", "The website"]), status: 3,
            mentions: ["The website", "Did you mean 'website'?"]),
        .command(
            "Key and channel exchanged", .line("tickets show 1 demo"), status: 3,
            mentions: ["no channel '1'", "comes first", "'demo'"]),
    ]
}
