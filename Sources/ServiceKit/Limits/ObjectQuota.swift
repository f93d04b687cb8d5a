package import Postgres
import Primitives
package import Repositories

/// Limits the number of objects that callers may create: rules, templates, subscriptions and the like. Each of them
/// costs memory or time with every event or request, and without a limit one caller with the scope for them could fill
/// the database.
package struct ObjectQuota: Sendable {
    /// Several times more than the largest installations have; all rules of this number are evaluated in milliseconds.
    package static let standard = 10_000
    /// For commands of an operator who has access to the database.
    package static let unlimited = ObjectQuota(maximum: .max)

    private let maximum: Int

    /// - Parameter maximum: The maximum number of objects of each kind.
    package init(maximum: Int = Self.standard) { self.maximum = maximum }

    /// Call it in the transaction that inserts an object, before the insertion.
    /// - Throws: 409 if there are as many objects of this kind as allowed.
    package func requireRoom(for kind: ConfigurationObject, in transaction: Transaction) async throws {
        guard maximum < .max else { return }
        guard try await ObjectCountRepository(transaction).hasRoom(for: kind, below: maximum) else {
            throw Failure(
                .objectLimitReached,
                detail: "There are \(maximum) objects of this kind, as many as TICKET_GATEWAY_MAX_OBJECTS allows.")
        }
    }
}
