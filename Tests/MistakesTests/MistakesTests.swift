import Testing

/// Plausible mistakes of a newcomer, and what the gateway and its command line say. See `mistakes.md`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MistakesTests {
    @Test(arguments: Mistake.Area.allCases)
    func `a mistake gets the recorded message, which says what is wrong, where, and what to do`(_ area: Mistake.Area)
        async throws
    {
        let table = try MistakeTable()
        let mistakes = Mistakes.all[area, default: []]
        try await MistakeScene.run { scene in
            var written: [String] = []
            for mistake in mistakes {
                let outcome = try await scene.outcome(of: mistake)
                let faults = Self.faults(outcome, of: mistake)
                // A message that is not good enough is not recorded.
                written.append(MistakeTable.entry(mistake, faults.isEmpty ? outcome : nil))
                if MistakeTable.isRewriting {
                    #expect(faults.isEmpty, "\(mistake.title):\n\(outcome.message)")
                } else if let recorded = table.entry(mistake.title, in: area) {
                    Self.compare(outcome, of: mistake, recorded)
                }
            }
            if MistakeTable.isRewriting { try MistakeTable.rewrite(area, written) }
        }
    }

    private static func compare(_ outcome: Outcome, of mistake: Mistake, _ recorded: String) {
        let faults = faults(outcome, of: mistake)
        if recorded == MistakeTable.entry(mistake, nil) {
            withKnownIssue("the message is not good enough yet", isIntermittent: true) {
                #expect(faults.isEmpty, "\(mistake.title):\n\(outcome.message)")
            }
        } else {
            #expect(faults.isEmpty, "\(mistake.title):\n\(outcome.message)")
            #expect(MistakeTable.entry(mistake, outcome) == recorded)
        }
    }

    /// What the outcome lacks.
    private static func faults(_ outcome: Outcome, of mistake: Mistake) -> [String] {
        let message = outcome.message.lowercased()
        let missing = mistake.mentions.filter { !message.contains($0.lowercased()) }
        return missing + (outcome.status == mistake.status ? [] : ["status \(outcome.status)"])
    }

    @Test func `the table has at least forty mistakes, each once, and no others`() throws {
        let table = try MistakeTable()
        #expect(Mistakes.all.values.map(\.count).reduce(0, +) >= 40)
        for area in Mistake.Area.allCases {
            let titles = Mistakes.all[area, default: []].map(\.title)
            #expect(Set(titles).count == titles.count)
            #expect(table.titles(in: area) == Set(titles), "\(area.rawValue)")
        }
    }
}
