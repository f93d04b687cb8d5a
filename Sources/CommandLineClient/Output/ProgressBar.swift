import Primitives

/// A progress line for a sync on standard error. Prints nothing if standard error is not a terminal.
struct ProgressBar {
    private let console: Console
    private var shown = 0

    /// The width of the bar in columns, without the numbers.
    private static let columns = 24

    init(_ console: Console) { self.console = console }

    /// The line for a sync's status: `[######··················] 1200/4800 tickets, 310 comments`.
    static func line(_ status: JSON, step: Int) -> String {
        let done = status["tickets"]?.integerValue ?? 0
        let total = status["tickets_total"]?.integerValue
        let comments = status["comments"]?.integerValue ?? 0
        if status["state"]?.stringValue == "queued" { return "[\(String(repeating: "·", count: columns))] queued" }
        return
            "[\(bar(done, of: total, step: step))] \(done)\(total.map { "/\($0)" } ?? "") tickets, \(comments) comments"
    }

    /// Filled in proportion to the progress. If the total is unknown, a mark moves across the bar.
    private static func bar(_ done: Int64, of total: Int64?, step: Int) -> String {
        guard let total, total > 0 else {
            let place = step % columns
            return String(repeating: "·", count: place) + "#" + String(repeating: "·", count: columns - 1 - place)
        }
        let filled = Int(min(done, total)) * columns / Int(total)
        return String(repeating: "#", count: filled) + String(repeating: "·", count: columns - filled)
    }

    /// Overwrites the line with the given status.
    mutating func show(_ status: JSON) {
        guard console.isErrorTerminal else { return }
        // ESC [ K clears to the end of the line (ECMA-48, section 8.3.41).
        console.writeError("\r" + Self.line(status, step: shown) + "\u{1B}[K")
        shown += 1
    }

    /// Ends the line.
    func end() {
        if shown > 0 { console.writeError("\n") }
    }
}
