package import Models

/// Who calls the Alerts API.
package enum AlertCaller: Sendable, Hashable {
    /// A caller without credentials, which may do nothing. The lack of credentials is reported after some of the errors
    /// in its request.
    case anonymous
    /// The holder of an enabled alert token.
    case token(AlertToken)
    /// Any other caller of the gateway, whose scopes decide.
    case principal(Principal)

    /// The key of rate limits and logs; nil for a caller without credentials.
    package var key: String? {
        switch self {
        case .anonymous: nil
        case .token(let token): token.key
        case .principal(let principal): principal.key
        }
    }

    /// Whether the caller may read or post the alerts of a flavor.
    /// - Parameter scope: The scope that a caller without an alert token needs.
    func has(_ scope: Scope, for flavor: AlertFlavor) -> Bool {
        switch self {
        case .anonymous: false
        case .token(let token): token.flavors[flavor.slug] == flavor.id
        case .principal(let principal): principal.allows(scope) && flavor.isVisible(to: principal)
        }
    }
}
