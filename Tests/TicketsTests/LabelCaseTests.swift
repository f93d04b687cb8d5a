import Models
import Postgres
@testable import Repositories
import ServiceTestSupport
import Testing
import TrackerKit

/// Lists find labels as their trackers compare names.
@Suite struct LabelCaseTests {
    private static let composed = "caf\u{E9}", decomposed = "cafe\u{301}"

    private static func ticket(_ number: Int, _ labels: [String], by author: String = "ada") -> Ticket {
        Ticket.made(number, age: Int64(number)).with {
            $0.labels = labels
            $0.author = RemoteUser(remoteID: author, username: author)
        }
    }

    /// A channel `demo` of GitHub and one `lab` of GitLab.
    private static func run(_ body: @Sendable (MirrorFixture) async throws -> Void) async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([
                ticket(1, ["Bug", "UI"]), ticket(2, ["bug"], by: "bob"), ticket(3, ["BUG", composed]),
                ticket(4, [decomposed]),
            ])
            let lab = MirrorFixture(
                database: fixture.database,
                channel: try await MirrorFixture.makeChannel("lab", of: "gitlab", in: fixture.database))
            try await lab.store([ticket(5, ["Bug", "ui"]), ticket(6, ["bug"], by: "bob"), ticket(7, [composed])])
            try await body(fixture)
        }
    }

    /// The keys of the tickets that a list shows.
    private static func keys(
        _ fixture: MirrorFixture, _ labels: [String], in channel: String? = nil, by author: String? = nil,
        with text: String? = nil
    ) async throws -> [String] {
        var filter = TicketFilter(audience: .everything)
        filter.labels = labels
        filter.channels = channel.map { [$0] }
        filter.author = author
        filter.text = text
        let page = TimePage<MirroredTicket>(order: TimeOrder(.updatedAt, descending: false), limit: 50)
        return try await TicketRepository(fixture.database).list(filter, page: page).map { try $0.key }
    }

    @Test(arguments: [
        (["bug"], ["1", "2", "3", "6"]), (["Bug"], ["1", "2", "3", "5"]), (["BUG"], ["1", "2", "3"]),
        (["bug", "ui"], ["1"]),
        (["Bug", "ui"], ["1", "5"]), (["bug", "BUG"], ["1", "2", "3"]), ([composed], ["3", "7"]), ([decomposed], ["4"]),
        (["CAF\u{C9}"], ["3"]), (["nothing"], []),
    ]) func `GitHub labels are found in any case, GitLab labels only in their exact case`(
        _ labels: [String], _ keys: [String]
    )
        async throws
    {
        try await Self.run { fixture in
            let found = try await Self.keys(fixture, labels)
            #expect(found == keys)
            let ofGitHub = try await Self.keys(fixture, labels, in: "demo")
            #expect(ofGitHub == keys.filter { $0 < "5" })
            let ofGitLab = try await Self.keys(fixture, labels, in: "lab")
            #expect(ofGitLab == keys.filter { $0 >= "5" })
            // As a condition of a list that another filter drives.
            let byBob = try await Self.keys(fixture, labels, by: "bob")
            #expect(byBob == keys.filter { $0 == "2" || $0 == "6" })
            let searched = try await Self.keys(fixture, labels, with: "title")
            #expect(searched == keys)
        }
    }

    @Test func `a label whose case changed at the tracker is found in either case`() async throws {
        try await Self.run { fixture in
            try await fixture.store([Ticket.made(1, age: 100).with { $0.labels = ["bUG"] }])
            #expect(try await Self.keys(fixture, ["Bug"]) == ["2", "3", "5", "1"])
            #expect(try await Self.keys(fixture, ["UI"]) == [])
        }
    }

    @Test(arguments: [nil, ["demo"], ["demo", "lab"]] as [Set<String>?])
    func `a list by label walks its index, however many tickets there are`(_ channels: Set<String>?) async throws {
        try await Self.run { fixture in
            try await fixture.store((100..<3000).map { Self.ticket($0, $0 % 2 == 0 ? ["Bug"] : ["other"]) })
            try await fixture.database.run("VACUUM ANALYZE")
            var filter = TicketFilter(audience: .everything)
            (filter.labels, filter.channels) = (["bug"], channels)
            let page = TimePage<MirroredTicket>(order: TimeOrder(.updatedAt, descending: true), limit: 20)
            let query = TicketListQuery(filter, page, statuses: [], search: nil)
            let plan = try await fixture.database.run("EXPLAIN (ANALYZE) \(fragment: query.sql(driver: 0))").map {
                try $0.decode(0, as: String.self)
            }.joined(separator: "\n")
            #expect(
                plan.contains(
                    channels == nil ? "ticket_label_match_updated_at" : "ticket_label_channel_match_updated_at"),
                "\(plan)")
            #expect(!plan.contains("Seq Scan on ticket_label") && !plan.contains("Seq Scan on ticket "), "\(plan)")
        }
    }
}
