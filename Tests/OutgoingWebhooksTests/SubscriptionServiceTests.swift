import Documents
import HTTPKit
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import Repositories
import ServiceKit
import ServiceTestSupport
import Testing
import TrackerKit

@Suite struct SubscriptionServiceTests {
    private func caller(_ scopes: Set<Scope>, channels: Set<String>? = nil) -> CallContext {
        CallContext(
            principal: Principal(kind: .client, id: "c", name: "c", scopes: scopes, channels: channels), requestID: "r")
    }

    @Test func `the secret is shown once and stored encrypted`() async throws {
        try await SubscriptionFixture.run { fixture in
            let (made, secret) = try await fixture.subscribe()
            #expect(StandardWebhookSignature(secret: secret) != nil)
            #expect(secret.hasPrefix("whsec_"))
            let dump = try await fixture.database.run(
                """
                SELECT (SELECT string_agg(s::text, ' ') FROM subscription s) || (SELECT string_agg(a::text, ' ') FROM audit_entry a) AS dump,
                    (SELECT secret FROM subscription) AS secret
                """)[0]
            #expect(!(try dump.decode("dump", as: String.self)).contains(secret.dropFirst(6)))
            #expect(try dump.decode("secret", as: [UInt8].self) == made.secret.bytes)
            #expect(try await fixture.count("audit_entry", where: "action = 'webhook_subscription.create'") == 1)
        }
    }

