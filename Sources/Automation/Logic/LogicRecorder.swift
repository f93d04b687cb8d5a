/// Puts a trace together while an expression is evaluated: told when a part begins and when it ends.
struct LogicRecorder {
    /// How many parts one trace records: more than an expression may have, so that only what is repeated for an array's
    /// elements is ever omitted.
    static let maximumParts = 10_000
    /// How many elements of an array are kept of what is evaluated for each.
    static let maximumItems = 10

    private struct Frame {
        let node: LogicNode
        let item: Int?
        var children: [String: [LogicTrace]] = [:]
        var isCut = false

        mutating func add(_ trace: LogicTrace) {
            var siblings = children.removeValue(forKey: trace.pointer) ?? []
            // The last one is the one that decided.
            if siblings.count == maximumItems { siblings.removeLast() }
            siblings.append(trace)
            children[trace.pointer] = siblings
        }
    }

    private var frames: [Frame] = []
    private var parts = 0
    /// How many parts have begun, and not ended, that are not recorded.
    private var omitted = 0
    /// The trace of the whole, when it has ended.
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
