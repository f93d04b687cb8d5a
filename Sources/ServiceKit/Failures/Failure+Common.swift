package import Models
package import Primitives
package import TrackerKit

extension Failure {
    /// The caller lacks a scope.
    package static func missingScope(_ scope: Scope) -> Failure {
        Failure(
            .missingScope,
            detail: "This requires the scope \(scope.rawValue), which your token lacks. An administrator can create a "
                + "token with it: `ticket-gateway tokens create TITLE --scope \(scope.rawValue)`.")
    }

    /// The caller is restricted to channels, which rules this out although its scopes would allow it.
    package static func restricted(_ detail: String) -> Failure { Failure(.forbidden, detail: detail) }

    /// The tracker does not support the capability.
    /// - Parameter others: The kinds of trackers that do; empty if they are unknown.
    package static func capabilityMissing(
        _ capability: Capability, tracker: String, supportedBy others: [String] = []
    ) -> Failure {
        let alternatives = others.isEmpty ? "" : " Trackers that can: \(others.joined(separator: ", "))."
        // A single field that needs the capability is the one that the caller has set.
        let fields = TicketFields.all.filter { $0.capability == capability && !$0.uses.isDisjoint(with: .settable) }
        let errors = fields.count == 1 ? fields.map { FieldError(pointer: "/\($0.name)", detail: unsupported) } : []
        return Failure(
            .capabilityMissing,
            detail: "The tracker \(tracker) can't do this: \(capability.rawValue).\(alternatives) "
                + "The channel's `capabilities` list what it can do.", errors: errors)
    }

    private static let unsupported = "is not supported by the channel's tracker; omit it"
}

extension TicketFieldUses {
    fileprivate static let settable: Self = [.creation, .change]
}

extension Duration {
    /// The value of `Retry-After`: whole seconds, rounded up, at least 1.
    package var retryAfterSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
