/// The syntax tree of a pattern.
indirect enum PatternNode: Sendable {
    case empty
    case character(LinearPattern.CharacterSet)
    case assertion(LinearPattern.Assertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// A node, the minimum and the maximum number of repetitions; nil for no maximum.
    case repetition(PatternNode, Int, Int?)
}

/// Compiles a pattern to a program.
struct PatternCompiler {
    /// The maximum number of instructions. Counted repetitions are unrolled.
    private static let maximumSize = 1000

    private(set) var program: [LinearPattern.Instruction] = []

    /// Appends the instructions that match a node.
    mutating func add(_ node: PatternNode) throws(LinearPattern.Fault) {
        switch node {
        case .empty: break
        case .character(let set): try emit(.character(set))
        case .assertion(let assertion): try emit(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes): try choice(nodes[...])
        case .repetition(let node, let least, let most): try repetition(of: node, least: least, most: most)
        }
    }

    /// Appends the final instruction.
    mutating func finish() { program.append(.match) }

    private mutating func emit(_ instruction: LinearPattern.Instruction) throws(LinearPattern.Fault) {
        guard program.count < Self.maximumSize else {
            throw LinearPattern.Fault(detail: "is too large when its repetitions are expanded")
        }
        program.append(instruction)
    }

    private mutating func choice(_ nodes: ArraySlice<PatternNode>) throws(LinearPattern.Fault) {
        guard let first = nodes.first else { return }
        guard nodes.count > 1 else { return try add(first) }
        let split = program.count
        try emit(.split(split + 1, 0))
        try add(first)
        let jump = program.count
        try emit(.jump(0))
        program[split] = .split(split + 1, program.count)
        try choice(nodes.dropFirst())
        program[jump] = .jump(program.count)
    }

    private mutating func repetition(of node: PatternNode, least: Int, most: Int?) throws(LinearPattern.Fault) {
        for _ in 0..<least {
            let size = program.count
            try add(node)
            // A node that adds no instructions is repeated only once; otherwise a nested `{1000}` would loop a million
            // times.
            if program.count == size { break }
        }
        guard let most else {
            let split = program.count
            try emit(.split(split + 1, 0))
            try add(node)
            try emit(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(most, least) {
            splits.append(program.count)
            try emit(.split(program.count + 1, 0))
            try add(node)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
