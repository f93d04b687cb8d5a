package import Primitives

/// The reason why a credential was refused. The reasons other than ``unknown`` are reported only if the hash of an API
/// token, or the signature of a JWT, matches: then the caller holds a credential that the gateway issued.
package enum CredentialRefusal: Sendable, Hashable {
    /// The gateway did not issue it, or has no record of it any more.
    case unknown
    /// An API token has expired.
    case expired(Timestamp)
    /// A client's JWT has expired.
    case jwtExpired(Timestamp)
    /// The token was revoked, or the client of a JWT was deleted.
    case revoked

    /// The sentence for the caller.
    package var sentence: String {
        switch self {
        case .unknown:
            "This gateway does not know the token: it may be incomplete, or be a token of another gateway or of a "
                + "tracker. \(Self.renewal)"
        case .expired(let moment): "The token expired at \(moment.rfc3339). \(Self.renewal)"
        case .jwtExpired(let moment):
            "The token expired at \(moment.rfc3339). Get another one with POST /api/v1/authorize."
        case .revoked: "The token was revoked. \(Self.renewal)"
        }
    }

    /// How to get another API token.
    package static let renewal = "An administrator can create a new token with `ticket-gateway tokens create`."
}
