/// Lists the values that an option accepts, for help texts.
enum Choices {
    /// `open, closed or all`.
    static func text(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// The values of an enumeration.
    static func text<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type, where isIncluded: (Value) -> Bool = { _ in true }
    ) -> String {
        text(type.allCases.filter(isIncluded).map(\.rawValue))
    }
}
