/// The limits of an expression and its evaluation. Rules come from clients and data from trackers, so neither is
/// trusted.
package struct LogicLimits: Sendable, Hashable {
    /// The maximum nesting of operations and arrays: several times what people write, but safe for the stack.
    package var depth: Int
    /// The maximum number of operations, arrays and literals in an expression.
    package var nodes: Int
    /// The maximum size of all literals and names, in bytes.
    package var textBytes: Int
    /// The maximum number of steps of an evaluation. An operation costs one step, plus one for each value and each 64
    /// bytes of text that it reads.
    package var steps: Int
    /// The maximum nesting of values that an evaluation creates or reads: the JSON parser's limit, and the same again
    /// for values that it creates.
    package var valueDepth: Int

    package init(
        depth: Int = 64, nodes: Int = 2_000, textBytes: Int = 65_536, steps: Int = 100_000, valueDepth: Int = 128
    ) {
        self.depth = depth
        self.nodes = nodes
        self.textBytes = textBytes
        self.steps = steps
        self.valueDepth = valueDepth
    }

    /// The default limits.
    package static let standard = LogicLimits()
}
