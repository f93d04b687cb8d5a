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
import Testing
import TrackerKit

/// New credentials of a connection that is in use. The clock stands still, so that nothing is read again because of its
/// age.
@Suite(.timeLimit(.minutes(1))) struct CredentialChangeTests {
    /// Records the credentials with which adapters were created.
    private final class RecordingDriver: TrackerDriver {
        let declaration = TrackerDeclaration(
            kind: ScriptedTracker.kind, credentials: [.none, .token("A token.")])
        let upstreamPolicy = UpstreamPolicy()
        let capabilities: Set<Capability> = []
        private let seen = Mutex<[TrackerCredentials]>([])

        var latest: TrackerCredentials? { seen.withLock { $0.last } }

        func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
            seen.withLock { $0.append(context.credentials) }
            return ScriptedTracker()
        }
    }

    private struct NoObjection: AddressChecking {
        func objection(to url: String) async -> String? { nil }
    }

    /// One process.
    private struct Process {
        let driver = RecordingDriver()
        let provider: TrackerProvider
        let connections: ConnectionService
        private let channel: Channel

        init(_ fixture: SyncFixture) throws {
            let registry = try TrackerRegistry([driver])
            provider = TrackerProvider(
                registry: registry, reader: fixture.database.reader, vault: fixture.vault, upstreams: fixture.upstreams,
                clock: fixture.clock)
            connections = ConnectionService(
                database: fixture.database, registry: registry, vault: fixture.vault, provider: provider,
                addresses: NoObjection(),
                audit: AuditLog(clock: fixture.clock, identifiers: fixture.ids), clock: fixture.clock,
                identifiers: fixture.ids)
            channel = fixture.channel
        }

        /// The credentials of the next call.
        func credentials() async throws -> TrackerCredentials? {
            _ = try await provider.tracker(for: channel)
            return driver.latest
        }

        func change(to token: String) async throws {
            var patch = ConnectionPatch()
            patch.credentials = .set(.token(token))
            let context = CallContext(principal: .system("test"), requestID: "", origin: .api)
            _ = try await connections.update("scripted", patch, context: context, precondition: .none)
        }
    }

    @Test func `the process that changed them uses them from the next call on`() async throws {
        try await SyncFixture.run { fixture in
            let process = try Process(fixture)
            #expect(try await process.credentials() == TrackerCredentials.none)
            for token in ["one", "two"] {
                try await process.change(to: token)
                #expect(try await process.credentials() == .token(token))
            }
        }
    }

    @Test func `another process uses them as soon as it is notified by the database`() async throws {
        try await SyncFixture.run { fixture in
            let first = try Process(fixture), second = try Process(fixture)
            #expect(try await second.credentials() == TrackerCredentials.none)
            try await withThrowingTaskGroup { group in
                group.addTask { await second.provider.followChanges(in: fixture.database) }
                var round = 0
                // Whether it is already listening cannot be queried; earlier notifications are lost.
                repeat {
                    round += 1
                    try await first.change(to: "token\(round)")
                    try await Task.sleep(for: .milliseconds(20))
                } while try await second.credentials() != .token("token\(round)")
                group.cancelAll()
            }
        }
    }

    @Test func `two drivers of one kind are refused`() {
        let error = #expect(throws: DuplicateRegistration.self) {
            try TrackerRegistry([RecordingDriver(), RecordingDriver()])
        }
        #expect(error?.description == "a driver for \(ScriptedTracker.kind.rawValue) is registered twice")
    }

    @Test func `failed syncs start immediately`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.failNext(.unauthorized(UpstreamFailure(status: 401, message: "no")))
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            #expect(try await fixture.status().state == .failed)
            #expect(try await fixture.worker().runDue() == 0)
            try await Process(fixture).change(to: "right")
            #expect(try await fixture.worker().runDue() == 1)
            #expect(try await fixture.status().state == .idle)
        }
    }
}
