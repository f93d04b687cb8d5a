internal import Mustache
import Primitives

/// A value of the document in the form that swift-mustache renders.
struct RenderedValue: MustacheParent, MustacheCustomRenderable {
    let value: JSON
    let budget: RenderBudget

    /// The document itself. It is never a plain `Bool`, so that the template's literal texts can be looked up in it.
    static func root(_ value: JSON, _ budget: RenderBudget) -> Any {
        value.arrayValue.map { RenderedList(elements: $0, budget: budget) }
            ?? RenderedValue(value: value, budget: budget)
    }

    /// A value inside the document. A boolean becomes a Swift `Bool`, so that a section on it keeps the current
    /// context.
    static func wrap(_ value: JSON, _ budget: RenderBudget) -> Any { value.boolValue ?? root(value, budget) }

    func child(named name: String) -> Any? {
        if let text = RenderedText(name, budget) { return text }
        guard budget.countName(), let member = value[name] else { return nil }
        return Self.wrap(member, budget)
    }

    var renderText: String { budget.takingValue(Self.text(of: value)) }

    /// Whether a section on the value is skipped: if it is falsy in JavaScript, as the specification suggests.
    var isNull: Bool { !JavaScript.isTruthy(value) }

    static func text(of value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        default: value.text
        }
    }
}

/// A literal text of the template.
struct RenderedText: MustacheCustomRenderable {
    let text: String
    let budget: RenderBudget

    /// Looks up the text for a name such as `*0`; nil for any other name.
    init?(_ name: String, _ budget: RenderBudget) {
        guard name.utf8.first == UInt8(ascii: "*"), let index = Int(name.dropFirst()),
            budget.texts.indices.contains(index),
            budget.countName()
        else { return nil }
        text = budget.texts[index]
        self.budget = budget
    }

    var renderText: String { budget.marksValues ? TextMarks.clean(budget.taking(text)) : budget.taking(text) }
    var isNull: Bool { false }
}

/// An array of the document. A section on it is rendered for each element.
struct RenderedList: MustacheSequence, MustacheParent, MustacheCustomRenderable {
    let elements: [JSON]
    let budget: RenderBudget

    func makeIterator() -> AnyIterator<Any> {
        var iterator = elements.makeIterator()
        return AnyIterator { budget.countElement() ? iterator.next().map { RenderedValue.wrap($0, budget) } : nil }
    }

    func child(named name: String) -> Any? {
        if let text = RenderedText(name, budget) { return text }
        guard budget.countName(), let index = Int(name), elements.indices.contains(index) else { return nil }
        return RenderedValue.wrap(elements[index], budget)
    }

    var renderText: String { budget.takingValue(Self.text(of: elements)) }
    var isNull: Bool { elements.isEmpty }

    /// Scalars, such as labels and names, are separated by commas; an array with nested values is rendered as JSON.
    private static func text(of elements: [JSON]) -> String {
        let isFlat = elements.allSatisfy { $0.arrayValue == nil && $0.objectValue == nil }
        return isFlat ? elements.map(RenderedValue.text).joined(separator: ", ") : JSON.array(elements).text
    }
}
