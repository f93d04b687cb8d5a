package import Primitives
package import TrackerKit

/// A tracker and the credentials to use it. Row of the table `connection`.
package struct Connection: Sendable, Hashable {
    /// Tells connections apart.
    package typealias ID = Identifier<Connection>

    /// Its identifier.
    package var id: ID
    /// Its name in URLs.
    package var slug: String
    /// Its name for people.
    package var title: String
    /// The kind of tracker.
    package var tracker: TrackerKind
    /// Where the API lives; nil for the tracker's public one, or for none.
    package var baseURL: String?
    /// The credentials, sealed; nil when there are none.
    package var credentials: SealedSecret?
    /// How the last calls went.
    package var status: ConnectionStatus
    /// Why, for people.
    package var statusDetail: String?
    /// Whom the credentials belong to, once known.
    package var account: RemoteUser?
    /// Options of the kind of tracker.
    package var settings: JSON
    /// When the credentials were last checked.
    package var verifiedAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a new, unverified connection; the rest is set after.
    package init(id: ID, slug: String, title: String, tracker: TrackerKind, baseURL: String?, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.title = title
        self.tracker = tracker
        self.baseURL = baseURL
        self.status = .unverified
        self.settings = [:]
        self.createdAt = now
        self.updatedAt = now
        self.revision = 0
    }
}

/// How the calls of a connection go.
package enum ConnectionStatus: String, Sendable, Hashable, CaseIterable {
    /// Not called yet with these credentials.
    case unverified
    /// Well.
    case ok
    /// Some fail, or the tracker throttles.
    case degraded
    /// All fail.
    case failing
    /// The tracker refuses the credentials.
    case unauthorized
}

/// A secret as it lies in the database: AES-256-GCM, nonce and tag included.
package struct SealedSecret: Sendable, Hashable {
    /// Which key of the operator sealed it.
    package var keyID: String
    /// Nonce, ciphertext and tag.
    package var bytes: [UInt8]

    /// Makes a sealed secret.
    package init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}
