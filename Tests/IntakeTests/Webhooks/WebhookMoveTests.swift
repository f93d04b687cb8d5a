import Connections
import HTTPKit
import Intake
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import TestSupport
import Testing
import Tickets
import TrackerKit

/// The webhooks of a connection whose address changes.
@Suite(.timeLimit(.minutes(1))) struct WebhookMoveTests {
    private static let newAddress = "https://new.example"

    /// Creates a tracker for each address.
    private struct AddressedDriver: TrackerDriver {
        let declaration = TrackerDeclaration(
            kind: ScriptedTracker.kind, credentials: [.none, .token("A token.")])
        let upstreamPolicy = UpstreamPolicy()
        let webhooks: (any WebhookDialect)? = ScriptedDialect()
        let former: ScriptedTracker
        let new: ScriptedTracker

        var capabilities: Set<Capability> { former.capabilities }
        func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
            context.baseURL == newAddress ? new : former
        }
    }

    private struct NoObjection: AddressChecking {
        func objection(to url: String) async -> String? { nil }
    }

    /// One process, which receives no notifications from others.
    private struct Process {
        let provider: TrackerProvider
        let connections: ConnectionService
        let webhooks: WebhookService
        private let context = CallContext(principal: .system("test"), requestID: "test")

        init(_ fixture: SyncFixture, _ driver: AddressedDriver) throws {
            let registry = try TrackerRegistry([driver])
            let audit = AuditLog(clock: fixture.clock, identifiers: fixture.ids)
            provider = TrackerProvider(
                registry: registry, reader: fixture.database.reader, vault: fixture.vault, upstreams: fixture.upstreams,
                clock: fixture.clock)
            webhooks = WebhookService(
                environment: TicketEnvironment(
                    database: fixture.database, provider: provider, audit: audit, identifiers: fixture.ids,
                    clock: fixture.clock),
                directory: WebhookDirectory(
                    registry: registry, reader: fixture.database.reader, vault: fixture.vault, clock: fixture.clock),
                vault: fixture.vault, registry: registry,
                addresses: WebhookAddresses(publicURL: "https://gateway.example"),
                logger: TestServer.silentLogger)
            connections = ConnectionService(
                database: fixture.database, registry: registry, vault: fixture.vault, provider: provider,
                addresses: NoObjection(),
                webhooks: webhooks, audit: audit, clock: fixture.clock, identifiers: fixture.ids)
        }

        func register() async throws {
            _ = try await webhooks.create(channel: "project", manually: false, context: context)
        }

        /// Changes the connection to the new address.
        @discardableResult
        func move() async throws -> [RemainingWebhook] {
            var patch = ConnectionPatch()
            patch.baseURL = .set(newAddress)
            return try await connections.update("scripted", patch, context: context, precondition: .none).webhooksLeft
        }
    }

    /// Two processes, and the trackers at the two addresses.
    private static func run(
        isSameServer: Bool = false,
        _ body: (SyncFixture, _ first: Process, _ second: Process, _ driver: AddressedDriver) async throws -> Void
    ) async throws {
        try await SyncFixture.run { fixture in
            let former = ScriptedTracker()
            let driver = AddressedDriver(former: former, new: isSameServer ? former : ScriptedTracker())
            try await body(fixture, try Process(fixture, driver), try Process(fixture, driver), driver)
        }
    }

    private static func hooks(_ tracker: ScriptedTracker) -> [String] {
        tracker.state.withLock { $0.webhooks.keys.sorted() }
    }

    private static func webhook(_ fixture: SyncFixture) async throws -> Webhook? {
        try await WebhookRepository(fixture.database).find(fixture.channel.id)
    }

    @Test func `a webhook at the former address is removed there`() async throws {
        try await Self.run { fixture, first, _, driver in
            try await first.register()
            #expect(Self.hooks(driver.former) == ["hook"])
            #expect(try await first.move() == [])
            #expect(Self.hooks(driver.former) == [] && Self.hooks(driver.new) == [])
            #expect(try await Self.webhook(fixture) == nil)
            try await first.register()
            #expect(Self.hooks(driver.former) == [] && Self.hooks(driver.new) == ["hook"])
        }
    }

    @Test func `a webhook that the former address does not remove is reported with where it sends to`() async throws {
        try await Self.run { fixture, first, _, driver in
            try await first.register()
            driver.former.state.withLock { $0.isAway = true }
            let left = try await first.move()
            let address = "https://gateway.example/webhooks/project"
            #expect(left == [RemainingWebhook(callbackURL: address, remoteID: "hook", error: "tracker_unreachable")])
            #expect(try await Self.webhook(fixture) == nil)
        }
    }

    @Test(arguments: [["a/new": "1"], ["a/new": "1", "a/b": "2"], ["a/b": "2"]])
    func `the webhook of a project that has been renamed is removed at its present path`(
        _ projects: [String: String]
    ) async throws {
        try await Self.run { fixture, first, _, driver in
            let context = CallContext(principal: .system("test"), requestID: "test")
            driver.former.state.withLock { $0.projects = ["a/b": "1"] }
            try await fixture.database.run("UPDATE channel SET remote_project_id = '1'")
            try await first.register()
            driver.former.state.withLock { $0.projects = projects }
            if projects["a/new"] == nil {
                await #expect(throws: (any Error).self) {
                    try await first.webhooks.delete(channel: "project", context: context)
                }
                #expect(Self.hooks(driver.former) == ["hook"])
            } else {
                try await first.webhooks.delete(channel: "project", context: context)
                #expect(Self.hooks(driver.former) == [])
                #expect(try await Self.webhook(fixture) == nil)
            }
        }
    }

    @Test func `a webhook that also exists at the new address is kept`() async throws {
        try await Self.run(isSameServer: true) { fixture, first, _, driver in
            try await first.register()
            #expect(try await first.move() == [])
            #expect(Self.hooks(driver.former) == ["hook"])
            #expect(try await Self.webhook(fixture)?.remoteID == "hook")
        }
    }

    @Test(arguments: [false, true])
    func `a manual webhook at the former address is accepted no longer, and removed or reported`(isThere: Bool)
        async throws
    {
        try await Self.run { fixture, first, _, driver in
            let context = CallContext(principal: .system("test"), requestID: "test")
            _ = try await first.webhooks.create(channel: "project", manually: true, context: context)
            let address = "https://gateway.example/webhooks/project"
            if isThere {
                driver.former.state.withLock { state in
                    state.webhooks["by-hand"] = WebhookDraft(callbackURL: address, secret: "x")
                }
            }
            let left = RemainingWebhook(callbackURL: address, remoteID: nil, error: "not_found")
            #expect(try await first.move() == (isThere ? [] : [left]))
            #expect(Self.hooks(driver.former) == [])
            #expect(try await Self.webhook(fixture) == nil)
        }
    }

    @Test func `a manual webhook listed at the new address is kept`() async throws {
        try await Self.run(isSameServer: true) { fixture, first, _, driver in
            let context = CallContext(principal: .system("test"), requestID: "test")
            _ = try await first.webhooks.create(channel: "project", manually: true, context: context)
            driver.former.state.withLock { state in
                state.webhooks["by-hand"] = WebhookDraft(
                    callbackURL: "https://gateway.example/webhooks/project", secret: "x")
            }
            #expect(try await first.move() == [])
            #expect(Self.hooks(driver.former) == ["by-hand"])
            #expect(try await Self.webhook(fixture)?.manual == true)
        }
    }

    @Test func `another process registers at the new address as soon as the response is sent`() async throws {
        try await Self.run { fixture, first, second, driver in
            // It knows the former address and was not notified of the change.
            _ = try await second.provider.tracker(for: fixture.channel)
            try await first.move()
            try await second.register()
            #expect(Self.hooks(driver.former) == [] && Self.hooks(driver.new) == ["hook"])
        }
    }

    @Test(arguments: [false, true])
    func `a registration during the change leaves nothing at the former address, or reports it`(_ isAway: Bool)
        async throws
    {
        try await Self.run { fixture, first, second, driver in
            driver.former.state.withLock { state in
                state.afterRegistering = {
                    try await first.move()
                    if isAway {
                        driver.former.state.withLock { state in
                            state.webhooks["hook"] = WebhookDraft(
                                callbackURL: "https://gateway.example/webhooks/project", secret: "x")
                            state.isAway = true
                        }
                    }
                }
            }
            await #expect {
                try await second.register()
            } throws: { error in
                guard case ServiceError.conflict(let detail, _) = error else { return false }
                return isAway == detail.contains("https://gateway.example/webhooks/project, identifier hook")
            }
            #expect(Self.hooks(driver.former) == (isAway ? ["hook"] : []) && Self.hooks(driver.new) == [])
            let kept = try await Self.webhook(fixture)
            #expect(kept == nil)
        }
    }
}
