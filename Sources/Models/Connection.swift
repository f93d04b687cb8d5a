public import Primitives
public import TrackerKit

/// A tracker and the credentials to use it. Row of the table `connection`.
public struct Connection: Sendable, Hashable {
    /// Tells connections apart.
    public typealias ID = Identifier<Connection>

    /// Its identifier.
    public var id: ID
    /// Its name in URLs.
    public var slug: String
    /// Its name for people.
    public var title: String
    /// The kind of tracker.
    public var tracker: TrackerKind
    /// Where the API lives; nil for the tracker's public one, or for none.
    public var baseURL: String?
    /// The credentials, sealed; nil when there are none.
    public var credentials: SealedSecret?
    /// How the last calls went.
    public var status: ConnectionStatus
    /// Why, for people.
    public var statusDetail: String?
    /// Whom the credentials belong to, once known.
    public var account: RemoteUser?
    /// Options of the kind of tracker.
    public var settings: JSON
    /// When the credentials were last checked.
    public var verifiedAt: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// Makes a new, unverified connection; the rest is set after.
    public init(id: ID, slug: String, title: String, tracker: TrackerKind, baseURL: String?, at now: Timestamp) {
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
public enum ConnectionStatus: String, Sendable, Hashable, CaseIterable {
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
public struct SealedSecret: Sendable, Hashable {
    /// Which key of the operator sealed it.
    public var keyID: String
    /// Nonce, ciphertext and tag.
    public var bytes: [UInt8]

    /// Makes a sealed secret.
    public init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }
}
