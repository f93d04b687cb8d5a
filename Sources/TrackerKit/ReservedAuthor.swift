/// The names by which the gateway itself says who wrote or did something. Nobody may act under one of them, in whatever
/// spelling: people could not distinguish the two.
package enum ReservedAuthor {
    /// How the names of callers, rules, pairs and the gateway's own work begin.
    package static let prefixes = ["client:", "token:", "rule:", "pair:", "system:", "gateway:", "user:"]

    /// Whether a name begins like one of the gateway's own.
    package static func hasReservedPrefix(_ name: String) -> Bool {
        let folded = folded(name)
        return prefixes.contains { folded.hasPrefix($0) }
    }

    /// The name in lower case, with full-width letters and look-alikes of the colon as ASCII, and without white space
    /// and characters that are not shown: names that look alike are equal.
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
