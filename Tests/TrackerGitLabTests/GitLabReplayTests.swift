import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// Replays exchanges recorded from gitlab.com.
@Suite(.enabled(if: Corpus.gitLab.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GitLabReplayTests {
    private static let origin = "https://gitlab.com/api/v4"

    private typealias Rule = (
        pattern: String, call: @Sendable (GitLabTracker, RecordedExchange, Comment) async throws -> Void
    )

    /// A placeholder: the adapter identifies projects by path, the recordings by numeric ID.
    private static let project = ProjectReference(path: "recorded/project")

    private static let rules: [Rule] = [
        (
            "GET /user",
            { tracker, exchange, at in
                PayloadChecks.check(try #require(try await tracker.verify().account), against: exchange.body, at: at)
            }
        ),
        (
            "GET /users",
            { tracker, exchange, at in
                let name = exchange.body[0]?["username"]?.stringValue ?? "nobody"
                let user = try await tracker.user(.username(name))
                if let raw = exchange.body[0] {
                    PayloadChecks.check(try #require(user), against: raw, at: at)
                } else {
                    #expect(user == nil, at)
                }
            }
        ),
        (
            "GET /projects/*",
            { tracker, exchange, at in
                PayloadChecks.check(try await tracker.project(exchange.segment(1)), against: exchange.body, at: at)
            }
        ),
        (
            "GET /projects/*/issues",
            { tracker, exchange, at in
                let page = try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 100)
                #expect(page.items.count == exchange.body.arrayValue?.count, at)
                for (ticket, raw) in zip(page.items, exchange.body.arrayValue ?? []) {
                    PayloadChecks.check(ticket, against: raw, at: at)
                }
                #expect((page.next != nil) == (exchange.headers[.link]?.contains("rel=\"next\"") ?? false), at)
            }
        ),
        (
            "GET /projects/*/issues/*",
            { tracker, exchange, at in
                PayloadChecks.check(
                    try await tracker.ticket(exchange.segment(3), in: project), against: exchange.body, at: at)
            }
        ),
        (
            "POST /projects/*/issues",
            { tracker, exchange, at in
                let draft = TicketDraft(title: exchange.body["title"]?.stringValue ?? "Title")
                PayloadChecks.check(
                    try await tracker.createTicket(draft, in: project, marker: nil), against: exchange.body, at: at)
            }
        ),
        (
            "PUT /projects/*/issues/*",
            { tracker, exchange, at in
                var patch = TicketPatch()
                patch.title = .set(exchange.body["title"]?.stringValue ?? "Title")
                PayloadChecks.check(
                    try await tracker.updateTicket(exchange.segment(3), patch, in: project), against: exchange.body,
                    at: at)
            }
        ),
        (
            "POST /projects/*/issues/*/notes",
            { tracker, exchange, at in
                let draft = CommentDraft(body: exchange.body["body"]?.stringValue ?? "Text", isInternal: true)
                PayloadChecks.check(
                    try await tracker.createComment(draft, on: exchange.segment(3), in: project),
                    against: exchange.body, at: at)
            }
        ),
    ]

    @Test func `every recorded exchange of an endpoint that the adapter uses is replayed through it`() async throws {
        var replayed: [String: Int] = [:]
        for exchange in try Corpus.gitLab.exchanges(prefix: "/api/v4") {
            guard let rule = Self.rules.first(where: { exchange.matches($0.pattern) }) else { continue }
            let at = Comment(rawValue: "\(exchange.file): \(exchange.method) \(exchange.path) → \(exchange.status)")
            replayed[rule.pattern, default: 0] += 1
            let transport = RenamingTransport(exchange)
            let tracker = try GitLabTracker.on(transport, baseURL: Self.origin)
            do {
                try await rule.call(tracker, exchange, at)
                #expect(exchange.status < 300, at)
            } catch let error as TrackerError {
                #expect(exchange.status == 404 && error.kindName.hasPrefix("notFound"), at)
            }
            #expect(
                GitLabLimits.observe(
                    ClientResponse(status: exchange.status, headers: exchange.headers), Timestamp(seconds: 0)
                ).limit
                    == exchange.headers[.rateLimitLimit].flatMap { Int($0) }, at)
        }
        for (pattern, count) in replayed.sorted(by: { $0.key < $1.key }) { print("replayed \(count) × \(pattern)") }
        print("corpus/gitlab/api: replayed \(replayed.values.reduce(0, +)) exchanges")
        #expect(replayed.values.reduce(0, +) >= 90)
        #expect(Set(Self.rules.map(\.pattern)).subtracting(replayed.keys) == [], "rules without a recording")
    }
}

/// Returns a recorded response to a request with the same method and path, apart from the project; otherwise 404.
private struct RenamingTransport: HTTPTransport {
    let exchange: RecordedExchange

    init(_ exchange: RecordedExchange) { self.exchange = exchange }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let path = request.url.dropFirst("https://gitlab.com/api/v4/".count).prefix { $0 != "?" }
        let own = path.split(separator: "/"), recorded = exchange.segments
        let isSame =
            own.count == recorded.count && zip(own, recorded).enumerated().allSatisfy { $0 == 1 || $1.0 == $1.1[...] }
        guard isSame, request.method.rawValue == exchange.method else {
            return .json(["message": "404 Not Found"], status: 404)
        }
        return ClientResponse(status: exchange.status, headers: exchange.headers, body: exchange.bytes)
    }
}
