import Primitives

/// A part of an expression: parsed once, evaluated often.
struct LogicNode: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A value without operations in it.
        case literal(JSON)
        /// An array with operations in it.
        case list([LogicNode])
        /// An operation and its arguments.
        case operation(LogicOperator, [LogicNode])
    }

    let kind: Kind
    /// How it was written.
    let source: JSON
    /// Where it was written.
    let pointer: String

    /// The parts below it.
    var children: [LogicNode] {
        switch kind {
        case .literal: []
        case .list(let nodes), .operation(_, let nodes): nodes
        }
    }

    /// Its operator; nil for a value or an array.
    var `operator`: LogicOperator? { if case .operation(let operation, _) = kind { operation } else { nil } }
}
