import RawServerSupport

/// A gateway that returns prepared responses in order, and repeats the last one.
struct FakeGateway {
    struct Answer: Sendable {
        var status = 200
        var body = "{}"
        var fields: [String] = []
    }

    let server: RawServer

    init(_ answers: Answer...) throws {
        let queue = StatusQueue(Array(answers.indices))
        server = try RawServer { connection, _ in
            let answer = answers[queue.next()]
            let kind = answer.status < 400 ? "application/json" : "application/problem+json"
            return connection.answer(
                answer.status, fields: ["Content-Type: \(kind)"] + answer.fields,
                body: answer.status == 204 ? "" : answer.body)
        }
    }

    /// A page of a list.
    static func page(_ elements: [String], next: String? = nil) -> Answer {
        let cursor = next.map { "\"\($0)\"" } ?? "null"
        return Answer(
            body: #"{"data": [\#(elements.joined(separator: ","))], "page": {"limit": 50, "next": \#(cursor)}}"#)
    }

    static func problem(_ status: Int, _ code: String, more: String = "", fields: [String] = []) -> Answer {
        let body =
            #"{"type":"about:blank","title":"Title","status":\#(status),"code":"\#(code)","request_id":"r-1","timestamp":"2026-01-01T00:00:00Z"\#(more)}"#
        return Answer(status: status, body: body, fields: fields)
    }

    static func ticket(_ key: String, title: String = "Title", assignees: [String] = []) -> String {
        let people = assignees.map { #"{"username": "\#($0)", "name": null}"# }.joined(separator: ",")
        return
            #"{"channel": "demo", "key": "\#(key)", "status": "open", "title": "\#(title)", "assignees": [\#(people)], "labels": ["bug", "ui"], "#
            + #""author": {"username": "ann"}, "milestone": null, "body": "One\nTwo", "updated_at": "2026-01-31T09:30:00Z"}"#
    }

    /// Runs a command against this gateway.
    func run(_ arguments: [String], terminal: Int? = nil, input: String = "", variables: [String: String]? = nil) async
        -> CommandRun
    {
        let url = "http://127.0.0.1:\(server.port)"
        return await CommandRun.of(
            arguments, url: url, variables: variables ?? ["TICKET_GATEWAY_TOKEN": "tgw_test"], terminal: terminal,
            input: input)
    }

    var targets: [String] { server.requests.map { "\($0.method) \($0.target)" } }
    var bodies: [String] { server.requests.map { String(decoding: $0.body, as: UTF8.self) } }
}
