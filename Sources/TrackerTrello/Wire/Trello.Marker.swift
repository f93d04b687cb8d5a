import TrackerKit

extension Trello {
    /// Hides a creation marker in a description. Trello shows HTML comments as text, so the marker is an unused link
    /// reference definition, which Markdown does not render
    /// ([CommonMark](https://spec.commonmark.org/0.31.2/#link-reference-definitions)).
    enum Marker {
        private static let opening = "[ticket-gateway:"
        private static let closing = "]: #"
        /// Precedes the definition, because it can't interrupt a paragraph.
        private static let separator = "\n\n"

        /// The maximum length that a marker adds to a description, in UTF-16 units.
        static let longest = (separator + opening + closing).utf16.count + CreationMarker.longestText

        /// The length that a marker adds to a description, in UTF-16 units.
        static func length(of marker: CreationMarker) -> Int {
            (separator + opening + marker.text + closing).utf16.count
        }

        /// Appends a marker to a body.
        static func mark(_ body: String, with marker: CreationMarker) -> String {
            let definition = opening + marker.text + closing
            return body.isEmpty ? definition : body + separator + definition
        }

        /// Separates a body from its marker.
        static func split(_ body: String) -> (body: String, marker: CreationMarker?) {
            CreationMarker.split(body, opening: opening, closing: closing)
        }
    }
}
