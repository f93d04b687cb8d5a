import Foundation
import Primitives

/// How one kind of value is parsed and described.
struct SettingSyntax<Value: Sendable>: Sendable {
    /// The expected format, as a phrase that follows "expected".
    let expected: String
    /// Parses a text. nil if it does not match `expected`.
    let parse: @Sendable (String) -> Value?
    /// How to create a value, to follow `expected`. nil if that is obvious.
    var remedy: String?
    /// What is probably wrong with a text that does not match. Must not contain any part of the text.
    var hint: @Sendable (String) -> String? = { _ in nil }
}

extension SettingSyntax where Value == String {
    static func text(_ expected: String) -> Self { Self(expected: expected) { $0 } }

    /// The path of a file or folder. Relative paths start at the working directory.
    static var path: Self { text("a path") }

    /// A base URL: a scheme, a host, and an optional port and path. A trailing slash is removed.
    static var httpURL: Self {
        var syntax = Self(expected: "a URL that starts with https:// or http://") { text in
            guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme),
                url.host?.isEmpty == false,
                url.query == nil, url.fragment == nil, url.user == nil
            else { return nil }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
        syntax.hint = { $0.contains("://") ? nil : "the scheme is missing: write https:// in front of it" }
        return syntax
    }
}

extension SettingSyntax where Value == Int {
    /// An integer within a range. `what` describes it, such as `a port number`.
    static func integer(_ range: ClosedRange<Int>, _ what: String = "a whole number") -> Self {
        Self(expected: "\(what) from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A positive number of bytes, with an optional unit `KiB`, `MiB` or `GiB`.
    static var byteCount: Self {
        var syntax = Self(expected: "a size such as 512, 16KiB or 1MiB") { text in
            let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
            let (suffix, factor) = units.first { text.hasSuffix($0.0) } ?? ("", 1)
            guard let count = Int(text.dropLast(suffix.count)), count > 0 else { return nil }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
            return overflow ? nil : bytes
        }
        syntax.hint = { text in
            let unit = text.drop { $0.isNumber }.lowercased()
            return ["k", "m", "g", "kb", "mb", "gb"].contains(unit) ? "the units are KiB, MiB and GiB" : nil
        }
        return syntax
    }
}

extension SettingSyntax where Value == Duration {
    /// A whole number with one of the units ms, s, m, h, d. Zero is accepted only if `zero` is set.
    static func duration(zero: Bool = false) -> Self {
        let expected = "a duration such as 500ms, 30s, 5m, 1h or 7d" + (zero ? "; 0s is off" : "")
        var syntax = Self(expected: expected) { text in
            let units: [(String, Int64)] = [
                ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
            ]
            guard let (suffix, factor) = units.first(where: { text.hasSuffix($0.0) }),
                let count = Int64(text.dropLast(suffix.count)), count > 0 || (zero && count == 0)
            else { return nil }
            let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
            return overflow ? nil : .milliseconds(milliseconds)
        }
        syntax.hint = { Int64($0) == nil ? nil : "the unit is missing: write s after a number of seconds" }
        return syntax
    }
}

extension SettingSyntax where Value == Bool {
    static var flag: Self {
        Self(expected: "true or false") { Bool($0) }
    }
}

extension SettingSyntax where Value: RawRepresentable<String> & CaseIterable {
    /// The raw value of a case of the enumeration.
    static var name: Self {
        let words = Value.allCases.map(\.rawValue)
        var syntax = Self(expected: "one of " + words.joined(separator: ", ")) { Value(rawValue: $0) }
        syntax.hint = { UnknownWord.meant(by: $0, among: words).map { "did you mean \($0)?" } }
        return syntax
    }
}

extension SettingSyntax {
    /// Comma-separated values; blanks around each are removed. An empty text is an empty list.
    static func list<Element>(_ expected: String, of parse: @escaping @Sendable (String) -> Element?) -> Self
    where Value == [Element] {
        Self(expected: expected) { text in
            var values: [Element] = []
            for part in text.split(separator: ",") {
                guard let value = parse(part.trimmingCharacters(in: .whitespaces)) else { return nil }
                values.append(value)
            }
            return values
        }
    }
}
