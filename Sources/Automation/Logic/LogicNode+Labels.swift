import Primitives
import TrackerKit

extension LogicNode {
    /// The members of `changes.labels`.
    private static let sides: Set<String> = ["from", "to"]

    /// The tracker whose labels this node looks up: those of a ticket (`ticket.labels`, `linked.labels`), or those in
    /// an event's changes (`changes.labels.to`). Nil for any other node, since only label names are compared by the
    /// tracker's rules.
    func trackerOfLabels(in data: JSON) -> TrackerKind? {
        guard case .operation(.variable, let arguments) = kind,
            case .literal(.string(let path))? = arguments.first?.kind
        else {
            return nil
        }
        var names = path.split(separator: ".").map(String.init)
        var owner: JSON? = data["ticket"]
        if let last = names.last, Self.sides.contains(last) {
            names.removeLast()
            guard names.suffix(2) == ["changes", "labels"] else { return nil }
        } else {
            guard names.count > 1, names.popLast() == "labels" else { return nil }
            owner = names.reduce(data as JSON?) { found, name in found?[name] }
        }
        return owner?["tracker"]?.stringValue.map(TrackerKind.init(rawValue:))
    }
}
