import Primitives

/// Reads a JSON object member by member and collects all errors, including unknown members.
struct DefinitionReader {
    let pointer: String
    private let members: [String: JSON]
    private var seen: Set<String> = []
    private(set) var problems: [DefinitionProblem] = []
    private(set) var references: [DefinitionReference] = []

    init(_ members: [String: JSON], at pointer: String = "") {
        self.members = members
        self.pointer = pointer
    }

    /// Whether a member is present and not `null`.
    func has(_ name: String) -> Bool { members[name].map { !$0.isNull } ?? false }

    /// Reads an optional member. Returns nil if it is omitted, `null` or invalid; the last is recorded as an error.
    mutating func optional(_ name: String, _ shape: FieldShape) -> JSON? {
        seen.insert(name)
        guard let value = members[name], !value.isNull else { return nil }
        return checked(value, name: name, shape: shape)
    }

    /// Reads a required member. If it is omitted, `null` or invalid, returns nil and records an error.
    mutating func required(_ name: String, _ shape: FieldShape) -> JSON? {
        seen.insert(name)
        guard let value = members[name], !value.isNull else {
            fail(name, "is required")
            return nil
        }
        return checked(value, name: name, shape: shape)
    }

    /// Reads a member without checking its value; nil if it is omitted. Counts as reading it, so that
    /// ``refuseOthers()`` accepts it.
    mutating func raw(_ name: String) -> JSON? {
        seen.insert(name)
        return members[name]
    }

    /// Reads a member that contains a condition; nil if it is omitted or invalid. The latter is recorded as an error.
    mutating func condition(_ name: String) -> LogicExpression? {
        guard let json = raw(name), !json.isNull else { return nil }
        do throws(LogicError) {
            return try LogicExpression(json)
        } catch {
            take([DefinitionProblem(path(name) + error.pointer, error.message)])
            return nil
        }
    }

    /// Records an error in a member.
    mutating func fail(_ name: String, _ detail: String) { problems.append(DefinitionProblem(path(name), detail)) }

    /// Adds the errors and references that an inner reader found.
    mutating func take(_ problems: [DefinitionProblem], _ references: [DefinitionReference] = []) {
        self.problems += problems
        self.references += references
    }

    /// Records an error for each member that has not been read.
    mutating func refuseOthers() {
        for name in members.keys.sorted() where !seen.contains(name) {
            fail(name, UnknownName.detail(name, among: seen))
        }
    }

    func path(_ name: String) -> String { JSONPointer.appending(name, to: pointer) }

    private mutating func checked(_ value: JSON, name: String, shape: FieldShape) -> JSON? {
        var errors: [FieldError] = []
        let valid = shape.type.read(value, path(name), &errors)
        take(
            errors.map { DefinitionProblem($0.pointer, $0.detail) }, shape.references(in: value, at: path(name)))
        return valid
    }
}
