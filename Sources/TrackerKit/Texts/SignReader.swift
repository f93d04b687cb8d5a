/// Reads a text as trackers do that look for what acts in it once Markdown is rendered: in what an HTML entity stands for, too.
struct SignReader {
    let scalars: [Unicode.Scalar]

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    /// The scalar that is read here and where it ends.
    func sign(at start: Int) -> (scalar: Unicode.Scalar, end: Int) {
        guard scalars[start] == "&", let end = scalars[start...].prefix(Self.longestEntity).firstIndex(of: ";"),
            let scalar = Self.meaning(of: String(String.UnicodeScalarView(scalars[(start + 1)..<end])))
        else { return (scalars[start], start + 1) }
        return (scalar, end + 1)
    }

    /// `&#` and up to seven digits (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
    private static let longestEntity = 10

    private static let namedEntities: [String: Unicode.Scalar] = [
        "commat": "@", "num": "#", "excl": "!", "amp": "&", "AMP": "&", "lsqb": "[", "lbrack": "[", "sol": "/", "colon": ":", "period": ".",
        "lowbar": "_",
    ]

    private static func meaning(of entity: String) -> Unicode.Scalar? {
        guard entity.first == "#" else { return namedEntities[entity] }
        let digits = entity.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
}
