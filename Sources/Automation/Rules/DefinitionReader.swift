import Primitives

/// Reads an object member by member and remembers everything that is wrong with it, unknown members included.
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

    /// Whether a member is there and not `null`.
    func has(_ name: String) -> Bool { members[name].map { !$0.isNull } ?? false }

    /// A member that may be left out or `null`.
    mutating func optional(_ name: String, _ shape: FieldShape) -> JSON? {
        seen.insert(name)
        guard let value = members[name], !value.isNull else { return nil }
        return checked(value, name, shape)
    }

    /// A member that must be there.
    mutating func required(_ name: String, _ shape: FieldShape) -> JSON? {
        seen.insert(name)
        guard let value = members[name], !value.isNull else {
            fail(name, "is required")
            return nil
        }
        return checked(value, name, shape)
    }

    /// A member as it is; nil when it is absent. Counts as reading it.
    mutating func raw(_ name: String) -> JSON? {
        seen.insert(name)
        return members[name]
    }

    /// A member that holds a condition; nil when there is none, or none that can be read.
    mutating func condition(_ name: String) -> LogicExpression? {
        guard let json = raw(name), !json.isNull else { return nil }
        do throws(LogicError) {
            return try LogicExpression(json)
        } catch {
            take([DefinitionProblem(path(name) + error.pointer, error.message)])
            return nil
        }
    }

    /// Notes what is wrong with a member.
    mutating func fail(_ name: String, _ detail: String) { problems.append(DefinitionProblem(path(name), detail)) }

    /// Takes what an inner reader found.
    mutating func take(_ problems: [DefinitionProblem], _ references: [DefinitionReference] = []) {
        self.problems += problems
        self.references += references
    }

    /// Notes every member that nobody asked for.
    mutating func refuseOthers() {
        for name in members.keys.sorted() where !seen.contains(name) { fail(name, "is not known here") }
    }

    func path(_ name: String) -> String { JSONPointer.appending(name, to: pointer) }

    private mutating func checked(_ value: JSON, _ name: String, _ shape: FieldShape) -> JSON? {
        var check = FieldCheck()
        check.check(value, shape, at: path(name))
        take(check.problems, check.references)
        return check.problems.isEmpty ? value : nil
    }
}
