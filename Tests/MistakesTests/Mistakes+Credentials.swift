extension Mistakes {
    static let credentials: [Mistake] = [
        .request(
            "No token", .get("/api/v1/channels", as: .none), status: 401,
            mentions: ["Authorization", "Bearer", "tokens create"]),
        .request(
            "Another scheme", .get("/api/v1/channels", as: .field("Token TOKEN")), status: 401,
            mentions: ["Bearer <token>"]),
        .request(
            "The token without a scheme", .get("/api/v1/channels", as: .field("TOKEN")), status: 401,
            mentions: ["Bearer <token>"]),
        .request(
            "A token that was never issued", .get("/api/v1/channels", as: .unknown), status: 401,
            mentions: ["does not know the token"]),
        .request(
            "An expired token", .get("/api/v1/channels", as: .expired), status: 401,
            mentions: ["token expired at", "tokens create"]),
        .request(
            "A revoked token", .get("/api/v1/channels", as: .revoked), status: 401,
            mentions: ["token was revoked", "tokens create"]),
        .request(
            "A token without the scope", .post("/api/v1/channels/demo/tickets", #"{"title": "Hello"}"#, as: .reader),
            status: 403, mentions: ["tickets:write"]),
        .request(
            "A token of another channel", .get("/api/v1/channels/website/tickets", as: .restricted), status: 404,
            mentions: ["website", "'demo'"]),
        .request(
            "A client's id that does not exist",
            Mistake.Call(
                method: "POST", path: "/api/v1/authorize", fields: ["Content-Type: application/json"],
                body: #"{"client_id": "desk", "client_secret": "secret"}"#, credential: .none), status: 401,
            mentions: ["client id", "secret"]),
        .command(
            "The command line without a token",
            .init(arguments: ["tickets", "list", "demo"], environment: ["TICKET_GATEWAY_TOKEN": nil]),
            status: 4, mentions: ["TICKET_GATEWAY_TOKEN", "--token-file", "auth login"]),
        .command(
            "The command line with a wrong token",
            .init(arguments: ["tickets", "list", "demo"], environment: ["TICKET_GATEWAY_TOKEN": "tgw_wrong"]),
            status: 4, mentions: ["does not know the token"]),
        .command(
            "A token file that other users can read",
            .init(
                arguments: ["tickets", "list", "demo", "--token-file", "token"], files: ["token": "tgw_wrong"]),
            status: 78, mentions: ["token", "chmod 600 token"]),
        .command(
            "A token file that does not exist", .line("tickets list demo --token-file tokn"), status: 78,
            mentions: ["tokn", "No such file"]),
        .command(
            "The token as an option", .line("tickets list demo --token tgw_secret"), status: 64,
            mentions: ["--token", "--token-file"]),
        .command(
            "A scope that does not exist", .server("token create script --scope ticket:read", in: .database),
            status: 64, mentions: ["ticket:read", "Did you mean 'tickets:read'?"]),
    ]
}
