import Models
import Primitives

/// Checks the values that a caller fills in. Strings are converted to the variable's type, because rules and the
/// command line can only send strings.
extension TemplateVariable {
    /// A human-readable explanation why a value is invalid.
    struct Refusal: Error, Hashable {
        var detail: String
        init(_ detail: String) { self.detail = detail }
    }

    /// Converts a value to its type: a string, a number, a boolean, or an array of options in the template's order.
    /// - Parameter budget: The steps left for matching the patterns of all values.
    /// - Throws: ``Refusal`` if the value is invalid.
    func value(of json: JSON, within budget: inout MatchBudget) throws(Refusal) -> JSON {
        switch kind {
        case .string, .text: .string(try text(json, within: &budget))
        case .number: try number(json)
        case .boolean: try boolean(json)
        case .choice: .string(try choice(json))
        case .multiChoice: JSON(try choices(json))
        case .date: .string(try date(json))
        }
    }

    /// Whether a value is empty, which is the same as omitting it.
    func isEmpty(_ value: JSON) -> Bool {
        switch value {
        case .null, .string(""), .array([]): true
        default: false
        }
    }

    private func text(_ json: JSON, within budget: inout MatchBudget) throws(Refusal) -> String {
        guard let text = json.stringValue, !text.utf8.contains(0) else { throw Refusal("must be text") }
        var longest = kind == .string ? TemplateLimits.line.upperBound : TemplateLimits.value.upperBound
        if pattern != nil { longest = min(longest, LinearPattern.maximumTextLength) }
        longest = min(longest, maximumLength ?? longest)
        let length = text.unicodeScalars.count
        guard length <= longest else { throw Refusal("must have at most \(longest) characters") }
        guard length >= minimumLength ?? 0 else { throw Refusal("must have at least \(minimumLength ?? 0) characters") }
        if kind == .string, text.contains(where: \.isNewline) { throw Refusal("must be one line") }
        if let pattern, !(try matches(text, pattern, within: &budget)) { throw Refusal("must match \(pattern)") }
        return text
    }

    private func matches(_ text: String, _ pattern: String, within budget: inout MatchBudget) throws(Refusal) -> Bool {
        // An invalid pattern was rejected when the template was saved.
        guard let matcher = try? LinearPattern(pattern) else { return true }
        do throws(MatchBudget.Exhausted) { return try matcher.matches(text, within: &budget) } catch {
            let limit = MatchBudget.maximumSteps
            throw Refusal("is too long for its pattern: matching the values would take more than \(limit) steps")
        }
    }

    private func number(_ json: JSON) throws(Refusal) -> JSON {
        let read: JSON
        switch json {
        case .integer, .number: read = json
        case .string(let text):
            guard let parsed = try? JSON(parsing: Array(text.utf8)), parsed.doubleValue != nil else {
                throw Refusal("must be a number")
            }
            read = parsed
        default: throw Refusal("must be a number")
        }
        guard let value = read.doubleValue else { throw Refusal("must be a number") }
        if let minimum, value < minimum { throw Refusal("must be at least \(Self.shown(minimum))") }
        if let maximum, value > maximum { throw Refusal("must be at most \(Self.shown(maximum))") }
        return read
    }

    private func boolean(_ json: JSON) throws(Refusal) -> JSON {
        switch json {
        case .bool, .string("true"), .string("false"): .bool(json == true || json == "true")
        default: throw Refusal("must be true or false")
        }
    }

    private func choice(_ json: JSON) throws(Refusal) -> String {
        guard let text = json.stringValue, options.contains(where: { $0.value == text }) else {
            throw Refusal("must be one of \(shownOptions)" + hint(insteadOf: json.stringValue))
        }
        return text
    }

    /// Accepts an array of options or a single option. `true` selects all options, like ticking every box; `false`
    /// selects none.
    private func choices(_ json: JSON) throws(Refusal) -> [String] {
        let chosen: Set<String>
        switch json {
        case .array(let elements):
            let texts = elements.compactMap(\.stringValue)
            chosen = Set(texts)
            guard texts.count == elements.count else { throw Refusal("must contain strings") }
            guard chosen.count == texts.count else { throw Refusal("must not contain duplicate options") }
        case .string(let text): chosen = options.contains { $0.value == text } ? [text] : try all(text == "true", text)
        case .bool(let isAll): chosen = try all(isAll, json.text)
        default: throw Refusal("must be an array of options")
        }
        guard chosen.isSubset(of: options.map(\.value)) else { throw onlyOptions(chosen) }
        if let missing = options.first(where: { $0.isRequired && !chosen.contains($0.value) }) {
            throw Refusal("must contain \(missing.value)")
        }
        return options.map(\.value).filter(chosen.contains)
    }

    private func all(_ isAll: Bool, _ text: String) throws(Refusal) -> Set<String> {
        if text == "" { return [] }
        guard text == "true" || text == "false" else { throw onlyOptions([text]) }
        return isAll ? Set(options.map(\.value)) : []
    }

    /// A `full-date` (RFC 3339, section 5.6).
    private func date(_ json: JSON) throws(Refusal) -> String {
        guard let text = json.stringValue, text.utf8.count == 10, Timestamp(text + "T00:00:00Z") != nil else {
            throw Refusal(Timestamp.dateMismatch(json.stringValue))
        }
        return text
    }

    private func onlyOptions(_ chosen: Set<String>) -> Refusal {
        let unknown = chosen.subtracting(options.map(\.value)).min()
        return Refusal("must contain only \(shownOptions)" + hint(insteadOf: unknown))
    }

    /// The option that was most likely meant, as a further sentence; empty if none is similar.
    private func hint(insteadOf text: String?) -> String {
        let meant = text.flatMap { UnknownWord.meant(by: $0, among: options.map(\.value)) }
        return meant.map { ". Did you mean '\($0)'?" } ?? ""
    }

    /// The first ten options for error messages, since some forms have hundreds.
    private var shownOptions: String {
        let first = options.prefix(10).map(\.value).joined(separator: ", ")
        return options.count > 10 ? first + ", …" : first
    }

    static func shown(_ number: Double) -> String { Int64(exactly: number).map(String.init) ?? String(number) }
}
