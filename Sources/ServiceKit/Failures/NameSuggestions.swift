package import Models
package import Postgres
package import Primitives
package import Repositories

/// Names the object that does not exist, with the existing name that the caller most likely meant. Only names that the
/// caller may see are suggested: for everything else, a missing object and a hidden one have the same message.
package struct NameSuggestions: Sendable {
    private let repository: NameRepository
    private let principal: Principal

    package init(_ executor: any SQLExecutor, for principal: Principal) {
        repository = NameRepository(executor)
        self.principal = principal
    }

    /// Describes a missing object.
    package func missing(_ kind: NameRepository.Kind, named name: String) async throws -> MissingObject {
        MissingObject(
            kind.noun, named: name, nearest: try await repository.nearest(kind, to: name, for: principal),
            advice: kind == .channel ? restriction(for: name) : nil)
    }

    /// The maximum number of channels that a message lists.
    private static let shownChannels = 5

    /// The channels to which the caller is restricted; nil for a caller that is not. The caller can read them at
    /// `/api/v1/caller` too. Followed by how to get access to the channel, whether or not it exists.
    private func restriction(for channel: String) -> String? {
        guard let channels = principal.channels?.sorted() else { return nil }
        let advice =
            Slug.isValid(channel)
            ? " An administrator can create a token for other channels: "
                + "`ticket-gateway tokens create TITLE --scope SCOPE --channel \(channel)`."
            : ""
        guard !channels.isEmpty else { return "Your token gives access to no channel." + advice }
        let names = channels.prefix(Self.shownChannels).map { "'\($0)'" }.joined(separator: ", ")
        let more = channels.count > Self.shownChannels ? " and \(channels.count - Self.shownChannels) more" : ""
        return "Your token gives access only to the channel\(channels.count == 1 ? "" : "s") \(names)\(more)." + advice
    }

    /// The field errors for names that do not exist.
    /// - Parameter pointer: The location of each name.
    package func errors(
        _ kind: NameRepository.Kind, named names: some Sequence<String>, at pointer: (String) -> String
    ) async throws -> [FieldError] {
        var errors: [FieldError] = []
        for name in names {
            errors.append(
                FieldError(pointer: pointer(name), detail: try await missing(kind, named: name).fieldDetail))
        }
        return errors
    }

    /// Throws 422 if one of the channels of a filter does not exist or is hidden from the caller.
    package func requireChannels(_ slugs: Set<String>?, in executor: any SQLExecutor) async throws {
        guard let slugs, !slugs.isEmpty else { return }
        let known = try await ChannelRepository(executor).existing(among: slugs)
        let unknown = slugs.filter { !known.contains($0) || !principal.mayUse(channel: $0) }.sorted()
        guard !unknown.isEmpty else { return }
        throw ServiceError.invalid(try await errors(.channel, named: unknown) { _ in "?channel" })
    }
}

extension NameRepository.Kind {
    /// The word for messages.
    package var noun: String {
        switch self {
        case .channel: "channel"
        case .connection: "connection"
        case .client: "client"
        case .rule: "rule"
        case .subscription: "subscription"
        case .template: "template"
        case .flavor: "flavor"
        case .label: "label"
        }
    }
}
