/// Executes a program by following all alternatives in parallel.
struct PatternMatcher {
    private let program: [LinearPattern.Instruction]
    /// The instructions that wait for the next character.
    private var waiting: [Int] = []
    /// The step in which each instruction was last reached, so that none is followed twice in a step.
    private var seen: [Int]
    private var steps = 0

    init(_ program: [LinearPattern.Instruction]) {
        self.program = program
        seen = Array(repeating: 0, count: program.count)
    }

    /// Advances to the position between two characters. Returns true if the pattern has matched. Each instruction costs
    /// one step of the budget; a large character set costs more.
    mutating func step(
        _ before: Unicode.Scalar?, _ after: Unicode.Scalar?, within budget: inout MatchBudget
    ) throws(MatchBudget.Exhausted) -> Bool {
        steps += 1
        var open = [0]
        for position in waiting {
            if let before, case .character(let set) = program[position], set.contains(before) {
                open.append(position + 1)
            }
        }
        waiting.removeAll(keepingCapacity: true)
        while let position = open.popLast() {
            guard seen[position] != steps else { continue }
            seen[position] = steps
            try budget.spend(program[position].steps)
            switch program[position] {
            case .match: return true
            case .character: waiting.append(position)
            case .jump(let target): open.append(target)
            case .split(let first, let second): open += [first, second]
            case .assertion(let assertion): if assertion.holds(before, after) { open.append(position + 1) }
            }
        }
        return false
    }
}

extension LinearPattern.Instruction {
    /// The cost of following the instruction, in steps of the budget.
    fileprivate var steps: Int { if case .character(let set) = self { set.steps } else { 1 } }
}
