import TrackerKit

/// Marks where values of the document begin and end in a rendered text, because the renderer only handles plain
/// strings.
///
/// The marks are the control characters STX and ETX (start and end of text), which no tracker displays. They are
/// removed from all other text, so that nobody can forge them.
enum TextMarks {
    private static let opening: Unicode.Scalar = "\u{02}"
    private static let closing: Unicode.Scalar = "\u{03}"

    /// Removes all marks from a text.
    static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isMark) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isMark($0) }))
    }

    /// Puts a value between marks.
    static func mark(_ value: String) -> String {
        guard !value.isEmpty else { return "" }
        var marked = String.UnicodeScalarView([opening])
        marked += clean(value).unicodeScalars
        marked.append(closing)
        return String(marked)
    }

    /// Splits a rendered text into its parts. The parts between marks are foreign.
    static func parts(of text: String) -> CarriedText {
        var parts: [CarriedText.Part] = []
        var rest = text.unicodeScalars[...]
        var isForeign = false
        while let mark = rest.firstIndex(where: isMark) {
            append(rest[..<mark], isForeign, to: &parts)
            isForeign = rest[mark] == opening
            rest = rest[rest.index(after: mark)...]
        }
        append(rest, isForeign, to: &parts)
        return CarriedText(parts)
    }

    private static func append(
        _ text: Substring.UnicodeScalarView, _ isForeign: Bool, to parts: inout [CarriedText.Part]
    ) {
        if !text.isEmpty { parts.append(CarriedText.Part(text: String(text), isForeign: isForeign)) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar == opening || scalar == closing }
}
