package import Primitives
package import TrackerKit

/// A tracker's address and the credentials to use it. Row of the table `connection`.
package struct Connection: Sendable, Hashable {
    package typealias ID = Identifier<Connection>

    package var id: ID
    /// The name in URLs.
    package var slug: String
    /// The display name.
    package var title: String
    package var tracker: TrackerKind
    /// The URL of the API; nil for the tracker's public one, or for a tracker that needs none.
    package var baseURL: String?
    /// The encrypted credentials; nil if there are none.
    package var credentials: SealedSecret?
    /// The outcome of the most recent calls.
    package var status: ConnectionStatus
    /// The reason for the status, human-readable.
    package var statusDetail: String?
    /// The account that the credentials belong to; nil until it is known.
    package var account: RemoteUser?
    /// Options specific to the kind of tracker.
    package var settings: JSON
    /// When the credentials were last checked.
    package var verifiedAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    /// A new, unverified connection. Set the other fields afterwards.
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

/// The outcome of a connection's most recent calls.
package enum ConnectionStatus: String, Sendable, Hashable, CaseIterable {
    /// No call was made with these credentials yet.
    case unverified
    /// Calls succeed.
    case ok
    /// Some calls fail, or the tracker throttles them.
    case degraded
    /// All calls fail.
    case failing
    /// The tracker rejects the credentials.
    case unauthorized
}

/// A secret as stored in the database, encrypted with AES-256-GCM.
package struct SealedSecret: Sendable, Hashable {
    /// The operator's encryption key that was used.
    package var keyID: String
    /// Nonce, ciphertext and tag.
    package var bytes: [UInt8]

    package init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}
