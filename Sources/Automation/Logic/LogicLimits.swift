/// What bounds an expression and its evaluation. Rules come from clients and the data from trackers: neither is
/// trusted.
package struct LogicLimits: Sendable, Hashable {
    /// How deep operations and arrays may nest: several times what people write, shallow enough for the stack.
    package var depth: Int
    /// How many operations, arrays and literals an expression may have.
    package var nodes: Int
    /// How many bytes of text its literals and names may have.
    package var textBytes: Int
    /// What one evaluation may cost. An operation costs a step, and a step more for each value and each 64 bytes of
    /// text that it looks into.
    package var steps: Int
    /// How deep values may nest that an evaluation makes or looks into: the JSON parser's bound, and as much again for
    /// what is made.
    package var valueDepth: Int

    /// Makes limits.
    package init(
        depth: Int = 64, nodes: Int = 2_000, textBytes: Int = 65_536, steps: Int = 100_000, valueDepth: Int = 128
    ) {
        self.depth = depth
        self.nodes = nodes
        self.textBytes = textBytes
        self.steps = steps
        self.valueDepth = valueDepth
    }

    /// Those that hold unless told otherwise.
    package static let standard = LogicLimits()
}
