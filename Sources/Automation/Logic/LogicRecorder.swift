/// Builds a trace during an evaluation. It is called when the evaluation of a node starts and ends.
struct LogicRecorder {
    /// The maximum number of nodes in a trace. It exceeds the limit for an expression, so that only repeated
    /// evaluations for the elements of an array are ever omitted.
    static let maximumParts = 10_000
    /// The maximum number of elements of an array whose evaluation is recorded.
    static let maximumItems = 10

    private struct Frame {
        let node: LogicNode
        let item: Int?
        var children: [String: [LogicTrace]] = [:]
        var isCut = false

        mutating func add(_ trace: LogicTrace) {
            var siblings = children.removeValue(forKey: trace.pointer) ?? []
            // The last element is kept, because it may have decided the result.
            if siblings.count == maximumItems { siblings.removeLast() }
            siblings.append(trace)
            children[trace.pointer] = siblings
        }
    }

    private var frames: [Frame] = []
    private var parts = 0
    /// The number of nodes being evaluated that are not recorded.
    private var omitted = 0
    /// The trace of the whole expression, once its evaluation has ended.
    private(set) var trace: LogicTrace?

    mutating func enter(_ node: LogicNode, item: Int?) {
        parts += 1
        guard omitted == 0, parts <= Self.maximumParts else {
            omitted += 1
            if !frames.isEmpty { frames[frames.count - 1].isCut = true }
            return
        }
        frames.append(Frame(node: node, item: item))
    }

    mutating func leave(_ outcome: LogicTrace.Outcome) {
        guard omitted == 0 else { omitted -= 1; return }
        let frame = frames.removeLast()
        let children = frame.node.children.flatMap { node in
            frame.children[node.pointer] ?? [
                LogicTrace(node, item: nil, outcome: frame.isCut ? .omitted : .skipped, children: [])
            ]
        }
        let trace = LogicTrace(frame.node, item: frame.item, outcome: outcome, children: children)
        if frames.isEmpty { self.trace = trace } else { frames[frames.count - 1].add(trace) }
    }
}
