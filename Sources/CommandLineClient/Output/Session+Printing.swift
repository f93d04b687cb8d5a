import Primitives

extension Session {
    /// Prints a list of the API.
    func list(_ noun: Noun, _ path: GatewayPath, _ options: ListOptions, _ output: OutputOptions) async throws {
        var listing = try Listing(noun, output, console)
        try await api.list(path, limit: options.bound) { listing.add($0) }
        listing.finish()
    }

    /// Prints a list that was answered inside an object.
    func list(_ noun: Noun, _ elements: [JSON], _ output: OutputOptions) throws {
        var listing = try Listing(noun, output, console)
        elements.forEach { listing.add($0) }
        listing.finish()
    }

    /// Prints an object with all that it has, a field a line.
    func show(_ noun: Noun, _ object: JSON, _ output: OutputOptions) throws {
        if let fields = output.json { return try printJSON(noun, object, fields) }
        let fields = noun.fields.filter { $0 != noun.textField && object[$0] != nil }
        let width = fields.reduce(0) { max($0, $1.count) } + 2
        for field in fields {
            let text = CellText.visible(CellText.of(object[field]))
            if !console.isTerminal {
                console.print("\(field)\t\(text)")
            } else if !text.isEmpty {
                console.print(CellText.fitted("\(field):", to: width) + text)
            }
        }
        guard let field = noun.textField, let text = CellText.value(at: field, in: object)?.stringValue, !text.isEmpty
        else { return }
        console.print(
            console.isTerminal
                ? "\n" + CellText.visible(text, keepingLines: true) : "\(field)\t\(CellText.visible(text))")
    }

    /// Prints what was created or changed: its row of the list.
    func printRow(_ noun: Noun, _ object: JSON, _ output: OutputOptions) throws {
        if let fields = output.json { return try printJSON(noun, object, fields) }
        try list(noun, [object], output)
    }

    /// Prints what was written, or the operation that will write it.
    func printWritten(_ noun: Noun, _ object: JSON, _ output: OutputOptions) throws {
        try printRow(object.isOperation ? .operation : noun, object, output)
    }

    /// Says that something was deleted, or prints the operation that will delete it.
    func sayDeleted(_ text: String, _ answer: JSON, _ output: OutputOptions) throws {
        if answer.isOperation { try printRow(.operation, answer, output) } else { say(text) }
    }

    /// Says, to people only, that something was done.
    func say(_ text: String) {
        if console.isErrorTerminal { console.complain(text) }
    }

    private func printJSON(_ noun: Noun, _ object: JSON, _ fields: String) throws {
        console.print(try FieldSelection(fields, of: noun).text(of: object, indent: console.isTerminal ? 0 : nil))
    }
}

extension JSON {
    /// Whether a write was answered with an operation: no other object has an end to its attempts.
    fileprivate var isOperation: Bool { self["attempts"] != nil && self["expires_at"] != nil }
}
