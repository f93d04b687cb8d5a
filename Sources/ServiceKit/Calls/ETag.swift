package import Primitives

/// The version of an object: a strong entity tag (RFC 9110, section 8.8.3).
package struct ETag: Sendable, Hashable {
    /// The tag without its quotes.
    package let opaque: String

    /// - Parameter opaque: Visible ASCII without quotes.
    package init(opaque: String) {
        self.opaque = opaque
    }

    /// Creates a tag from a row's revision.
    package init(_ revision: Int64) {
        opaque = "r\(revision)"
    }

    /// Creates a tag from the time of the last change, for objects without a revision.
    package init(_ moment: Timestamp) {
        opaque = "t\(moment.microseconds)"
    }

    /// The `ETag` header value, with quotes.
    package var headerValue: String { "\"\(opaque)\"" }
}
