package import Documents
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit

/// The use cases of the Alerts API: post and list alerts.
package struct AlertService: Sendable {
    private let database: PostgresClient
    private let heavyReads: HeavyReads
    private let clock: any WallClock

    /// - Parameter heavyReads: Runs the lists, because they count all alerts of their flavors.
    package init(database: PostgresClient, heavyReads: HeavyReads, clock: any WallClock) {
        self.database = database
        self.heavyReads = heavyReads
        self.clock = clock
    }

    /// The alerts of a list, and how many there are without its limit.
    package struct Listing: Sendable {
        package var alerts: [AlertRecord]
        package var total: Int
    }

    /// Stores an alert.
    /// - Returns: Its id.
    /// - Throws: ``AlertRefusal``. The order of the checks is that of the Alerts v1 API.
    package func post(_ post: AlertPost, by caller: AlertCaller) async throws -> Int64 {
        guard let flavor = try await flavors([post.flavor]).first else {
            throw AlertRefusal.unknownFlavor(post.flavor)
        }
        try Self.require(.alertsWrite, of: caller, on: [flavor])
        guard flavor.isEnabled else { throw AlertRefusal.disabledFlavor(flavor.slug) }
        let content = try post.content()
        do {
            return try await AlertRecordRepository(database).insert(content, of: flavor.id, at: clock.now())
        } catch let error as PostgresError where error.sqlState == .foreignKeyViolation {
            // The flavor was deleted in the meantime.
            throw AlertRefusal.unknownFlavor(flavor.slug)
        }
    }

    /// The alerts that the arguments select, newest first.
    /// - Throws: ``AlertRefusal``. Invalid arguments are reported before missing credentials.
    package func list(_ arguments: AlertArguments, by caller: AlertCaller) async throws -> Listing {
        let found = try await flavors(arguments.flavors)
        let known = Dictionary(found.map { ($0.slug, $0.isEnabled) }) { first, _ in first }
        let filter = try arguments.filter(known: known)
        try Self.require(.alertsRead, of: caller, on: found)
        return try await heavyReads.run(for: caller.key ?? "") { executor in
            let records = AlertRecordRepository(executor)
            return Listing(alerts: try await records.list(filter), total: try await records.count(filter))
        }
    }

    /// The number of alerts that are deleted in one statement, so that none takes long.
    private static let batch = 1_000

    /// Deletes the alerts that were posted before a time.
    package func prune(before moment: Timestamp) async throws {
        while try await AlertRecordRepository(database).prune(before: moment, limit: Self.batch) == Self.batch {}
    }

    /// The flavors among these slugs. Text that cannot be a slug is not passed to the database, which refuses NUL.
    private func flavors(_ slugs: [String]) async throws -> [AlertFlavor] {
        let valid = slugs.filter(AlertFlavorSlug.isValid)
        return valid.isEmpty ? [] : try await AlertFlavorRepository(database.reader).find(slugs: valid)
    }

    private static func require(
        _ scope: Scope, of caller: AlertCaller, on flavors: [AlertFlavor]
    ) throws(AlertRefusal) {
        guard caller.key != nil else { throw .unauthenticated(.missing) }
        guard flavors.allSatisfy({ caller.has(scope, for: $0) }) else { throw .forbidden }
    }
}
