/// Durations as written in rules: an integer followed by `s`, `m`, `h` or `d`.
package enum RuleDuration {
    private static let units: [(letter: Character, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    /// The maximum number of digits, which rules out overflow.
    private static let maximumDigits = 9

    /// Parses `90s`, `15m`, `2h` or `7d`; nil for anything else.
    package static func parse(_ text: String) -> Duration? {
        guard let letter = text.last, let unit = units.first(where: { $0.letter == letter }) else { return nil }
        let digits = text.dropLast()
        guard (1...maximumDigits).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        return .seconds(number * unit.seconds)
    }

    /// The shortest text that parses to the duration, in whole seconds.
    package static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        guard seconds > 0, let unit = units.first(where: { seconds % $0.seconds == 0 }) else { return "\(seconds)s" }
        return "\(seconds / unit.seconds)\(unit.letter)"
    }
}
