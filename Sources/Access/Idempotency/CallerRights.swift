import Models
import Primitives
import ServiceKit

/// The rights that a caller had when an answer was made: whoever has fewer by now may not see it again.
struct CallerRights: Sendable, Hashable {
    /// What the caller might do.
    var scopes: Set<Scope>
    /// The only channels that it might know of; nil for all.
    var channels: Set<String>?

    init(of principal: Principal) {
        scopes = principal.scopes
        channels = principal.channels
    }

    /// Reads what ``json`` wrote; nil for anything else. A scope that this version does not know gave no rights.
    init?(json: JSON) {
        guard let names = json["scopes"]?.arrayValue, let channels = json["channels"] else { return nil }
        scopes = Set(names.compactMap { $0.stringValue.flatMap(Scope.init(rawValue:)) })
        self.channels = channels.arrayValue.map { Set($0.compactMap(\.stringValue)) }
    }

    var json: JSON {
        ["scopes": JSON(scopes.sorted().map(\.rawValue)), "channels": channels.map { JSON($0.sorted()) } ?? .null]
    }

    /// Why an answer that was made with these rights is not given to a caller with its present ones; nil when it may
    /// be.
    func refusal(to caller: Principal) -> Failure? {
        if let lost = scopes.sorted().first(where: { !caller.allows($0) }) { return .missingScope(lost) }
        guard !caller.covers(scopes, channels: channels) else { return nil }
        return .restricted(
            "The first call with this Idempotency-Key was made with access to more channels; its answer is not given again."
        )
    }
}
