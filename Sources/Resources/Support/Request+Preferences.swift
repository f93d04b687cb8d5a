import HTTPKit
import HTTPTypes

extension Request {
    /// Whether the caller prefers an asynchronous operation: `Prefer: respond-async` (RFC 7240, section 4.1).
    ///
    /// Unknown and malformed preferences are ignored (section 2): a preference never makes a call fail.
    var prefersAsync: Bool {
        HTTPField.Name.prefer.map {
            headers.values($0).contains { Preferences.names(in: $0).contains("respond-async") }
        } ?? false
    }
}

extension HTTPField.Name {
    /// The caller's preferences (RFC 7240, section 2).
    static let prefer = HTTPField.Name("Prefer")
    /// The preferences that were applied (RFC 7240, section 3).
    static let preferenceApplied = HTTPField.Name("Preference-Applied")
}

/// Parses `Prefer` (RFC 7240, section 2).
enum Preferences {
    /// The names, in lower case, of preferences without a value: `respond-async` with a value would be another
    /// preference. An empty value counts as none.
    static func names(in field: String) -> Set<String> {
        Set(
            split(field, at: ",").compactMap { preference in
                // Parameters after a semicolon are ignored.
                let parts = split(split(preference, at: ";").first ?? "", at: "=")
                guard let name = parts.first, parts.dropFirst().allSatisfy({ $0.isEmpty || $0 == "\"\"" }) else {
                    return nil
                }
                return name.lowercased()
            })
    }

    /// Splits at separators outside of quoted strings, and trims blanks.
    private static func split(_ text: String, at separator: Character) -> [String] {
        var parts = [""]
        var (isQuoted, isEscaped) = (false, false)
        for character in text {
            if character == separator, !isQuoted {
                parts.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            parts[parts.count - 1].append(character)
        }
        return parts.map { part in String(part.drop { $0.isBlank }.reversed().drop { $0.isBlank }.reversed()) }
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
