import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite(.enabled(if: Corpus.gitHub.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GitHubReplayTests {
    /// The server from which the exchanges were recorded.
    private static let origin = "https://api.github.com"

    @Test func `every recorded exchange of an endpoint that the adapter uses is replayed through it`() async throws {
        var replayed: [String: Int] = [:], failures = 0
        for exchange in try Corpus.gitHub.exchanges(prefix: "/api/v3") {
            guard let rule = ReplayRule.all.first(where: { $0.matches(exchange) }),
                ![301, 304].contains(exchange.status)
            else { continue }
            replayed[rule.pattern, default: 0] += 1
            if exchange.status >= 300 { failures += 1 }
            try await replay(exchange, rule)
        }
        for (pattern, count) in replayed.sorted(by: { $0.key < $1.key }) { print("replayed \(count) × \(pattern)") }
        let total = replayed.values.reduce(0, +)
        print("corpus/github/api: replayed \(total) exchanges, \(failures) of them failures")
        #expect(total >= 361)
        #expect(Set(ReplayRule.all.map(\.pattern)).subtracting(replayed.keys) == [], "rules without a recording")
    }

    private func replay(_ exchange: RecordedExchange, _ rule: ReplayRule) async throws {
        let at = Comment(rawValue: "\(exchange.file): \(exchange.method) \(exchange.path) → \(exchange.status)")
        let transport = ReplayTransport(exchange, origin: Self.origin, around: rule.around(exchange))
        let tracker = try GitHubTracker.on(transport, baseURL: Self.origin)
        do {
            try await rule.call(tracker, exchange, at)
            #expect(exchange.status < 300 || exchange.meansNothingWhenMissing, at)
        } catch let error as TrackerError {
            #expect(wanted(exchange).contains(error.kindName.split(separator: " ").first.map(String.init) ?? ""), at)
        }
        // A pull request is detected before it is changed.
        #expect(transport.replayed != nil || exchange.showsPullRequest, at)
    }

    /// The allowed outcomes of an exchange, by its status and body; empty for success.
    private func wanted(_ exchange: RecordedExchange) -> Set<String> {
        switch exchange.status {
        case 200..<300 where exchange.showsPullRequest: ["notFound"]
        case 200: exchange.body.isNull ? ["malformedResponse"] : []
        case 301, 302, 307: ["upstream"]
        case 401: ["unauthorized"]
        case 403: ["forbidden"]
        case 404: ["notFound"]
        case 422: ["invalid", "conflict"]
        default: ["upstream"]
        }
    }

    @Test func `the recorded renaming is followed`() async throws {
        let exchanges = try Corpus.gitHub.exchanges(prefix: "/api/v3").filter { $0.file.contains("rename-repository") }
        let moved = try #require(exchanges.first { $0.status == 301 })
        let target = try #require(exchanges.first { $0.method == "GET" && $0.path.hasPrefix("/repositories/") })
        let transport = ReplayTransport(moved, origin: Self.origin, around: ["GET \(target.path)": .json(target.body)])
        let project = try await GitHubTracker.on(transport, baseURL: Self.origin).project(moved.project.path)
        PayloadChecks.check(project, against: target.body, at: "renamed")
        #expect(project.path != moved.project.path)
    }

    @Test func `the recorded pages of issues are read to their end`() async throws {
        let pages = try Corpus.gitHub.exchanges(prefix: "/api/v3").filter {
            $0.file.contains("paginate-issues") && $0.path.hasSuffix("/issues") && $0.method == "GET"
        }
        #expect(pages.count > 2)
        for (index, page) in pages.enumerated() {
            let next = page.headers[.link].flatMap { LinkHeader($0).next }
            #expect((next != nil) == (index < pages.count - 1), "page \(index)")
        }
    }
}

extension RecordedExchange {
    /// Whether a 404 is not an error: an unknown user is nil, and a label that an issue does not have needs no removal.
    fileprivate var meansNothingWhenMissing: Bool {
        status == 404
            && (segments[0] == "users" || (method == "DELETE" && segments.count == 7 && segments[5] == "labels"))
    }

    /// Whether the response contains a pull request, which the adapter ignores.
    fileprivate var showsPullRequest: Bool {
        let all = body.arrayValue ?? [body]
        return all.contains {
            $0["pull_request"]?["html_url"]?.stringValue != nil
                || $0["html_url"]?.stringValue?.contains("/pull/") ?? false
        }
    }
}
