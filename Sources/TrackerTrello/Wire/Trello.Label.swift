import Primitives
import TrackerKit

extension Trello {
    /// A label on a board. Neither name nor colour need be unique, and either may be missing.
    struct Label: Sendable, Hashable {
        var id: String
        /// Empty for a label that only has a colour.
        var name: String
        /// The name of its colour. nil for none.
        var color: String?

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            name = wire.string("name") ?? ""
            color = wire.string("color")
        }

        /// The name in the gateway: the label's name, or else that of its colour.
        var displayName: String { name.nonEmpty ?? color ?? id }
    }
}

extension [Trello.Label] {
    /// Finds a label by name: an exact match if possible, else one that ignores case; the oldest if there are several.
    func named(_ name: String) -> Trello.Label? {
        let oldestFirst = sorted { $0.id < $1.id }
        return oldestFirst.first { LabelName($0.displayName) == LabelName(name) }
            ?? oldestFirst.first { LabelName(ignoringCaseOf: $0.displayName) == LabelName(ignoringCaseOf: name) }
    }
}

extension Trello.Label {
    var label: RemoteLabel {
        RemoteLabel(remoteID: id, name: displayName, color: color.flatMap(Trello.Palette.hexadecimal))
    }
}

extension Trello {
    /// The ten colours of labels, with the values used by Trello's web pages
    /// ([labels](https://developer.atlassian.com/cloud/trello/rest/api-group-labels/)).
    enum Palette {
        private static let colors: [(name: String, value: Int)] = [
            ("green", 0x61BD4F), ("yellow", 0xF2D600), ("orange", 0xFF9F1A), ("red", 0xEB5A46), ("purple", 0xC377E0),
            ("blue", 0x0079BF), ("sky", 0x00C2E0), ("lime", 0x51E898), ("pink", 0xFF78CB), ("black", 0x344563),
        ]

        /// The six hexadecimal digits of a colour name. Shades (`green_dark`, `green_light`) have the value of their
        /// base colour.
        static func hexadecimal(_ name: String) -> String? {
            let base = name.prefix { $0 != "_" }
            guard let value = colors.first(where: { $0.name == base })?.value else { return nil }
            return Hexadecimal.text(value, digits: 6)
        }

        /// The name of the colour closest to six hexadecimal digits, by Euclidean distance in RGB. nil if the text is
        /// not a colour.
        static func nearest(_ text: String) -> String? {
            let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
            guard digits.utf8.count == 6, digits.utf8.allSatisfy(\.isLetterOrDigit), let value = Int(digits, radix: 16)
            else { return nil }
            return colors.min { distance($0.value, value) < distance($1.value, value) }?.name
        }

        private static func distance(_ one: Int, _ other: Int) -> Int {
            [0, 8, 16].reduce(0) { sum, shift in
                let difference = (one >> shift & 0xFF) - (other >> shift & 0xFF)
                return sum + difference * difference
            }
        }
    }
}
