/// Follows every way through a pattern's program at once.
struct PatternMatcher {
    private let program: [LinearPattern.Instruction]
    /// The places that wait for the next character.
    private var waiting: [Int] = []
    /// At which step each place was last reached, so that none is followed twice.
    private var seen: [Int]
    private var steps = 0

    init(_ program: [LinearPattern.Instruction]) {
        self.program = program
        seen = Array(repeating: 0, count: program.count)
    }

    /// Goes on at the place between two characters; true when the pattern has matched. Each instruction that is
    /// followed takes a step of the budget, and a large set of characters takes more.
    mutating func step(
        _ before: Unicode.Scalar?, _ after: Unicode.Scalar?, within budget: inout MatchBudget
    ) throws(MatchBudget.Exhausted) -> Bool {
        steps += 1
        var open = [0]
        for place in waiting {
            if let before, case .character(let set) = program[place], set.contains(before) { open.append(place + 1) }
        }
        waiting.removeAll(keepingCapacity: true)
        while let place = open.popLast() {
            guard seen[place] != steps else { continue }
            seen[place] = steps
            try budget.spend(program[place].steps)
            switch program[place] {
            case .match: return true
            case .character: waiting.append(place)
            case .jump(let target): open.append(target)
            case .split(let first, let second): open += [first, second]
            case .assertion(let assertion): if assertion.holds(before, after) { open.append(place + 1) }
            }
        }
        return false
    }
}

extension LinearPattern.Instruction {
    /// What following it takes of a budget.
    fileprivate var steps: Int { if case .character(let set) = self { set.steps } else { 1 } }
}
