import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipTicketTests {
    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `a program's error is a ticket`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        fixture.fake.addEvent("acme/shop-api", Samples.exception)
        let ticket = try #require(try await fixture.tickets().first)
        #expect(ticket.key == "SHOP-API-1" && ticket.remoteID == "900")
        #expect(ticket.title == "ValueError: basket 17 has no owner")
        #expect(ticket.kind == .error && ticket.severity == .error && ticket.status == .open)
        #expect(ticket.occurrences?.count == 1)
        #expect(ticket.occurrences?.release == "shop@1.4.2" && ticket.occurrences?.environment == "production")
        #expect(ticket.customFields.contains(CustomField(name: "shard", value: "7")))
        #expect(ticket.labels.isEmpty)
        #expect(ticket.body == Samples.markdown)
        let page = dialect == .sentry ? "/organizations/acme/issues/900/" : "/acme/issues/900"
        #expect(ticket.url == InProcessTransport.origin + page)
        #expect(try await fixture.tracker.ticket("900", in: fixture.project) == ticket)
        #expect(try await fixture.tracker.ticket("SHOP-API-1", in: fixture.project) == ticket)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `objects of another project or organisation are not found`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        fixture.fake.addEvent("rival/shop-api", fixture.event("Secret"))
        fixture.fake.addEvent("acme/other", fixture.event("Elsewhere"))
        for key in ["900", "901", "OTHER-1", "SHOP-API-1"] {
            await #expect(throws: TrackerError.self, "\(key)") {
                _ = try await fixture.tracker.ticket(key, in: fixture.project)
            }
            await #expect(throws: TrackerError.self, "\(key)") {
                try await fixture.tracker.deleteTicket(key, in: fixture.project)
            }
        }
        #expect(try await fixture.tickets().isEmpty)
        #expect(try await fixture.tracker.ticket("901", in: fixture.other).title == "Elsewhere")
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry], [1, 2, 3, 5, 100])
    func `errors that happen while the list is read are not lost, nor the ones they displace`(
        _ dialect: GlitchTip.Dialect, _ pageSize: Int
    ) async throws {
        let fixture = try GlitchTipFixture(dialect)
        let names = (0..<14).map { "Error \($0)" }
        for name in names {
            fixture.clock.advance(by: .seconds(1))
            fixture.fake.addEvent("acme/shop-api", fixture.event(name))
        }
        var versions: [String] = [], page: PageToken?, again = 0
        repeat {
            let list = try await fixture.tracker.tickets(
                in: fixture.project, since: nil, page: page, pageSize: pageSize)
            versions += list.items.map { "\($0.title) \($0.updatedAt)" }
            page = list.next
            if again < 8 {
                fixture.clock.advance(by: .seconds(1))
                fixture.fake.addEvent("acme/shop-api", fixture.event(names[(again * 5) % names.count]))
                again += 1
            }
        } while page != nil
        let latest = try await fixture.tickets().map { "\($0.title) \($0.updatedAt)" }
        #expect(Set(versions).count == versions.count, "a version came twice")
        // Changes during the last call may be found only by the next sync.
        let missing = latest.filter { !versions.contains($0) }
        #expect(missing.count <= 1, "\(missing)")
        for name in names { #expect(versions.contains { $0.hasPrefix(name + " ") }, "\(name)") }
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `only events since a time are listed, oldest first`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 0..<9 {
            fixture.clock.advance(by: .seconds(1))
            fixture.fake.addEvent("acme/shop-api", fixture.event("Error \(number)"))
        }
        let moment = fixture.clock.now() - .seconds(3)
        for size in [1, 2, 3, 100] {
            let titles = try await fixture.tickets(since: moment, pageSize: size).map(\.title)
            #expect(titles == ["Error 5", "Error 6", "Error 7", "Error 8"], "pages of \(size)")
        }
        fixture.clock.advance(by: .seconds(1))
        fixture.fake.addEvent("acme/shop-api", fixture.event("Error 2"))
        #expect(
            try await fixture.tickets(since: moment + .seconds(2), pageSize: 2).map(\.title) == [
                "Error 7", "Error 8", "Error 2",
            ])
        #expect(try await fixture.tickets(since: fixture.clock.now() + .seconds(1)).isEmpty)
    }

    @Test func `a reading of more pages than fit a token still returns everything once`() async throws {
        let fixture = try GlitchTipFixture()
        for number in 0..<130 {
            if number % 3 != 0 { fixture.clock.advance(by: .milliseconds(10)) }
            fixture.fake.addEvent("acme/shop-api", fixture.event("Error \(number)"))
        }
        let titles = try await fixture.tickets(pageSize: 1).map(\.title)
        #expect(titles.count == 130)
        #expect(titles == (0..<130).map { "Error \($0)" })
    }

    @Test func `a short identifier is found far down the list, and costs one call the next time`() async throws {
        let fixture = try GlitchTipFixture()
        for number in 0..<250 {
            fixture.clock.advance(by: .seconds(1))
            fixture.fake.addEvent("acme/shop-api", fixture.event("Error \(number)"))
        }
        let ticket = try await fixture.tracker.ticket("SHOP-API-A", in: fixture.project)
        #expect(ticket.title == "Error 9")
        fixture.fake.clearRecord()
        #expect(try await fixture.tracker.ticket("SHOP-API-A", in: fixture.project).title == "Error 9")
        #expect(fixture.fake.record.map(\.target) == ["/api/0/issues/909/"])
        await #expect(throws: TrackerError.self) {
            _ = try await fixture.tracker.ticket("SHOP-API-ZZ", in: fixture.project)
        }
    }

    @Test func `nothing is sent without a final slash, nor as an empty change`() async throws {
        let fixture = try GlitchTipFixture()
        let ticket = try await fixture.tracker.createTicket(TicketDraft(title: "One"), in: fixture.project, marker: nil)
        fixture.fake.clearRecord()
        _ = try await fixture.tracker.updateTicket(ticket.key, TicketPatch(), in: fixture.project)
        #expect(!fixture.fake.record.contains { $0.method == "PUT" })
        _ = try await fixture.tracker.verify()
        _ = try await fixture.tracker.projects(page: nil)
        _ = try await fixture.tracker.comments(of: ticket.key, in: fixture.project, page: nil)
        for call in fixture.fake.record { #expect(call.target.prefix { $0 != "?" }.hasSuffix("/"), "\(call.target)") }
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `a creation sent twice creates one issue`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        let marker = CreationMarker("0198c0de-twice"), draft = TicketDraft(title: "Once", body: "Text")
        let first = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: marker)
        let second = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: marker)
        #expect(first.remoteID == second.remoteID)
        #expect(try await fixture.tickets().count == 1)
        #expect(!fixture.fake.events.isEmpty)
        #expect(fixture.fake.events.allSatisfy { $0["tags"]?["ticket_gateway"] == "0198c0de-twice" })
    }

    @Test func `an issue that never appears counts as a lost reply`() async throws {
        let fixture = try GlitchTipFixture(delay: .seconds(3600))
        do {
            _ = try await fixture.tracker.createTicket(
                TicketDraft(title: "Late"), in: fixture.project, marker: CreationMarker("late"))
            Issue.record("nothing was thrown")
        } catch TrackerError.unreachable(let error) {
            #expect(error.requestMayHaveBeenProcessed)
        }
        #expect(
            try await fixture.tracker.findTicket(
                marked: CreationMarker("late"), in: fixture.project, since: fixture.clock.now()) == nil)
        fixture.clock.advance(by: .seconds(3600))
        let found = try await fixture.tracker.findTicket(
            marked: CreationMarker("late"), in: fixture.project, since: fixture.clock.now())
        #expect(found?.title == "Late")
    }

    @Test func `the token is sent only to the API`() async throws {
        let fixture = try GlitchTipFixture()
        let transport = InProcessTransport(fixture.fake)
        let seen = RecordingTransport(transport)
        let tracker = try GlitchTipFixture.tracker(seen, clock: fixture.clock, dialect: .glitchTip)
        _ = try await tracker.createTicket(TicketDraft(title: "One"), in: fixture.project, marker: nil)
        let sent = try #require(seen.requests.first { $0.method == .post })
        #expect(sent.url.hasSuffix("/api/1/envelope/"))
        #expect(sent.headers[.authorization] == nil)
        #expect(!sent.headers.contains { $0.value.contains(GlitchTipFixture.token) })
        #expect(!String(decoding: sent.body ?? [], as: UTF8.self).contains(GlitchTipFixture.token))
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `knowing the public DSN does not allow retitling a ticket, nor adding Markdown to it`(
        _ dialect: GlitchTip.Dialect
    ) async throws {
        let fixture = try GlitchTipFixture(dialect)
        let draft = TicketDraft(title: "Real", body: "*Real* text")
        let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: CreationMarker("m-1"))
        #expect(made.title == "Real" && made.body == "*Real* text")
        let sent = try #require(fixture.fake.events.first)
        var forged = sent.objectValue ?? [:]
        forged["event_id"] = .string(String(repeating: "ab", count: 16))
        var extra = forged["extra"]?.objectValue ?? [:]
        extra["ticket_gateway_title"] = "Forged"
        extra["ticket_gateway_body_00"] = "[click](https://evil.example)"
        forged["extra"] = .object(extra)
        // The event copies the fingerprint and even the proof of the real event, but its identifier cannot be used
        // again.
        fixture.clock.advance(by: .seconds(1))
        fixture.fake.addEvent("acme/shop-api", .object(forged))
        let read = try await fixture.tracker.ticket(made.key, in: fixture.project)
        #expect(read.occurrences?.count == 2)
        #expect(read.title == "Real")
        #expect(read.body.contains("```text\n[click](https://evil.example)\n```"))
    }

    @Test func `a team is shown in the form that an assignment accepts`() async throws {
        let fixture = try GlitchTipFixture(.sentry)
        let team = fixture.fake.addTeam("backend")
        let ticket = try await fixture.tracker.createTicket(TicketDraft(title: "One"), in: fixture.project, marker: nil)
        var patch = TicketPatch()
        patch.assignees = .set(["team:\(team)"])
        let assigned = try await fixture.tracker.updateTicket(ticket.key, patch, in: fixture.project)
        #expect(assigned.assignees.map(\.username) == ["team:\(team)"] && assigned.assignees.map(\.name) == ["backend"])
        patch.assignees = .set(assigned.assignees.map(\.username))
        #expect(
            try await fixture.tracker.updateTicket(ticket.key, patch, in: fixture.project).assignees
                == assigned.assignees)
        patch.assignees = .set([])
        #expect(try await fixture.tracker.updateTicket(ticket.key, patch, in: fixture.project).assignees.isEmpty)
    }

    @Test func `an assignment to two, or to a user unknown to Sentry, is refused`() async throws {
        let fixture = try GlitchTipFixture(.sentry)
        let ticket = try await fixture.tracker.createTicket(TicketDraft(title: "One"), in: fixture.project, marker: nil)
        for assignees in [["owner@example.com", "helper@example.com"], ["stranger@example.com"]] {
            var patch = TicketPatch()
            patch.assignees = .set(assignees)
            await #expect(throws: TrackerError.self) {
                _ = try await fixture.tracker.updateTicket(ticket.key, patch, in: fixture.project)
            }
        }
    }
}
