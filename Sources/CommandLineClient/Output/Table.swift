/// Rows under headings, aligned and cut to the terminal's width.
struct Table {
    private let columns: [Noun.Column]
    private let rows: [[String]]

    /// What stands between two columns.
    private static let gap = "  "
    /// A long column is not cut to less than this.
    private static let narrowest = 10

    /// A table; each row has a cell for each column.
    init(_ columns: [Noun.Column], _ rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// Prints it.
    func print(to console: Console) {
        let widths = widths(within: console.width)
        for row in [columns.map(\.title)] + rows {
            let line = zip(row, widths).map { CellText.fitted($0, to: $1) }.joined(separator: Self.gap)
            console.print(String(line.reversed().drop { $0 == " " }.reversed()))
        }
    }

    /// Each column as wide as its widest cell; what is too much the long ones give up, the widest first, then all
    /// others.
    func widths(within total: Int) -> [Int] {
        var widths = columns.indices.map { index in
            ([columns[index].title] + rows.map { $0[index] }).reduce(0) { max($0, CellText.width(of: $1)) }
        }
        var excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - total
        for isLong in [true, false] {
            while excess > 0, let widest = widest(of: widths, isLong: isLong) {
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths
    }

    private func widest(of widths: [Int], isLong: Bool) -> Int? {
        widths.indices.filter { columns[$0].isLong == isLong && widths[$0] > Self.narrowest }.max {
            widths[$0] < widths[$1]
        }
    }
}
