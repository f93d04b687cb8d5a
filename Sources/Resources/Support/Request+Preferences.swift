import HTTPKit
import HTTPTypes

extension Request {
    /// Whether the caller would rather follow the work than wait for it: `Prefer: respond-async` (RFC 7240, section
    /// 4.1).
    ///
    /// What can't be read, is not known or is meant otherwise is passed over, as section 2 asks: a preference never
    /// makes a call fail.
    var prefersAsync: Bool {
        HTTPField.Name.prefer.map {
            headers.values($0).contains { Preferences.names(in: $0).contains("respond-async") }
        } ?? false
    }
}

extension HTTPField.Name {
    /// What the caller would like (RFC 7240, section 2).
    static let prefer = HTTPField.Name("Prefer")
    /// What of it was done (section 3).
    static let preferenceApplied = HTTPField.Name("Preference-Applied")
}

/// The value of a `Prefer` field (RFC 7240, section 2).
enum Preferences {
    /// The names of the preferences that have no value, in lower case: with a value `respond-async` would be another
    /// preference. An empty value is none.
    static func names(in field: String) -> Set<String> {
        Set(
            split(field, at: ",").compactMap { preference in
                // What stands behind a semicolon are parameters.
                let parts = split(split(preference, at: ";").first ?? "", at: "=")
                guard let name = parts.first, parts.dropFirst().allSatisfy({ $0.isEmpty || $0 == "\"\"" }) else {
                    return nil
                }
                return name.lowercased()
            })
    }

    /// The parts between separators that stand in no quoted string, without the spaces around them.
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
