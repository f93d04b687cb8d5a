/// The prefixes of the names under which the gateway records its own authors. No caller may use such a name, in any
/// spelling, because people could not distinguish the two.
package enum ReservedAuthor {
    /// The prefixes for callers, rules, pairs and the gateway itself.
    package static let prefixes = ["client:", "token:", "rule:", "pair:", "system:", "gateway:", "user:"]

    /// Whether a name starts with a reserved prefix, ignoring look-alike characters.
    package static func hasReservedPrefix(_ name: String) -> Bool {
        let folded = folded(name)
        return prefixes.contains { folded.hasPrefix($0) }
    }

    /// The name lowercased, with full-width letters and look-alikes of the colon replaced by ASCII, and without white
    /// space and invisible characters. Names that look alike become equal.
    package static func folded(_ name: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in name.unicodeScalars where !isInvisible(scalar) { folded.append(ascii(scalar)) }
        return String(folded).lowercased()
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
            || [.control, .format].contains(properties.generalCategory)
    }

    /// U+FF01 to U+FF5E are the full-width forms of U+0021 to U+007E.
    private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if colons.contains(scalar) { return ":" }
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }

    private static let colons: Set<Unicode.Scalar> = [
        "\u{02D0}", "\u{02F8}", "\u{0589}", "\u{05C3}", "\u{2236}", "\u{A789}", "\u{FE13}", "\u{FE55}", "\u{FF1A}",
    ]
}
