/// Finds the known name that a mistyped one most likely stands for.
package enum NearestName {
    /// The maximum length of a compared name, in UTF-8 bytes. A comparison takes time proportional to the product of
    /// both lengths, and no name that people mistype is longer.
    package static let maximumLength = 100

    /// The most similar name; nil if none is similar enough to be suggested. Case is ignored. The first of several
    /// equally similar names wins.
    package static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().utf8)
        guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names where candidate != name {
            let letters = Array(candidate.lowercased().utf8)
            let limit = min(tolerance(ofLength: max(wanted.count, letters.count)), best.map { $0.distance - 1 } ?? .max)
            guard limit >= 0, letters.count <= maximumLength, abs(letters.count - wanted.count) <= limit else {
                continue
            }
            let distance = distance(wanted, letters)
            if distance <= limit { best = (candidate, distance) }
        }
        return best?.name
    }

    /// The maximum number of differences in a name of this length that still counts as similar. It grows with the
    /// length, because any two short names are similar.
    package static func tolerance(ofLength length: Int) -> Int { min(3, length / 3) }

    /// The number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var earlier: [Int] = [], previous = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var cost = min(previous[j] + (letter == other ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], other == left[i - 1] { cost = min(cost, earlier[j - 1] + 1) }
                row.append(cost)
            }
            (earlier, previous) = (previous, row)
        }
        return previous[right.count]
    }
}

extension String {
    /// The text for an error message, with everything after `length` characters replaced by an ellipsis.
    package func shortened(to length: Int = 100) -> String {
        unicodeScalars.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length))) + "…"
    }
}
