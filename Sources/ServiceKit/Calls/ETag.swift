package import Primitives

/// The version of an object: a strong entity tag (RFC 9110, section 8.8.3).
package struct ETag: Sendable, Hashable {
    /// The opaque part, without the quotes.
    package let opaque: String

    /// A tag of an opaque text of visible ASCII without quotes.
    package init(opaque: String) {
        self.opaque = opaque
    }

    /// A tag of a row's revision.
    package init(_ revision: Int64) {
        opaque = "r\(revision)"
    }

    /// A tag of the moment of the last change, for objects without a revision.
    package init(_ moment: Timestamp) {
        opaque = "t\(moment.microseconds)"
    }

    /// The value of the header field.
    package var headerValue: String { "\"\(opaque)\"" }
}
