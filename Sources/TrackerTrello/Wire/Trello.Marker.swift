import TrackerKit

extension Trello {
    /// How a creation's marker hides in a description. Trello shows HTML comments as text, so it is the definition of a
    /// link that nothing refers to, which Markdown does not show
    /// ([CommonMark](https://spec.commonmark.org/0.31.2/#link-reference-definitions)).
    enum Marker {
        private static let opening = "[ticket-gateway:"
        private static let closing = "]: #"
        /// What a definition needs before it, since it cannot interrupt a paragraph.
        private static let separator = "\n\n"

        /// How much of a description's length the longest marker takes, in UTF-16 units.
        static let longest = (separator + opening + closing).utf16.count + CreationMarker.longestText

        /// How much of a description's length a marker takes, in UTF-16 units.
        static func length(of marker: CreationMarker) -> Int {
            (separator + opening + marker.text + closing).utf16.count
        }

        /// A body with a marker at its end.
        static func mark(_ body: String, with marker: CreationMarker) -> String {
            let definition = opening + marker.text + closing
            return body.isEmpty ? definition : body + separator + definition
        }

        /// The body without its marker, and the marker.
        static func split(_ body: String) -> (body: String, marker: CreationMarker?) {
            CreationMarker.split(body, opening: opening, closing: closing)
        }
    }
}
