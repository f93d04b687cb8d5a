/// A mark that a creation carries upstream, so that it is found again when the reply was lost.
///
/// Adapters hide it in what is created (a comment that the rendered page does not show), take it away again in every conversion, and look for it in ``IssueTracker/findTicket(marked:in:since:)``.
public struct CreationMarker: Sendable, Hashable {
    /// Letters, digits and hyphens.
    public let text: String

    /// Makes a marker.
    public init(_ text: String) { self.text = text }

    private static let opening = "<!-- ticket-gateway:"
    private static let closing = " -->"
    /// What keeps the comment apart from the text before it.
    private static let separator = "\n\n"

    /// The marker as an HTML comment, which Markdown trackers keep and don't show.
    public var htmlComment: String { Self.opening + text + Self.closing }

    /// The body without any marker, and the marker that it carried.
    ///
    /// Works on bytes: as characters, a body that ends in a carriage return would swallow the separator's first line feed.
    public static func split(_ body: String) -> (body: String, marker: CreationMarker?) {
        guard let start = body.utf8.ranges(of: opening.utf8).last,
            let end = body.utf8[start.upperBound...].firstRange(of: closing.utf8)
        else { return (body, nil) }
        let text = String(Substring(body.utf8[start.upperBound..<end.lowerBound]))
        guard !text.isEmpty, text.utf8.allSatisfy(isMarkerByte) else { return (body, nil) }
        var before = body.utf8[..<start.lowerBound]
        if before.suffix(separator.utf8.count).elementsEqual(separator.utf8) { before = before.dropLast(separator.utf8.count) }
        return (String(Substring(before)) + Substring(body.utf8[end.upperBound...]), CreationMarker(text))
    }

    /// The body with this marker at its end.
    public func mark(_ body: String) -> String { body.isEmpty ? htmlComment : body + Self.separator + htmlComment }

    private static func isMarkerByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
