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
    private var rows: [[String]] = []
    private var count = 0

    init(_ noun: Noun, output: OutputOptions, console: Console) throws {
        self.noun = noun
        self.console = console
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
        noun.columns.map { CellText.visible(CellText.of(CellText.value(at: $0.path, in: element))) }
    }
}
