import Models
import Primitives

/// Finds names in conditions and texts that no document can contain, so that a typo is reported when a rule is saved
/// and does not result in a rule that silently does nothing.
struct NameCheck {
    /// The documents of all event types, to explain what is missing.
    let events: EventShapes
    /// What the documents of the rule's event types can contain.
    let document: ValueShape
    private(set) var problems: [DefinitionProblem] = []

    init(_ document: ValueShape, of events: EventShapes) {
        self.document = document
        self.events = events
    }

    /// The structures that a name is looked up in, the innermost last.
    struct Scope {
        var shapes: [ValueShape]
        /// Whether arrays and texts have the member `length`.
        let countsLength: Bool
    }

    /// Looks up a name such as `ticket.title`. A name that cannot exist is recorded as a problem, and counts as
    /// anything, so that it causes no further problems.
    mutating func look(up name: String, in scope: Scope, at pointer: String) -> ValueShape {
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // Only the first part of a name is looked up in the outer structures
        // (https://github.com/mustache/spec, interpolation).
        for shape in scope.shapes.reversed() {
            guard let first = path.first, shape.value(at: [first], countsLength: scope.countsLength) != nil else {
                continue
            }
            if let value = shape.value(at: path, countsLength: scope.countsLength) { return value }
            break
        }
        let problem = DefinitionProblem(pointer, explanation(of: name, path, in: scope))
        if problems.count < Failure.maximumErrors, !problems.contains(problem) { problems.append(problem) }
        return .anything
    }

    private func explanation(of name: String, _ path: [String], in scope: Scope) -> String {
        let shown = name.shortened()
        let types = scope.shapes.count == 1 ? events.types(with: path, countsLength: scope.countsLength) : []
        if !types.isEmpty {
            let names = types.map(\.rawValue).joined(separator: ", ")
            return "refers to \(shown), which is empty in all events of these types; only \(names) have it"
        }
        let meant = nearest(to: path, in: scope).map { ". Did you mean \($0)?" } ?? ""
        return "refers to \(shown), which no event has" + meant
    }

    /// The most similar existing name: with another part in the place of the unknown one, or, for a name of one part,
    /// a member of the ticket or another object of the document.
    private func nearest(to path: [String], in scope: Scope) -> String? {
        for shape in scope.shapes.reversed() {
            for length in path.indices.reversed() {
                guard let members = shape.value(at: path[..<length], countsLength: false)?.members,
                    let part = NearestName.of(path[length], among: members.keys.sorted())
                else { continue }
                let candidate = path[..<length] + [part] + path[(length + 1)...]
                if shape.value(at: candidate, countsLength: scope.countsLength) != nil {
                    return candidate.joined(separator: ".")
                }
            }
        }
        return path.count == 1 ? nested(path[0]) : nil
    }

    private func nested(_ name: String) -> String? {
        let objects = ["ticket", "comment", "event"]
        let names = objects.flatMap { object in
            (document.value(at: [object], countsLength: false)?.members ?? [:]).keys.sorted().map { (object, $0) }
        }
        let exact = names.first { $0.1 == name }
        let similar = NearestName.of(name, among: names.map(\.1)).flatMap { part in names.first { $0.1 == part } }
        return (exact ?? similar).map { "\($0.0).\($0.1)" }
    }
}
