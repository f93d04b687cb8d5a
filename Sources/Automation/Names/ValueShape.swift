package import Primitives

/// The structure of a JSON value: the members and elements that it can have.
package indirect enum ValueShape: Sendable, Hashable {
    /// Unknown: any path may exist.
    case anything
    /// A string, number, boolean or `null`.
    case scalar
    case list(ValueShape)
    case object([String: ValueShape])

    /// The structure of a sample that contains every member. `null` and an empty array allow anything, since they do
    /// not show what else could be there.
    package init(sample: JSON) {
        switch sample {
        case .null: self = .anything
        case .array(let elements):
            self = .list(ValueShape(unionOf: elements.map { ValueShape(sample: $0) }))
        case .object(let members): self = .object(members.mapValues { ValueShape(sample: $0) })
        default: self = .scalar
        }
    }

    /// The structure with the members and elements of all; anything if there is none.
    init(unionOf shapes: some Sequence<ValueShape>) {
        var union: ValueShape?
        for shape in shapes { union = union?.union(shape) ?? shape }
        self = union ?? .anything
    }

    /// The members by name; nil for a value without named members, and for one whose members are unknown.
    package var members: [String: ValueShape]? { if case .object(let members) = self { members } else { nil } }

    /// The elements; anything for a value that is not known to be an array.
    var element: ValueShape { if case .list(let element) = self { element } else { .anything } }

    /// A structure with the members and elements of both.
    package func union(_ other: ValueShape) -> ValueShape {
        switch (self, other) {
        case (.anything, _), (_, .anything): .anything
        case (.scalar, let shape), (let shape, .scalar): shape
        case (.list(let left), .list(let right)): .list(left.union(right))
        case (.object(let left), .object(let right)): .object(left.merging(right) { $0.union($1) })
        default: .anything
        }
    }

    /// The structure with further members; unchanged unless it is an object.
    func adding(_ more: [String: ValueShape]) -> ValueShape {
        members.map { .object($0.merging(more) { $0.union($1) }) } ?? self
    }

    /// The value at a path; nil if it cannot exist.
    /// - Parameter countsLength: Whether arrays and texts have the member `length`, as in JsonLogic.
    func value(at path: some Sequence<some StringProtocol>, countsLength: Bool) -> ValueShape? {
        var found = self
        for name in path {
            guard let member = found.member(String(name), countsLength: countsLength) else { return nil }
            found = member
        }
        return found
    }

    private func member(_ name: String, countsLength: Bool) -> ValueShape? {
        switch self {
        case .anything: return .anything
        case .object(let members): return members[name]
        case .scalar: return countsLength && name == "length" ? .scalar : nil
        case .list(let element):
            if countsLength, name == "length" { return .scalar }
            return Int(name).map { $0 >= 0 && String($0) == name } == true ? element : nil
        }
    }
}
