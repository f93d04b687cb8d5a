import Primitives

/// The credentials of a connection: values by the names of the fields that a ``CredentialKind`` declares. Only the kind
/// is ever printed.
package struct TrackerCredentials: Sendable, Hashable {
    /// The name of the ``CredentialKind``.
    package let kind: String
    /// All values are kept as secrets, since only the driver's declaration says which of them are.
    private let values: [String: Secret<String>]

    package init(kind: String, _ values: [String: String] = [:]) {
        self.kind = kind
        self.values = values.mapValues { Secret($0) }
    }

    package static let none = Self(kind: CredentialKind.none.name)

    /// Credentials of the kind ``CredentialKind/token(_:)``.
    package static func token(_ token: String) -> Self {
        Self(kind: CredentialKind.tokenName, [CredentialKind.tokenName: token])
    }

    /// The value of a field; nil if it is not set.
    package subscript(name: String) -> String? { values[name]?.revealed }

    /// All values by field. The name is conspicuous so that each use is noticed in review.
    package var revealed: [String: String] { values.mapValues(\.revealed) }

    /// The token; nil for credentials of another kind.
    package var token: String? { kind == CredentialKind.tokenName ? self[CredentialKind.tokenName] : nil }
}

extension TrackerCredentials: Redacted {
    package var description: String { kind }
    package var debugDescription: String { kind }
}
