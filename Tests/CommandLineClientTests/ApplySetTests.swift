import Testing

@testable import CommandLineClient

/// `apply --set`: a file is applied to other channels than those that it names.
struct ApplySetTests {
    private static let none = FakeGateway.problem(404, "not_found")
    private static let rule = """
        kind: rule
        slug: thanks
        on: [ticket.created]
        channels: [shop, support]
        do:
          - {action: create_ticket, channel: shop, title: 'shop: {{ticket.title}}'}
        """

    @Test func `a channel is replaced wherever it is a reference, and nowhere else`() async throws {
        let gateway = try FakeGateway(.init(), .init(), Self.none, .init(status: 201))
        let run = await gateway.run(["apply", "-f", "-", "--set", "shop=demo"], input: Self.rule)
        #expect(run.status == 0, "\(run.errors)")
        #expect(gateway.targets.prefix(2).sorted() == ["GET /api/v1/channels/demo", "GET /api/v1/channels/support"])
        let sent = try #require(gateway.bodies.last)
        #expect(sent.contains(#""channels":["demo","support"]"#) && sent.contains(#""channel":"demo""#), "\(sent)")
        #expect(sent.contains(#""title":"shop: {{ticket.title}}""#), "\(sent)")
    }

    @Test func `a template and a subscription are applied to other channels too`() async throws {
        let gateway = try FakeGateway(.init(), Self.none, Self.none, .init(status: 201), .init(status: 201))
        let text = """
            kind: template
            slug: bug
            channel: shop
            ticket: {title: Bug}
            ---
            kind: subscription
            slug: chat
            url: https://chat.example.org
            channels: [shop]
            """
        let run = await gateway.run(["apply", "-f", "-", "--set", "shop=demo"], input: text)
        #expect(run.status == 0, "\(run.errors)")
        #expect(gateway.bodies.suffix(2).allSatisfy { $0.contains("demo") && !$0.contains("shop") })
    }

    @Test(arguments: [
        (["shop"], "takes name=value"), (["Shop!=demo"], "takes the slugs of two channels"),
        (["shop=demo", "shop=web"], "is repeated"), (["shpo=demo"], "no document names the channel shpo"),
    ])
    func `a mistake in --set ends with 64 and calls nobody`(_ options: [String], _ message: String) async throws {
        let gateway = try FakeGateway(Self.none)
        let run = await gateway.run(
            ["apply", "-f", "-"] + options.flatMap { ["--set", $0] }, input: Self.rule)
        #expect(run.status == 64)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(gateway.targets.isEmpty)
    }
}