    @Test func `a secret may be supplied if it conforms to the specification`() async throws {
        try await SubscriptionFixture.run { fixture in
            let given = Base64.encoded([UInt8](repeating: 5, count: 24))
            let shown = try await fixture.subscribe("a") { $0.secret = given }.secret
            #expect(shown == "whsec_" + given)
            for bad in ["short", "whsec_", "whsec_AAAA", Base64.encoded([UInt8](repeating: 5, count: 65))] {
                await #expect(throws: ServiceError.self, "\(bad)") {
                    try await fixture.subscribe("b") { $0.secret = bad }
                }
            }
        }
    }

    @Test(arguments: [
        "ftp://example.com/", "example.com", "https://user:secret@example.com/", "https://user@example.com/",
        "https://example.com/#here",
        "https://inward.example/",
    ])
    func `a URL that can't be called is refused, and a password in it is not repeated`(_ url: String) async throws {
        try await SubscriptionFixture.run { fixture in
            do {
                _ = try await fixture.subscribe { $0.url = url }
                Issue.record("\(url) was taken")
            } catch ServiceError.invalid(let errors) {
                #expect(errors.map(\.pointer) == ["/url"])
                #expect(!"\(errors)".contains("secret"))
            }
        }
    }

    @Test func `names that no selected event has are refused in its condition`() async throws {
        try await SubscriptionFixture.run { fixture in
            func details(_ body: () async throws -> Void) async -> [String] {
                do {
                    try await body()
                    return []
                } catch ServiceError.invalid(let errors) {
                    return errors.map { "\($0.pointer) \($0.detail)" }
                } catch {
                    return ["\(error)"]
                }
            }
            let typo = "/if/==/0/var refers to ticket.titel, which no event has. Did you mean ticket.title?"
            let misspelt: JSON = ["==": [["var": "ticket.titel"], "x"]]
            #expect(await details { _ = try await fixture.subscribe("a") { $0.filter = misspelt } } == [typo])
            let comment: JSON = ["==": [["var": "comment.body"], "x"]]
            _ = try await fixture.subscribe("a") {
                $0.filter = comment
                $0.types = [.commentCreated, .ticketCreated]
            }
            let absent =
                "/if/==/0/var refers to comment.body, which is empty in all events of these types; "
                + "only comment.created, comment.updated, comment.deleted have it"
            // Neither the types nor the condition may be changed to something that can never hold.
            func update(_ change: (inout SubscriptionPatch) -> Void) async throws {
                var patch = SubscriptionPatch()
                change(&patch)
                _ = try await fixture.service.update("a", patch, if: .none, context: SubscriptionFixture.context)
            }
            #expect(await details { try await update { $0.types = .set([.ticketCreated]) } } == [absent])
            #expect(await details { try await update { $0.filter = .set(misspelt) } } == [typo])
            #expect(await details { try await update { $0.title = .set("A") } } == [])
        }
    }

    @Test func `a subscription is as narrow as its creator`() async throws {
        try await SubscriptionFixture.run { fixture in
            _ = try await MirrorFixture.makeChannel("demo", in: fixture.database)
            _ = try await MirrorFixture.makeChannel("other", in: fixture.database)
            let bound = caller([.rulesAdmin, .ticketsRead], channels: ["demo"])
            let made = try await fixture.subscribe(as: bound.principal).subscription
            #expect(made.bounds == ["demo"])
            #expect(!made.includesConfidential)
            #expect(made.hasAccess(to: "demo", isConfidential: false))
            #expect(!made.hasAccess(to: "demo", isConfidential: true))
            #expect(!made.hasAccess(to: "other", isConfidential: false))
            #expect(!made.hasAccess(to: nil, isConfidential: false))
            await #expect(throws: ServiceError.self) {
                try await fixture.subscribe("b", as: bound.principal) { $0.channels = ["other"] }
            }
            await #expect(throws: ServiceError.self) { try await fixture.subscribe("b") { $0.channels = ["nowhere"] } }
            // Reading is its own scope.
            await #expect(throws: ServiceError.self) {
                try await fixture.subscribe("b", as: caller([.rulesAdmin]).principal)
            }
        }
    }

    @Test func `callers who may not see deliveries can neither read nor rotate the subscription`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            let bound = caller([.rulesAdmin, .ticketsRead, .ticketsConfidential], channels: ["demo"])
            await #expect(throws: ServiceError.self) { try await fixture.service.find("ops", context: bound) }
            let page = SlugPage(order: .slug, descending: false, after: nil, limit: 10)
            #expect(try await fixture.service.list(isEnabled: nil, page: page, context: bound).isEmpty)
            #expect(
                try await fixture.service.list(isEnabled: true, page: page, context: SubscriptionFixture.context).count
                    == 1)
            let plain = caller([.rulesAdmin, .ticketsRead])
            var patch = SubscriptionPatch()
            patch.url = .set("https://elsewhere.example/")
            let moved = patch
            await #expect(throws: ServiceError.self) {
                try await fixture.service.update("ops", moved, if: .none, context: plain)
            }
            await #expect(throws: ServiceError.self) {
                try await fixture.service.rotate("ops", to: nil, context: plain)
            }
            await #expect(throws: ServiceError.self) { try await fixture.service.test("ops", context: plain) }
            await #expect(throws: ServiceError.self) {
                try await fixture.service.delete("ops", if: .none, context: plain)
            }
        }
    }

    @Test func `a new origin requires the secret, and deliveries to it are not signed with a previous one`()
        async throws
    {
        try await SubscriptionFixture.run { fixture in
            let (made, secret) = try await fixture.subscribe()
            let scheme = try #require(made.url.firstRange(of: "://"))
            let origin = made.url[..<(made.url[scheme.upperBound...].firstIndex(of: "/") ?? made.url.endIndex)]
            func moved(_ url: String, _ secret: String? = nil) async throws -> WebhookSubscription {
                var patch = SubscriptionPatch()
                patch.url = .set(url)
                patch.secret = secret.map { .set($0) } ?? .unchanged
                return try await fixture.service.update("ops", patch, if: .none, context: SubscriptionFixture.context)
            }
            for url in ["https://elsewhere.example/", "\(origin):8443/", "http" + origin.dropFirst("https".count)] {
                let error = await #expect(throws: ServiceError.self, "\(url)") { try await moved(url) }
                guard case .invalid(let errors)? = error else { continue }
                #expect(errors.map(\.pointer) == ["/secret"])
            }
            let vault = try SubscriptionFixture.vault()
            let present = made.secret
            #expect(try await moved("\(origin):443/other/path").secret == present)
            // Setting the current secret again changes nothing.
            #expect(try await moved("https://elsewhere.example/", secret).secret == present)
            _ = try await fixture.service.rotate("ops", to: nil, context: SubscriptionFixture.context)
            let fresh = Base64.encoded([UInt8](repeating: 9, count: 32))
            let third = try await moved("https://third.example/", fresh)
            #expect(third.formerSecret == nil)
            let opened = try vault.open(third.secret, for: "subscription/\(third.id)")
            #expect(String(decoding: opened, as: UTF8.self) == "whsec_" + fresh)
        }
    }

    @Test func `it is changed under its version, and deleted with its deliveries`() async throws {
        try await SubscriptionFixture.run { fixture in
            let made = try await fixture.subscribe().subscription
            try await fixture.notify()
            var patch = SubscriptionPatch()
            patch.title = .set("Operations")
            patch.types = .set([.ticketClosed])
            patch.filter = .set(["==": [1, 1]])
            let change = patch
            let changed = try await fixture.service.update(
                "ops", change, if: .oneOf([ETag(made.revision)]), context: SubscriptionFixture.context)
            #expect(changed.title == "Operations")
            #expect(changed.types == [.ticketClosed])
            #expect(changed.filter == ["==": [1, 1]])
            #expect(changed.revision != made.revision)
            await #expect(throws: ServiceError.self) {
                try await fixture.service.update(
                    "ops", change, if: .oneOf([ETag(made.revision)]), context: SubscriptionFixture.context)
            }
            try await fixture.service.delete("ops", if: .none, context: SubscriptionFixture.context)
            #expect(try await fixture.count("outgoing_delivery") == 0)
            try await fixture.drive(for: .seconds(10))
            #expect(fixture.receiver.calls.isEmpty)
            #expect(try await fixture.count("job") == 0)
        }
    }

    @Test func `a slug is unique`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            await #expect(throws: ServiceError.self) { try await fixture.subscribe() }
        }
    }
}
