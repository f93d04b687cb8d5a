/// A table, aligned to the terminal's width. Long columns are truncated; others, such as ids, never are, so that their
/// values can be copied.
struct Table {
    private let columns: [Noun.Column]
    private let rows: [[String]]

    private static let gap = "  "
    /// The minimum width to which a long column is truncated, in columns.
    private static let narrowest = 10

    /// - Parameter rows: Each has one cell per column.
    init(_ columns: [Noun.Column], _ rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    func print(to console: Console) {
        let widths = widths(within: console.width)
        for row in [columns.map(\.title)] + rows {
            let line = zip(row, widths).map { CellText.fitted($0, to: $1) }.joined(separator: Self.gap)
            console.print(String(line.reversed().drop { $0 == " " }.reversed()))
        }
    }

    /// Each column is as wide as its widest cell. Excess width is taken from the long columns, always from the widest.
    /// If that is not enough, the table is wider than the terminal.
    func widths(within total: Int) -> [Int] {
        var widths = columns.indices.map { index in
            ([columns[index].title] + rows.map { $0[index] }).reduce(0) { max($0, CellText.width(of: $1)) }
        }
        var excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - total
        while excess > 0, let widest = widest(of: widths) {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func widest(of widths: [Int]) -> Int? {
        widths.indices.filter { columns[$0].isLong && widths[$0] > Self.narrowest }.max { widths[$0] < widths[$1] }
    }
}
