import Foundation
import Testing
import TrackerKit

/// Processing foreign texts takes linear time, because their authors may be malicious.
@Suite(.serialized) struct TextCostTests {
    private static let rules: TextRules = {
        var syntax = ActiveSyntax()
        syntax.commands = true
        syntax.mentions = true
        syntax.references = ["#", "!", "&", "~", "%"]
        syntax.numberedWords = ["GH-"]
        syntax.bracketedWords = ["issue"]
        var rules = TextRules(body: 10_000)
        rules.activeInTexts = syntax
        return rules.referring(to: "tracker.example", words: ["issues"], titles: false)
    }()

    @Test(arguments: [
        "@", "x", "#", "/", "&", "`", "<", "[", "!", "~", "%", "7", "@x", "x@", "#1", "\n/x", "https://",
        "https://a.example/@x ", "https://tracker.example/issues/1", "&commat;x", "\u{301}",
    ])
    func `a text twice as long takes about twice the time`(_ shape: String) {
        let short = Self.text(shape, 20_000), long = Self.text(shape, 40_000)
        // The minimum of three measurements of this thread's CPU time, so that other processes have little influence.
        // Quadratic time would result in a ratio of 4.
        let times = (0..<3).map { _ in (short: Self.time(short), long: Self.time(long)) }
        let ratio = times.map(\.long).min()! / times.map(\.short).min()!
        #expect(ratio < 3.2, "\(shape.debugDescription)")
    }

    private static func text(_ shape: String, _ count: Int) -> CarriedText {
        .foreign(String(repeating: shape, count: count / shape.unicodeScalars.count))
    }

    /// The CPU time in nanoseconds.
    private static func time(_ text: CarriedText) -> Double {
        let start = processorTime()
        _ = rules.carried(body: text, source: "https://a.example/1")
        return Double(processorTime() - start)
    }

    private static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
