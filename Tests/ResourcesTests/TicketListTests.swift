import HTTPTypes
import Models
import Postgres
import Primitives
import Repositories
import ResourceTestSupport
import Testing
import Tickets
import TrackerKit

/// Lists of tickets: filters, sort orders and pages.
@Suite struct TicketListTests {
    private static let start = Timestamp(seconds: 1_700_000_000)

    /// Stores a variety of tickets in the mirror of two channels, without their tracker.
    private static func fill(_ api: TicketAPI, count: Int = 60) async throws {
        let other = try await TicketAPI.makeChannel(
            "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
        for (index, channel) in [api.channel, other].enumerated() {
            let tickets = (1...count).map { ticket($0, channel: index) }
            _ = try await api.database.transaction { transaction in
                try await api.environment.mirror.store(tickets, in: channel, origin: .poll, executor: transaction)
            }
        }
    }

    private static func ticket(_ number: Int, channel: Int) -> Ticket {
        let month = Int64(30 * 86_400)
        var ticket = Ticket(
            remoteID: "r\(number)", key: "\(number)", url: "https://tracker.example/\(channel)/\(number)",
            title: "Number \(number)",
            status: TicketStatus.allCases[number % 5], statusRaw: RawStatus(id: "s"),
            createdAt: start + .seconds(Int64(number) * month / 4),
            updatedAt: start + .seconds(Int64(number) * month / 4 + Int64((number * 7) % 11) * month), remoteData: [:])
        ticket.body = number % 4 == 0 ? "The server crashed again" : "Nothing special"
        ticket.kind = TicketKind.allCases[number % 3]
        ticket.priority = Priority.allCases[number % 5]
        ticket.severity = number % 6 == 0 ? .fatal : nil
        ticket.author = RemoteUser(remoteID: "\(number % 3)", username: "author\(number % 3)")
        ticket.assignees = number % 2 == 0 ? [RemoteUser(remoteID: "9", username: "worker")] : []
        ticket.labels = ["all"] + (number % 3 == 0 ? ["third"] : [])
        ticket.milestone = number % 5 == 0 ? MilestoneReference(remoteID: "m", title: "v1") : nil
        ticket.confidential = number % 10 == 0
        return ticket
    }

    /// Reads a list page by page in every sort order, and compares it with the rows that match an SQL condition.
    private static func check(
        _ api: TicketAPI, _ query: String, expected: String, as caller: TicketAPI.Caller = .writer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for (sort, order) in [
            ("-updated_at", "t.updated_at DESC, t.id DESC"), ("updated_at", "t.updated_at, t.id"),
            ("-created_at", "t.created_at DESC, t.id DESC"), ("created_at", "t.created_at, t.id"),
        ] {
            let hidden = caller.scopes.contains(.ticketsConfidential) ? "" : "AND NOT t.confidential"
            let wanted: [JSON] = try await api.database.run(
                """
                SELECT t.id::text FROM ticket t JOIN channel c ON c.id = t.channel_id
                WHERE (\(unsafeSQL: expected)) \(unsafeSQL: hidden) ORDER BY \(unsafeSQL: order)
                """
            ).map { .string(try $0.decode(0)) }
            var found: [JSON] = []
            var cursor: String?
            repeat {
                let next = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await api.call(
                    .get, "/api/v1/tickets?limit=7&sort=\(sort)&\(query)\(next)", as: caller,
                    sourceLocation: sourceLocation)
                found += page.each("id")
                cursor = page.next
            } while cursor != nil && found.count <= wanted.count
            #expect(found == wanted, "\(query) by \(sort)", sourceLocation: sourceLocation)
        }
    }

    @Test func `every filter returns the right tickets, in every order, on every page`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            try await Self.check(api, "", expected: "true")
            try await Self.check(api, "", expected: "true", as: .trusted)
            try await Self.check(api, "status=on_hold", expected: "t.status = 'on_hold'")
            try await Self.check(api, "status=on_hold&status=done", expected: "t.status IN ('on_hold', 'done')")
            try await Self.check(api, "state=closed", expected: "t.state = 'closed'")
            try await Self.check(api, "state=open&status=done", expected: "false")
            try await Self.check(api, "priority=urgent&priority=low", expected: "t.priority IN ('urgent', 'low')")
            try await Self.check(api, "severity=fatal", expected: "t.severity = 'fatal'")
            try await Self.check(api, "kind=bug", expected: "t.kind = 'bug'")
            try await Self.check(api, "author=author1", expected: "t.author_username = 'author1'")
            try await Self.check(api, "assignee=worker", expected: "'worker' = ANY(t.assignee_usernames)")
            try await Self.check(api, "milestone=v1", expected: "t.milestone_title = 'v1'")
            try await Self.check(api, "label=third", expected: "'third' = ANY(t.label_names)")
            try await Self.check(api, "tracker=local", expected: "t.tracker = 'local'")
            try await Self.check(api, "channel=other", expected: "c.slug = 'other'")
            try await Self.check(api, "channel=other&tracker=local", expected: "c.slug = 'other'")
            try await Self.check(api, "channel=other&channel=demo", expected: "true")
        }
    }

    @Test func `filters by time return the right tickets, whichever time the list is ordered by`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            let first = "2024-02-15T12:00:00Z", last = "2024-06-20T00:00:00Z"
            for name in ["created", "updated"] {
                try await Self.check(api, "\(name)_after=\(first)", expected: "t.\(name)_at >= '\(first)'")
                try await Self.check(api, "\(name)_before=\(last)", expected: "t.\(name)_at < '\(last)'")
                let span = "t.\(name)_at >= '\(first)' AND t.\(name)_at < '\(last)'"
                try await Self.check(api, "\(name)_after=\(first)&\(name)_before=\(last)", expected: span)
                try await Self.check(
                    api, "\(name)_after=\(first)&\(name)_before=\(last)&channel=demo",
                    expected: span + " AND c.slug = 'demo'")
            }
            try await Self.check(
                api, "created_after=0001-01-01T00:00:00Z&created_before=9999-12-31T23:59:59Z", expected: "true")
            let both = "t.created_at >= '\(first)' AND t.updated_at < '\(last)'"
            try await Self.check(api, "created_after=\(first)&updated_before=\(last)", expected: both)
        }
    }

    /// The Python client of openapi-generator sends `%2B0000`. An unencoded `+` means a space.
    @Test(arguments: [
        "2024-02-15T14:00:00.000000%2B0200", "2024-02-15T12:00:00%2B0000", "2024-02-15T14:00:00+02:00",
        "2024-02-15T14:00:00+0200", "2024-02-15T10:00:00-0200", "2024-02-15T12:00:00.5%2000:00",
    ])
    func `a time in a query may have an offset without a colon, or an unencoded plus sign`(time: String) async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            let moment = time.contains(".5") ? "2024-02-15T12:00:00.5Z" : "2024-02-15T12:00:00Z"
            try await Self.check(api, "created_after=\(time)", expected: "t.created_at >= '\(moment)'")
        }
    }

    @Test(arguments: [
        "2024-02-15T12:00:00", "2024-02-15T12:00:00.00000", "2024-02-15T12:00:00%2B00", "2024-02-15T12:00:00%2B000",
        "2024-02-15T12:00:00++00:00", "2024-02-15T12:00:00%20Z", "2024-02-15%2012:00:00Z",
        "2024-02-15T12:00:00Z0000", "2024-02-15T12:00:00%2B0a00", "2024-02-15", "%2B0000",
    ])
    func `a time in a query without an offset, or with half of one, is refused`(time: String) async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(.get, "/api/v1/tickets?created_after=\(time)")
            #expect(answer.status == 422)
            #expect(answer.pointers == ["?created_after"])
        }
    }

    @Test func `combined filters must all match`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            try await Self.check(api, "label=third&label=all", expected: "t.label_names @> ARRAY['third', 'all']")
            try await Self.check(
                api, "label=third&assignee=worker",
                expected: "'third' = ANY(t.label_names) AND 'worker' = ANY(t.assignee_usernames)")
            try await Self.check(
                api, "label=third&state=open", expected: "'third' = ANY(t.label_names) AND t.state = 'open'")
            try await Self.check(
                api, "channel=demo&assignee=worker&status=open&status=done&author=author0",
                expected:
                    "c.slug = 'demo' AND 'worker' = ANY(t.assignee_usernames) AND t.status IN ('open', 'done') AND t.author_username = 'author0'"
            )
            try await Self.check(
                api, "channel=demo&channel=other&kind=issue&kind=bug&severity=fatal",
                expected: "t.kind IN ('issue', 'bug') AND t.severity = 'fatal'")
        }
    }

    @Test func `words are found in title, body and key, and combined with filters`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            try await api.database.run("ANALYZE ticket")
            try await Self.check(api, "q=crash", expected: "t.body LIKE '%crashed%'")
            try await Self.check(
                api, "q=%22server%20crashed%22&channel=demo", expected: "t.body LIKE '%crashed%' AND c.slug = 'demo'")
            try await Self.check(
                api, "q=special%20-crash&label=third",
                expected: "t.body LIKE '%special%' AND 'third' = ANY(t.label_names)")
            try await Self.check(api, "q=17", expected: "t.key = '17'")
            for nothing in ["the", "%22%20%27)%3B--%20%26%20%7C", "*", "%22%22", "-", "%E2%80%A6", "-the", "or"] {
                let answer = try await api.call(.get, "/api/v1/tickets?q=\(nothing)")
                #expect(answer.status == 422 && answer.pointers == ["?q"], "\(nothing)")
            }
        }
    }

    /// Creates tickets 1, 2, … with these titles in the channel `demo`.
    private static func fill(_ api: TicketAPI, titles: [String]) async throws {
        for title in titles {
            #expect(
                try await api.call(.post, "/api/v1/channels/demo/tickets", body: ["title": .string(title)]).status
                    == 201)
        }
    }

    private static func found(_ api: TicketAPI, _ text: String) async throws -> [[Int]] {
        var filter = TicketFilter(audience: TicketAudience(channels: nil, includesConfidential: true))
        filter.text = text
        let page = TimePage<MirroredTicket>(order: TimeOrder(.createdAt, descending: false), limit: 100)
        let repository = TicketRepository(api.database.reader)
        var ways: [[Int]] = []
        for plan in [SearchPlan.index, .walk] {
            let ids = try await repository.list(filter, page: page, searchingBy: plan).map { try $0.id }
            let keys = try await api.database.run("SELECT key::integer FROM ticket WHERE id = ANY(\(ids)) ORDER BY 1")
            ways.append(try keys.map { try $0.decode(0) })
        }
        return ways
    }

    @Test
    func `substrings of scripts without spaces and of emoji are found, with words, phrases and exclusions`()
        async throws
    {
        try await TicketAPI.run { api in
            try await Self.fill(
                api,
                titles: [
                    "操作系统崩溃了 when booting", "系统 login", "データベース接続エラー", "ระบบปฏิบัติการล่ม", "Crash 🐛🔥 on start",
                    "👩‍💻 works from home",
                    "운영체제가 멈춤",
                    "login page", "统系 reversed", "Обычная ошибка входа",
                ])
            let cases: [(String, [Int])] = [
                ("系统", [1, 2]), ("操作系统", [1]), ("系", [1, 2, 9]), ("崩溃 booting", [1]), ("系统 -booting", [2]),
                ("login -系统", [8]),
                ("系统 or 🐛", [1, 2, 5]), ("login or 体제 or 崩溃", [1, 2, 8]), ("接続", [3]), ("エラー", [3]), ("ปฏิบัติ", [4]),
                ("🐛", [5]),
                ("🔥", [5]), ("🐛️", [5]), ("💻", [6]), ("👩‍💻", [6]), ("체제", [7]), ("系统login", [2]), ("\"系统 login\"", [2]),
                ("\"操作系统\"", [1]), ("系统*", [1, 2]), ("🐛*", [5]), ("🐛🔥*", [5]), ("🐛cras*", [5]), ("系统log*", [2]),
                ("ระบบ*", [4]),
                ("👩‍💻*", [6]), ("login -系统*", [8]), ("ошибка", [10]), ("启动", []), ("-系统 login", [8]),
            ]
            for (text, keys) in cases { #expect(try await Self.found(api, text) == [keys, keys], "\(text)") }
            // A changed ticket is found by its new text, and a deleted one leaves no search terms behind.
            _ = try await api.call(.patch, "/api/v1/channels/demo/tickets/1", body: ["title": "内核崩溃"])
            #expect(try await Self.found(api, "系统") == [[2], [2]])
            #expect(try await Self.found(api, "内核") == [[1], [1]])
            _ = try await api.call(.patch, "/api/v1/channels/demo/tickets/1", body: ["title": "Plain"])
            try await api.database.run("DELETE FROM ticket WHERE key = '2'")
            #expect(try await api.database.run("SELECT FROM ticket_gram").count == 6)
            #expect(try await Self.found(api, "系统") == [[], []])
        }
    }

    @Test func `a word followed by an asterisk finds the words with that prefix`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(
                api,
                titles: [
                    "Logging is broken", "The login page", "My catalog", "Running configurations", "Happy users",
                    "log out",
                    "Überlauf im Speicher",
                ])
            let cases: [(String, [Int])] = [
                ("log*", [1, 2, 6]), ("login*", [2]), ("loggi*", [1]), ("runni*", [4]), ("configurat*", [4]),
                ("configuratu*", []),
                ("happy*", [5]), ("hap*", [5]), ("LOG* page", [2]), ("broken log*", [1]), ("log* -login", [1, 6]),
                ("login* or happ*", [2, 5]),
                ("über*", [7]), ("the-log*", [1, 2, 6]), ("page -log*", []), ("cata*", [3]), ("talog*", []),
            ]
            for (text, keys) in cases { #expect(try await Self.found(api, text) == [keys, keys], "\(text)") }
        }
    }

    @Test func `the longest text of the rarest characters can be indexed`() async throws {
        try await TicketAPI.run { api in
            let scalars = (0x20000..<0x2A000).compactMap { Unicode.Scalar($0 as UInt32) }
            let body = String(String.UnicodeScalarView((scalars + scalars).prefix(60_000)))
            let made = try await api.call(
                .post, "/api/v1/channels/demo/tickets", body: ["title": "Long", "body": .string(body)])
            #expect(made.status == 201)
            let middle = String(String.UnicodeScalarView(scalars[20_000..<20_005]))
            #expect(try await Self.found(api, middle) == [[1], [1]])
        }
    }

    @Test func `a search by walking finds the same as a search by index`() async throws {
        try await TicketAPI.run { api in
            try await Self.fill(api)
            var filter = TicketFilter(audience: TicketAudience(channels: nil, includesConfidential: true))
            filter.text = "crashed"
            let page = TimePage<MirroredTicket>(order: TimeOrder(.updatedAt, descending: true), limit: 100)
            let repository = TicketRepository(api.database.reader)
            let byIndex = try await repository.list(filter, page: page, searchingBy: .index).map { try $0.id }
            let byWalking = try await repository.list(filter, page: page, searchingBy: .walk).map { try $0.id }
            #expect(byIndex.count == 30)
            #expect(byIndex == byWalking)
        }
    }

    @Test func `invalid filters are reported together`() async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(
                .get,
                "/api/v1/tickets?status=new&state=ajar&limit=0&cursor=x&sort=title&created_after=now&label=&nonsense=1&q=&status=open&status=open"
            )
            #expect(answer.status == 422)
            #expect(
                answer.pointers == [
                    "?created_after", "?cursor", "?label", "?limit", "?nonsense", "?q", "?sort", "?state", "?status",
                    "?status",
                ])
            try await Self.fill(api, count: 10)
            let cursor = try #require(try await api.call(.get, "/api/v1/tickets?limit=2").next)
            #expect(
                (try await api.call(.get, "/api/v1/tickets?limit=2&sort=created_at&cursor=\(cursor)")).pointers == [
                    "?cursor"
                ])
            #expect(
                (try await api.call(.get, "/api/v1/channels/demo/tickets?cursor=\(cursor)")).pointers == ["?cursor"])
        }
    }
}
