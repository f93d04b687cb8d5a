extension Mistakes {
    static let filters: [Mistake] = [
        .request(
            "A value that a filter does not have", .get("/api/v1/tickets?state=ajar"), status: 422,
            mentions: ["?state", "open, closed"]),
        .request(
            "A state as a status", .get("/api/v1/tickets?status=closed"), status: 422,
            mentions: ["?status", "open", "state=closed"]),
        .request(
            "A status as a state", .get("/api/v1/tickets?state=done"), status: 422,
            mentions: ["?state", "status=done"]),
        .request(
            "A mistyped state", .get("/api/v1/tickets?state=opne"), status: 422,
            mentions: ["?state", "Did you mean 'open'?"]),
        .request(
            "A mistyped channel in a filter", .get("/api/v1/tickets?channel=websit"), status: 422,
            mentions: ["?channel", "websit", "website"]),
        .request(
            "A mistyped connection in a filter", .get("/api/v1/channels?connection=dmo"), status: 422,
            mentions: ["?connection", "dmo", "demo"]),
        .request(
            "A mistyped filter", .get("/api/v1/tickets?stat=open"), status: 422, mentions: ["?stat", "state"]),
        .request(
            "A page by number", .get("/api/v1/tickets?page=2"), status: 422, mentions: ["?page", "cursor"]),
        .request(
            "A page size with another API's name", .get("/api/v1/tickets?per_page=100"), status: 422,
            mentions: ["?per_page", "limit"]),
        .request(
            "A page that is too large", .get("/api/v1/tickets?limit=1000"), status: 422,
            mentions: ["?limit", "1 to 200"]),
        .request(
            "A sort field that does not exist", .get("/api/v1/tickets?sort=title"), status: 422,
            mentions: ["?sort", "created_at"]),
        .request(
            "A date without a time", .get("/api/v1/tickets?updated_after=2026-01-31"), status: 422,
            mentions: ["?updated_after", "2026-01-31T09:30:00Z"]),
        .request(
            "A mistyped kind of jobs", .get("/api/v1/jobs?kind=rule.rnu"), status: 422,
            mentions: ["?kind", "Did you mean 'rule.run'?"]),
        .request(
            "A date in words", .get("/api/v1/tickets?updated_after=yesterday"), status: 422,
            mentions: ["?updated_after", "2026-01-31T09:30:00Z"]),
        .request(
            "A search for a filler word", .get("/api/v1/tickets?q=the"), status: 422, mentions: ["?q"]),
        .request(
            "A cursor of another list", .get("/api/v1/channels?cursor=2"), status: 422,
            mentions: ["?cursor", "page.next"]),
        .request(
            "A mistyped channel of events", .get("/api/v1/events?channel=websit"), status: 422,
            mentions: ["?channel", "websit", "website"]),
        .request(
            "A mistyped type of events", .get("/api/v1/events?type=ticket.create"), status: 422,
            mentions: ["?type", "Did you mean 'ticket.created'?"]),
    ]
}
