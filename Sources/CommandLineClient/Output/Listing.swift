import Primitives

/// Prints a list: a table on a terminal, otherwise TSV or JSON, which are printed as the elements arrive.
struct Listing {
    private enum Style {
        case table
        case tabs
        case json(FieldSelection)
    }

    private let noun: Noun
    private let console: Console
    private let style: Style
    private let now: Timestamp
    private var rows: [[String]] = []
    private var count = 0

    init(_ noun: Noun, output: OutputOptions, in session: Session) throws {
        self.noun = noun
        console = session.console
        now = session.environment.now()
        if let fields = output.json {
            style = .json(try FieldSelection(fields, of: noun))
        } else {
            style = console.isTerminal ? .table : .tabs
        }
    }

    mutating func add(_ element: JSON) {
        switch style {
        case .table: rows.append(cells(element))
        case .tabs: console.print(cells(element).joined(separator: "\t"))
        case .json(let selection):
            console.write((count == 0 ? "[" : ",\n ") + selection.text(of: element))
        }
        count += 1
    }

    /// Prints the table, or the end of the JSON array.
    func finish() {
        switch style {
        case .table: count == 0 ? console.writeError("nothing found\n") : Table(noun.columns, rows).print(to: console)
        case .tabs: break
        case .json: console.print(count == 0 ? "[]" : "]")
        }
    }

    private func cells(_ element: JSON) -> [String] {
        noun.columns.map { column in
            let value = CellText.value(at: column.path, in: element)
            if console.isTerminal, let time = RelativeTime.text(value, at: column.path, now: now) { return time }
            return CellText.visible(CellText.of(value, at: column.path))
        }
    }
}
