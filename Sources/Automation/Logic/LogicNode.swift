import Primitives

/// A node of a parsed expression.
struct LogicNode: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A value that contains no operations.
        case literal(JSON)
        /// An array that contains operations.
        case list([LogicNode])
        case operation(LogicOperator, [LogicNode])
    }

    let kind: Kind
    /// The node as it was written.
    let source: JSON
    /// The location in the expression, as a JSON pointer (RFC 6901).
    let pointer: String

    var children: [LogicNode] {
        switch kind {
        case .literal: []
        case .list(let nodes), .operation(_, let nodes): nodes
        }
    }

    /// The operator; nil for a value or an array.
    var `operator`: LogicOperator? { if case .operation(let operation, _) = kind { operation } else { nil } }
}
