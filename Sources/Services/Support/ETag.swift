public import Primitives

/// The version of an object: a strong entity tag (RFC 9110, section 8.8.3).
public struct ETag: Sendable, Hashable {
    /// The opaque part, without the quotes.
    public let opaque: String

    /// A tag of an opaque text of visible ASCII without quotes.
    public init(opaque: String) {
        self.opaque = opaque
    }

    /// A tag of a row's revision.
    public init(_ revision: Int64) {
        opaque = "r\(revision)"
    }

    /// A tag of the moment of the last change, for objects without a revision.
    public init(_ moment: Timestamp) {
        opaque = "t\(moment.microseconds)"
    }

    /// The value of the header field.
    public var headerValue: String { "\"\(opaque)\"" }
}
