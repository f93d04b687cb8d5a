import Primitives

extension NameCheck {
    /// Checks the names in a text. A section on an object or array makes its members or elements the context; names
    /// that these do not have are looked up in the outer contexts.
    mutating func check(text: String, at pointer: String) {
        var scope = Scope(shapes: [document], countsLength: false)
        var openings: [Bool] = []
        for step in TextTemplateScanner.steps(of: text) {
            switch step {
            case .name(let name): _ = value(of: name, in: scope, at: pointer)
            case .open(let name, let isInverted):
                let value = value(of: name, in: scope, at: pointer)
                if !isInverted { scope.shapes.append(Self.context(in: value)) }
                openings.append(isInverted)
            case .close: if openings.popLast() == false { scope.shapes.removeLast() }
            }
        }
    }

    /// The value of a name, of `.`, or of a function such as `last()`.
    private mutating func value(of name: String, in scope: Scope, at pointer: String) -> ValueShape {
        if name == "." { return scope.shapes.last ?? .anything }
        return name.hasSuffix(")") ? .scalar : look(up: name, in: scope, at: pointer)
    }

    private static func context(in value: ValueShape) -> ValueShape {
        if case .list(let element) = value { element } else { value }
    }

    /// Checks the texts of an action's members that are rendered.
    mutating func check(_ members: JSON, _ fields: [ActionField], at pointer: String) {
        for field in fields {
            guard let value = members[field.name], !value.isNull else { continue }
            check(value, field.shape, at: JSONPointer.appending(field.name, to: pointer))
        }
    }

    private mutating func check(_ value: JSON, _ shape: FieldShape, at pointer: String) {
        switch shape {
        case .text, .title, .body, .comment, .word, .slug:
            if let text = value.stringValue { check(text: text, at: pointer) }
        case .list(let element, _):
            for (index, value) in (value.arrayValue ?? []).enumerated() {
                check(value, element, at: "\(pointer)/\(index)")
            }
        case .json: check(json: value, at: pointer)
        case .object(let fields): check(value, fields, at: pointer)
        case .ticket: check(value, TicketChoice.locationFields, at: pointer)
        case .fixedSlug, .fixedWord, .fixedText, .anything, .bool, .integer, .duration, .moment: break
        }
    }

    private mutating func check(json: JSON, at pointer: String) {
        switch json {
        case .string(let text): check(text: text, at: pointer)
        case .array(let elements):
            for (index, element) in elements.enumerated() { check(json: element, at: "\(pointer)/\(index)") }
        case .object(let members):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                check(json: value, at: JSONPointer.appending(name, to: pointer))
            }
        default: break
        }
    }
}
