import GatewayTestSupport
import Primitives
import Testing

/// One template for every tracker: fields that GlitchTip lacks are omitted, and its texts are plain.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GlitchTipTemplateTests {
    private static let template: JSON = [
        "slug": "bug",
        "ticket": [
            "title": "{{summary}}",
            "body": "### What **happened**\n\n{{text}}\n\nSee [the log](https://example.org/log).",
            "labels": ["bug"],
            "milestone": "1.0", "due_in_days": 3,
        ],
        "variables": [["name": "summary", "type": "string"], ["name": "text", "type": "text"]],
    ]

    @Test func `a template is rendered as plain text, without what the tracker can't store`() async throws {
        try await GlitchTipChannel.run { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.post("/api/v1/templates", Self.template).status == 201)
            let variables: JSON = ["summary": "It broke", "text": "`rm -rf`"]
            let plain = try await admin.post(
                "/api/v1/templates/bug/render", ["variables": variables, "channel": "shop"])
            #expect(plain.status == 200)
            #expect(
                plain.json["ticket"]?["body"] == "What happened\n\nrm -rf\n\nSee the log (https://example.org/log).")
            #expect(plain.json["omitted"] == ["labels", "milestone", "due_at"])
            let own = try await admin.post("/api/v1/templates/bug/render", ["variables": variables])
            #expect(own.json["ticket"]?["labels"] == ["bug"] && own.json["omitted"] == [])
            let made = try await admin.post(
                GlitchTipChannel.channel + "/tickets", ["template": "bug", "variables": variables])
            #expect(made.status == 201, "\(made.json.text)")
            #expect(made.json["template"] == ["slug": "bug", "version": 1])
            let unread = try await admin.post(GlitchTipChannel.channel + "/templates/sync", [:])
            #expect(unread.status == 422 && unread.code == "capability_missing")
        }
    }
}
