import Documents
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// Receives the alerts of monitoring systems. They are committed when ``receive(_:of:)`` returns.
package struct IncomingAlertService: Sendable {
    private let database: PostgresClient
    private let tokens: AlertTokenService
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    package init(
        database: PostgresClient, tokens: AlertTokenService, clock: any WallClock, identifiers: any IdentifierSource
    ) {
        self.database = database
        self.tokens = tokens
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The flavor with this slug, if the alert token may post its alerts.
    /// - Returns: Nil if there is no such flavor, or the token is wrong, disabled or one of other flavors.
    /// - Throws: 409 if the flavor does not accept incoming alerts.
    package func flavor(_ slug: String, for token: String) async throws -> AlertFlavor? {
        guard AlertFlavorSlug.isValid(slug), let token = try await tokens.holder(of: token), token.isEnabled,
            let flavor = try await AlertFlavorRepository(database.reader).find(slug),
            token.flavors[slug] == flavor.id
        else { return nil }
        guard flavor.isEnabled else { throw ServiceError.conflict(detail: "The flavor is disabled.") }
        guard let source = flavor.source, IncomingAlerts.sources.contains(source) else {
            let sources = IncomingAlerts.sources.map(\.rawValue).joined(separator: ", ")
            throw ServiceError.conflict(detail: "The flavor's source is none of \(sources).")
        }
        return flavor
    }

    /// The number of alerts in one transaction. More would hold their locks for long.
    private static let batch = 500

    /// Stores alerts.
    /// - Returns: What became of them.
    /// - Throws: `PostgresError`. Some of the alerts may have been stored then; it does no harm to send all again,
    ///   except that they are counted twice.
    package func receive(_ alerts: [IncomingAlert], of flavor: AlertFlavor) async throws -> [AlertStep: Int] {
        guard let source = flavor.source else { return [:] }
        let keyed = alerts.map { alert in
            let key = AlertEpisodeRepository.Key(flavor: flavor.id, source: source, text: Self.key(alert.identity))
            return (key: key, alert: alert)
        }
        // All transactions lock alerts in the same order, so they do not deadlock.
        let ordered = keyed.enumerated().sorted { ($0.element.key.text, $0.offset) < ($1.element.key.text, $1.offset) }
            .map(\.element)
        var steps: [AlertStep: Int] = [:]
        for start in stride(from: 0, to: ordered.count, by: Self.batch) {
            let batch = ordered[start..<min(start + Self.batch, ordered.count)]
            for step in try await store(batch) { steps[step, default: 0] += 1 }
        }
        return steps
    }

    private typealias KeyedAlert = (key: AlertEpisodeRepository.Key, alert: IncomingAlert)

    private func store(_ batch: ArraySlice<KeyedAlert>) async throws -> [AlertStep] {
        do {
            return try await database.transaction { transaction in
                var steps: [AlertStep] = []
                for (key, alert) in batch { steps.append(try await store(alert, key, in: transaction)) }
                return steps
            }
        } catch let error as PostgresError where error.sqlState == .foreignKeyViolation {
            throw ServiceError.conflict(detail: "The flavor was deleted.")
        }
    }

    private func store(
        _ alert: IncomingAlert, _ key: AlertEpisodeRepository.Key, in transaction: Transaction
    ) async throws -> AlertStep {
        let episodes = AlertEpisodeRepository(transaction)
        let now = clock.now()
        let locked =
            switch alert.state {
            case .firing: try await episodes.lock(key, orCreate: identifiers.next(), at: now)
            case .resolved: try await episodes.lock(key)
            }
        guard let locked else { return .ignored }
        let latest = try await episodes.latest(of: locked)
        let step = AlertStep.of(alert, after: latest)
        switch (step, latest) {
        case (.fired, _):
            let record = try await AlertRecordRepository(transaction).insert(alert.content, of: key.flavor, at: now)
            let episode = AlertEpisode(id: identifiers.next(), firedAt: alert.startedAt ?? now, resolvedAt: nil)
            try await episodes.begin(episode, of: locked, with: alert.shortened, record: record, at: now)
        case (.repeated, let latest?): try await episodes.repeat(latest.id, with: alert, at: now)
        case (.resolved, let latest?):
            // The sender's clock may be wrong.
            let end = max(alert.endedAt ?? now, latest.firedAt)
            try await episodes.resolve(latest.id, end, with: alert, at: now)
        default: break
        }
        return step
    }

    /// The maximum length in bytes of a key as it was sent. Longer ones are replaced by their hash, because PostgreSQL
    /// indexes only short texts.
    private static let maximumKeyLength = 255

    fileprivate static func key(_ text: String) -> String {
        guard text.utf8.count > maximumKeyLength else { return text }
        return "sha256:" + Hexadecimal.text(RandomSecret.hash(of: text))
    }

    /// Deletes episodes that ended before a time, and what is known of their alerts.
    package func prune(before moment: Timestamp) async throws {
        let episodes = AlertEpisodeRepository(database)
        while try await episodes.prune(before: moment, limit: Self.batch) == Self.batch {}
        while try await episodes.pruneAlerts(before: moment, limit: Self.batch) == Self.batch {}
    }
}

extension IncomingAlert {
    /// The alert with a group that is not too long.
    fileprivate var shortened: IncomingAlert {
        var alert = self
        alert.group = group.map(IncomingAlertService.key)
        return alert
    }
}
