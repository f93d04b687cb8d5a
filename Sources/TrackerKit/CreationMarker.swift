/// A marker in a new ticket's body by which the ticket is found again if the tracker's response was lost.
///
/// Adapters hide it in the body (as a comment that the rendered page does not show), remove it in every conversion, and
/// search for it in ``IssueTracker/findTicket(marked:in:since:)``.
package struct CreationMarker: Sendable, Hashable {
    /// Letters, digits and hyphens.
    package let text: String

    package init(_ text: String) { self.text = text }

    private static let opening = "<!-- ticket-gateway:"
    private static let closing = " -->"
    /// Separates the comment from the text before it.
    private static let separator = "\n\n"

    /// The length of the longest marker text: a UUID in its 36-character form.
    package static let longestText = 36
    /// The maximum number of characters, all ASCII, that a marker adds to the end of a body.
    package static let longest = (separator + opening + closing).utf8.count + longestText
    /// The number of characters, all ASCII, that this marker adds to the end of a body.
    package var length: Int { (Self.separator + htmlComment).utf8.count }

    /// The marker as an HTML comment, which Markdown trackers store but do not display.
    package var htmlComment: String { Self.opening + text + Self.closing }

    /// Splits a body into its text without the marker and the marker, if it has one.
    package static func split(_ body: String) -> (body: String, marker: CreationMarker?) {
        split(body, opening: opening, closing: closing)
    }

    /// Splits a body whose marker is between other delimiters.
    ///
    /// Works on bytes: as characters, the carriage return at the end of a body and the separator's first line feed
    /// would form one character.
    package static func split(_ body: String, opening: String, closing: String) -> (
        body: String, marker: CreationMarker?
    ) {
        let found = body.withBytes(opening, closing) { bytes, opening, closing -> (Range<Int>, Range<Int>)? in
            guard let start = bytes.lastRange(of: opening),
                let end = bytes.firstRange(of: closing, from: start.upperBound)
            else {
                return nil
            }
            return (start, end)
        }
        guard let (start, end) = found else { return (body, nil) }
        let bytes = body.utf8
        func index(_ offset: Int) -> String.Index { bytes.index(bytes.startIndex, offsetBy: offset) }
        let text = String(Substring(bytes[index(start.upperBound)..<index(end.lowerBound)]))
        guard !text.isEmpty, text.utf8.allSatisfy(isMarkerByte) else { return (body, nil) }
        var before = bytes[..<index(start.lowerBound)]
        let after = bytes[index(end.upperBound)...]
        guard isLine(before, after) else { return (body, CreationMarker(text)) }
        if before.suffix(separator.utf8.count).elementsEqual(separator.utf8) {
            before = before.dropLast(separator.utf8.count)
        }
        return (String(Substring(before)) + Substring(after), CreationMarker(text))
    }

    /// Whether a marker between these texts is on a line of its own, as ``mark(_:)`` writes it. A marker that shares a
    /// line stays in the body: what people wrote around it would be joined, for example to a command (`/close`).
    private static func isLine(_ before: Substring.UTF8View, _ after: Substring.UTF8View) -> Bool {
        let lineFeed = UInt8(ascii: "\n")
        guard before.isEmpty || before.last == lineFeed else { return false }
        return after.isEmpty || after.first == lineFeed || after.starts(with: "\r\n".utf8)
    }

    /// The body with this marker appended.
    package func mark(_ body: String) -> String { body.isEmpty ? htmlComment : body + Self.separator + htmlComment }

    private static func isMarkerByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
