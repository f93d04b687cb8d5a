import Models
import Postgres
import Primitives
import ServiceKit
import TrackerKit

extension TicketEnvironment {
    /// How long mirrored labels and milestones are considered current.
    static let catalogAge = Duration.seconds(300)

    /// Reads labels or milestones again if the mirror is older than ``catalogAge``. If the tracker fails, the mirrored
    /// ones are used; if there are none, the error is thrown.
    func refreshing<Element: Sendable>(
        _ channel: Channel, context: CallContext, capability: Capability, syncedAt: Timestamp?,
        read: (any IssueTracker) async throws -> RemoteList<Element>,
        store: @Sendable (RemoteList<Element>, Transaction) async throws -> Void
    ) async throws {
        if let syncedAt, clock.now() - syncedAt < Self.catalogAge { return }
        let list: RemoteList<Element>
        do {
            list = try await calling(channel, context: context.inOwnName) { tracker in
                try tracker.require(capability)
                return try await read(tracker)
            }
        } catch let error as ServiceError {
            guard syncedAt != nil else { throw error }
            return
        }
        try await database.transaction { try await store(list, $0) }
    }
}
