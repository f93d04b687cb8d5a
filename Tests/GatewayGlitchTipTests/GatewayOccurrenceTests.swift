import FakeGlitchTip
import GatewayTestSupport
import Primitives
import Testing

/// The events of an issue, through the gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GatewayOccurrenceTests {
    private static let event: JSON = [
        "event_id": "00000000000040008000000000000001", "level": "error", "platform": "python", "release": "shop@1.4.2",
        "environment": "production", "tags": ["shard": "7"], "transaction": "/basket",
        "user": ["email": "person@example.com"],
        "exception": [
            "values": [
                [
                    "type": "ValueError", "value": "basket 17 has no owner",
                    "stacktrace": [
                        "frames": [
                            ["function": "main", "filename": "shop.py", "lineno": 3, "in_app": true],
                            [
                                "function": "boom", "filename": "shop.py", "lineno": 10, "colno": 4, "in_app": true,
                                "context_line": "raise x",
                            ],
                        ]
                    ],
                ]
            ]
        ],
    ]

    @Test(arguments: [false, true])
    func `an event that a program sends shows in its ticket with its stack trace`(_ isSentry: Bool) async throws {
        try await GlitchTipChannel.run(isSentry: isSentry) { channel in
            let admin = channel.gateway.admin
            channel.fake.addEvent(GlitchTipChannel.path, Self.event)
            try await channel.sync()
            let tickets = try await admin.get(GlitchTipChannel.channel + "/tickets").json["data"]?.arrayValue ?? []
            let ticket = try #require(tickets.first { $0["title"] == "ValueError: basket 17 has no owner" })
            #expect(ticket["capabilities"]?.arrayValue?.contains("occurrences.read") == true)
            let path = GlitchTipChannel.channel + "/tickets/\(ticket["key"]?.stringValue ?? "")/occurrences"
            let list = try await admin.get(path)
            let shown = try #require(list.json["data"]?[0])
            #expect(
                list.status == 200 && list.json["data"]?.arrayValue?.count == 1 && list.json["page"]?["next"] == .null)
            #expect(shown["ticket"] == ticket["id"] && shown["remote_id"] == "00000000000040008000000000000001")
            #expect(
                shown["release"] == "shop@1.4.2" && shown["environment"] == "production"
                    && shown["culprit"] == "/basket")
            #expect(shown["tags"]?.arrayValue?.contains(["name": "shard", "value": "7"]) == true)
            #expect(shown["user"]?["email"] == "person@example.com")
            let exception = shown["exceptions"]?[0]
            #expect(exception?["type"] == "ValueError" && exception?["value"] == "basket 17 has no owner")
            #expect(exception?["frames"]?.arrayValue?.map { $0["function"] } == ["boom", "main"])
            #expect(exception?["frames"]?[0]?["line"] == 10 && exception?["frames"]?[0]?["code"] == "raise x")
            #expect(!channel.gateway.log.text.contains("person@example.com"))
        }
    }

    @Test func `the pages of a recurring error return each occurrence once`() async throws {
        try await GlitchTipChannel.run { channel in
            for number in 0..<40 {
                let digits = String(number, radix: 16)
                let id = String(repeating: "0", count: 32 - digits.count) + digits
                channel.fake.addEvent(
                    GlitchTipChannel.path, ["event_id": .string(id), "message": "It broke", "level": "error"])
            }
            var found: [String] = [], cursor: String?
            repeat {
                let query = "?limit=15" + (cursor.map { "&cursor=\($0)" } ?? "")
                let list = try await channel.gateway.admin.get(channel.ticket + "/occurrences" + query)
                #expect(list.status == 200)
                found += (list.json["data"]?.arrayValue ?? []).compactMap { $0["remote_id"]?.stringValue }
                cursor = list.json["page"]?["next"]?.stringValue
                channel.fake.addEvent(
                    GlitchTipChannel.path, ["event_id": .string("f\(found.count)"), "message": "It broke"])
            } while cursor != nil && found.count < 100
            #expect(found.count == 41 && Set(found).count == 41)
            #expect(found.last == "0123456789abcdef0123456789abcdef")
        }
    }
}
