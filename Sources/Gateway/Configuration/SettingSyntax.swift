import Foundation

/// How the text of one kind of value is read, and how that is told to a person.
struct SettingSyntax<Value: Sendable>: Sendable {
    /// What a text must be, to follow the word "expected".
    let expected: String
    /// The value, or nil when the text is not what `expected` says.
    let parse: @Sendable (String) -> Value?
}

extension SettingSyntax where Value == String {
    /// Any text.
    static func text(_ expected: String) -> Self { Self(expected: expected) { $0 } }

    /// The path of a file or folder; a relative one starts from the folder that the process was started in.
    static var path: Self { text("a path") }

    /// An address for people and trackers: scheme and host, perhaps a port and path; a slash at the end is dropped.
    static var httpURL: Self {
        Self(expected: "a URL that starts with https:// or http://") { text in
            guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme),
                url.host?.isEmpty == false,
                url.query == nil, url.fragment == nil, url.user == nil
            else { return nil }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }
}

extension SettingSyntax where Value == Int {
    /// A whole number within bounds. `what` names it: `a port number`.
    static func integer(_ range: ClosedRange<Int>, _ what: String = "a whole number") -> Self {
        Self(expected: "\(what) from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number of bytes, with `KiB`, `MiB` or `GiB` behind it or nothing. Never zero.
    static var byteCount: Self {
        Self(expected: "a size such as 512, 16KiB or 1MiB") { text in
            let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
            let (suffix, factor) = units.first { text.hasSuffix($0.0) } ?? ("", 1)
            guard let count = Int(text.dropLast(suffix.count)), count > 0 else { return nil }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
            return overflow ? nil : bytes
        }
    }
}

extension SettingSyntax where Value == Duration {
    /// A whole number with one of the units ms, s, m, h, d behind it. Zero only where it says "off".
    static func duration(zero: Bool = false) -> Self {
        let expected = "a duration such as 500ms, 30s, 5m, 1h or 7d" + (zero ? "; 0s is off" : "")
        return Self(expected: expected) { text in
            let units: [(String, Int64)] = [
                ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
            ]
            guard let (suffix, factor) = units.first(where: { text.hasSuffix($0.0) }),
                let count = Int64(text.dropLast(suffix.count)), count > 0 || (zero && count == 0)
            else { return nil }
            let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
            return overflow ? nil : .milliseconds(milliseconds)
        }
    }
}

extension SettingSyntax where Value == Bool {
    static var flag: Self {
        Self(expected: "true or false") { Bool($0) }
    }
}

extension SettingSyntax where Value: RawRepresentable<String> & CaseIterable {
    /// One of the names of an enumeration.
    static var name: Self {
        Self(expected: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", ")) { Value(rawValue: $0) }
    }
}

extension SettingSyntax {
    /// Several values with commas between them, blanks around each dropped. An empty text is an empty list.
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
