import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// Replays recorded exchanges with a real GlitchTip through the adapter.
@Suite(.enabled(if: Corpus.glitchTip.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GlitchTipReplayTests {
    private static let origin = "http://127.0.0.1:18000"
    private static let project = ProjectReference(path: "acme-org/shop-api", remoteID: "1")

    /// The adapter's operation that makes a recorded call; nil for calls that it never makes.
    private static func action(_ exchange: RecordedExchange) -> (@Sendable (GlitchTipTracker) async throws -> Void)? {
        let id = exchange.segments.count > 3 ? exchange.segments[3] : ""
        guard exchange.path.hasSuffix("/") else { return nil }
        let body = exchange.requestBody
        if exchange.matches("GET /api/0/issues/*"), id.isNumber { return { _ = try await $0.ticket(id, in: project) } }
        if exchange.matches("PUT /api/0/issues/*"), let status = body["status"]?.stringValue,
            body.objectValue?.count == 1
        {
            return { tracker in
                var patch = TicketPatch()
                patch.status = .set(.raw(id: status))
                _ = try await tracker.updateTicket(id, patch, in: project)
            }
        }
        if exchange.matches("GET /api/0/issues/*/events") {
            return { tracker in
                let page = try await tracker.occurrences(of: id, in: project, page: nil, pageSize: 1)
                #expect(page.items.first?.exceptions.first?.frames.first?.function == "boom" && page.next != nil)
            }
        }
        if exchange.matches("DELETE /api/0/issues/*") { return { try await $0.deleteTicket(id, in: project) } }
        if exchange.matches("GET /api/0/issues/*/comments") {
            return { _ = try await $0.comments(of: id, in: project, page: nil) }
        }
        if exchange.matches("POST /api/0/issues/*/comments"), let text = body["data"]?["text"]?.stringValue,
            !text.isEmpty
        {
            return { _ = try await $0.createComment(CommentDraft(body: text), on: id, in: project) }
        }
        if exchange.matches("PUT /api/0/issues/*/comments/*"), let text = body["data"]?["text"]?.stringValue {
            return { _ = try await $0.updateComment(exchange.segments[5], body: text, on: id, in: project) }
        }
        if exchange.matches("DELETE /api/0/issues/*/comments/*") {
            return { try await $0.deleteComment(exchange.segments[5], on: id, in: project) }
        }
        return placeAction(exchange)
    }

    private static func placeAction(_ exchange: RecordedExchange) -> (
        @Sendable (GlitchTipTracker) async throws -> Void
    )? {
        if exchange.matches("GET /api/0/projects/*/*/issues") {
            let other = ProjectReference(path: "acme-org/\(exchange.segments[4])")
            return { _ = try await $0.tickets(in: other, since: nil, page: nil, pageSize: 50) }
        }
        if exchange.matches("GET /api/0/projects/*/*") { return { _ = try await $0.project(project.path) } }
        if exchange.matches("GET /api/0/projects") { return { _ = try await $0.projects(page: nil) } }
        if exchange.matches("POST /api/0/projects/*/*/alerts") {
            return {
                _ = try await $0.registerWebhook(
                    WebhookDraft(callbackURL: "http://127.0.0.1/x", secret: "x"), in: project)
            }
        }
        if exchange.matches("GET /api/0/projects/*/*/alerts") { return { _ = try await $0.webhook("1", in: project) } }
        return nil
    }

    @Test func `every recorded exchange of a call that the adapter makes is replayed through it`() async throws {
        let exchanges = try Corpus.glitchTip.recordedExchanges()
        let issue = try #require(exchanges.first { $0.method == "GET" && $0.path == "/api/0/issues/1/" })
        let event = try #require(exchanges.first { $0.path == "/api/0/issues/1/events/latest/" })
        var replayed = 0, failures = 0
        for exchange in exchanges {
            guard let action = Self.action(exchange) else { continue }
            let at = Comment(rawValue: "\(exchange.method) \(exchange.path) → \(exchange.status)")
            let transport = ScriptedTransport { request, _ in
                let path = request.url.dropFirst(Self.origin.count).prefix { $0 != "?" }
                if request.url.contains("cursor=") { return .json([]) }
                if request.method.rawValue == exchange.method, path == exchange.path {
                    return ClientResponse(status: exchange.status, headers: exchange.headers, body: exchange.bytes)
                }
                if path.hasSuffix("/events/latest/") { return .json(event.body) }
                if request.method == .get, path.hasPrefix("/api/0/issues/") {
                    let isUnknown = path.contains("999999")
                    let id = JSON.string(String(path.split(separator: "/")[3]))
                    return isUnknown
                        ? .json(["detail": "Not Found"], status: 404) : .json(issue.body.adding(["id": id]))
                }
                if path.hasPrefix("/api/0/projects/acme-org/"), path.split(separator: "/").count == 5 {
                    return .json(["detail": "Not Found"], status: 404)
                }
                throw Wrong("\(request.method) \(path) was not recorded")
            }
            let tracker = try GlitchTipFixture.tracker(
                transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), dialect: .glitchTip,
                baseURL: Self.origin)
            replayed += 1
            if exchange.status >= 300 { failures += 1 }
            do {
                try await action(tracker)
                #expect(exchange.status < 300, at)
            } catch let error as TrackerError {
                #expect(Self.wanted(exchange).contains(error.kindName), "\(at): \(error)")
            }
        }
        print(
            "corpus/glitchtip/recorded: replayed \(replayed) of \(exchanges.count) exchanges, \(failures) of them failures"
        )
        #expect(replayed >= 35)
    }

    /// The allowed outcomes of an exchange.
    private static func wanted(_ exchange: RecordedExchange) -> Set<String> {
        let what = exchange.segments.count > 3 ? exchange.segments[3] : ""
        switch exchange.status {
        // GlitchTip lists nothing for unknown projects and issues, so the adapter looks them up first.
        case 200 where exchange.path.contains("/nope/") || exchange.path.contains("acme-org/1/"):
            return ["notFound project acme-org/\(exchange.segments[4])"]
        case 200..<300: return what == "999999" ? ["notFound ticket 999999"] : []
        case 400, 404:
            return what == "999999" || exchange.path.contains("9999") || exchange.status == 404
                ? ["notFound ticket \(what)"] : ["notFound comment \(exchange.segments.last ?? "")"]
        case 403: return ["forbidden"]
        case 422: return ["invalid"]
        default: return ["upstream \(exchange.status)"]
        }
    }

    @Test func `the recorded links to next pages are read, and those without results are the end`() throws {
        var withNext = 0, withoutNext = 0
        for exchange in try Corpus.glitchTip.recordedExchanges() {
            guard let link = exchange.headers[.link] else { continue }
            let next = GlitchTip.PageLinks(link).next
            #expect((next != nil) == link.contains("rel=\"next\"; results=\"true\""), "\(exchange.path)")
            if let next {
                #expect(link.contains("cursor=\"\(next)\""), "\(exchange.path)")
                withNext += 1
            } else {
                withoutNext += 1
            }
        }
        #expect(withNext >= 8 && withoutNext >= 8)
    }
}
