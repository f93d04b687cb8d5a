import Documents
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Validates the settings of subscriptions.
struct SubscriptionValidator: Sendable {
    let addresses: any AddressChecking

    /// Validates the given values and ignores nil.
    /// - Throws: `ServiceError.invalid` with all problems.
    func validate(
        url: String?, channels: Set<String>?, filter: JSON?, types: Set<EventType>? = nil, secret: String? = nil,
        for principal: Principal, in executor: any SQLExecutor
    ) async throws {
        var problems: [FieldError] = []
        if let url { problems += await self.problems(withURL: url) }
        if let channels { problems += try await self.problems(withChannels: channels, for: principal, in: executor) }
        if let filter { problems += SubscriptionDraft.problems(withFilter: filter, types: types) }
        if let secret, StandardWebhookSignature(secret: secret) == nil {
            problems.append(
                FieldError(
                    pointer: "/secret",
                    detail: "must be base64 of \(StandardWebhookSignature.keyLengths.lowerBound) to "
                        + "\(StandardWebhookSignature.keyLengths.upperBound) random bytes, with the prefix whsec_ or without"
                ))
        }
        guard problems.isEmpty else { throw ServiceError.invalid(problems) }
    }

    private func problems(withURL url: String) async -> [FieldError] {
        guard let scheme = url.firstRange(of: "://"),
            ["http", "https"].contains(url[..<scheme.lowerBound].lowercased())
        else {
            return [FieldError(pointer: "/url", detail: "must be a URL that starts with https:// or http://")]
        }
        // A password in the URL would be visible to everyone who can read the subscription.
        guard !url[scheme.upperBound...].prefix(while: { !"/?#".contains($0) }).contains("@"), !url.contains("#") else {
            return [FieldError(pointer: "/url", detail: "must have neither user information nor a fragment")]
        }
        guard let objection = await addresses.objection(to: url) else { return [] }
        return [FieldError(pointer: "/url", detail: objection)]
    }

    /// Channels that the caller may not see count as missing.
    private func problems(withChannels channels: Set<String>, for principal: Principal, in executor: any SQLExecutor)
        async throws
        -> [FieldError]
    {
        let known = try await ChannelRepository(executor).existing(among: channels)
        let unknown = channels.filter { !known.contains($0) || !principal.mayUse(channel: $0) }.sorted()
        return try await NameSuggestions(executor, for: principal).errors(.channel, named: unknown) { _ in "/channels" }
    }
}
