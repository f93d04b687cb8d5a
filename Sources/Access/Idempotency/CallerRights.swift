import Models
import Primitives
import ServiceKit

/// The rights that a caller had when a response was created. A caller with fewer rights may not see the response again.
struct CallerRights: Sendable, Hashable {
    var scopes: Set<Scope>
    /// The channels that the caller was restricted to; nil for all channels.
    var channels: Set<String>?

    init(of principal: Principal) {
        scopes = principal.scopes
        channels = principal.channels
    }

    /// Parses the output of ``json``; nil for anything else. Scopes unknown to this version are ignored, since they
    /// grant nothing here.
    init?(json: JSON) {
        guard let names = json["scopes"]?.arrayValue, let channels = json["channels"] else { return nil }
        scopes = Set(names.compactMap { $0.stringValue.flatMap(Scope.init(rawValue:)) })
        self.channels = channels.arrayValue.map { Set($0.compactMap(\.stringValue)) }
    }

    var json: JSON {
        ["scopes": JSON(scopes.sorted().map(\.rawValue)), "channels": channels.map { JSON($0.sorted()) } ?? .null]
    }

    /// The reason why a response created with these rights is withheld from a caller; nil if the caller still has all
    /// of them.
    func refusal(to caller: Principal) -> Failure? {
        if let lost = scopes.sorted().first(where: { !caller.allows($0) }) { return .missingScope(lost) }
        guard !caller.covers(scopes, channels: channels) else { return nil }
        return .restricted(
            "The first call with this Idempotency-Key had access to more channels; its response is not repeated."
        )
    }
}
