import Foundation

/// A mark that a creation carries upstream, so that it is found again when the reply was lost.
///
/// Adapters hide it in what is created (a comment that the rendered page does not show), take it away again in every conversion, and look for it in ``IssueTracker/findTicket(marked:in:since:)``.
public struct CreationMarker: Sendable, Hashable {
    /// Letters, digits and hyphens.
    public let text: String

    /// Makes a marker.
    public init(_ text: String) { self.text = text }

    /// The marker as an HTML comment, which Markdown trackers keep and don't show.
    public var htmlComment: String { "<!-- ticket-gateway:\(text) -->" }

    /// The body without any marker, and the marker that it carried.
    public static func split(_ body: String) -> (body: String, marker: CreationMarker?) {
        guard let start = body.range(of: "<!-- ticket-gateway:", options: .backwards),
            let end = body.range(of: " -->", range: start.upperBound..<body.endIndex)
        else { return (body, nil) }
        let text = String(body[start.upperBound..<end.lowerBound])
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else { return (body, nil) }
        var before = String(body[..<start.lowerBound])
        if before.hasSuffix("\n\n") { before.removeLast(2) }
        return (before + body[end.upperBound...], CreationMarker(text))
    }

    /// The body with this marker at its end.
    public func mark(_ body: String) -> String { body.isEmpty ? htmlComment : body + "\n\n" + htmlComment }
}
