extension Mistakes {
    private static let tickets = "/api/v1/channels/demo/tickets"

    static let headers: [Mistake] = [
        .request(
            "An entity tag without quotes",
            .patch("\(tickets)/1", #"{"title": "New"}"#, fields: ["If-Match: abc"]), status: 412,
            mentions: ["If-Match", #""abc" instead of abc"#]),
        .request(
            "A weak entity tag", .patch("\(tickets)/1", #"{"title": "New"}"#, fields: [#"If-Match: W/"abc""#]),
            status: 412, mentions: ["If-Match", #"send "abc""#]),
        .request(
            "An outdated entity tag", .patch("\(tickets)/1", #"{"title": "New"}"#, fields: [#"If-Match: "old""#]),
            status: 412, mentions: ["If-Match"]),
        .request(
            "A key that is too long",
            .post(tickets, #"{"title": "Hello"}"#, fields: ["Idempotency-Key: \(String(repeating: "k", count: 300))"]),
            status: 422, mentions: ["Idempotency-Key", "255"]),
        .request(
            "Another charset",
            Mistake.Call(
                method: "POST", path: tickets, fields: ["Content-Type: application/json; charset=latin1"],
                body: #"{"title": "Hello"}"#), status: 415, mentions: ["latin1", "UTF-8"]),
        .request(
            "An actor that only the gateway may be",
            .post(tickets, #"{"title": "Hello"}"#, fields: ["Ticket-Actor: gateway"]), status: 422,
            mentions: ["Ticket-Actor", "gateway"]),
    ]

    static let urls: [Mistake] = [
        .request("The API without its prefix", .get("/tickets"), status: 404, mentions: ["/api/v1/tickets"]),
        .request("A path that does not exist", .get("/api/v1/boards"), status: 404, mentions: ["/apidocs/"]),
        .request(
            "A path in the singular", .get("/api/v1/channel/demo"), status: 404, mentions: ["/api/v1/channels/demo"]),
        .request(
            "Another tracker's noun", .get("/api/v1/channels/demo/issues"), status: 404,
            mentions: ["/api/v1/channels/demo/tickets"]),
        .request("A slash at the end", .get("/api/v1/channels/"), status: 404, mentions: ["without the slash"]),
        .request(
            "Deleting a list", Mistake.Call(method: "DELETE", path: tickets), status: 405,
            mentions: ["GET", "POST", "DELETE /api/v1/channels/demo/tickets/{key}"]),
        .request(
            "Creating a ticket without a channel", .post("/api/v1/tickets", #"{"title": "Hello"}"#), status: 405,
            mentions: ["GET", "POST /api/v1/channels/{slug}/tickets"]),
        .request(
            "PUT instead of PATCH", Mistake.Call(method: "PUT", path: "\(tickets)/1"), status: 405,
            mentions: ["PATCH /api"]),
        .command(
            "A URL without a scheme", .line("tickets list demo --url 127.0.0.1:3000"), status: 78,
            mentions: ["https://", "127.0.0.1:3000"]),
        .command(
            "A URL with the API's prefix", .line("tickets list demo --url http://127.0.0.1:3000/api/v1"), status: 0,
            mentions: ["The login page is blank"]),
        .command(
            "A gateway that does not run", .line("tickets list demo --url http://127.0.0.1:1"), status: 69,
            mentions: ["http://127.0.0.1:1"]),
    ]
}
