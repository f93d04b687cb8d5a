import Primitives

extension Session {
    /// Fetches and prints a list of the API.
    func list<Elements: ListedElements>(
        _ noun: Noun, _ path: GatewayPath, options: ListOptions<Elements>, output: OutputOptions
    ) async throws {
        var listing = try Listing(noun, output: output, in: self)
        try await api.list(path, limit: options.bound) { listing.add($0) }
        listing.finish()
    }

    /// Prints a list that is part of another object.
    func list(_ noun: Noun, _ elements: [JSON], output: OutputOptions) throws {
        var listing = try Listing(noun, output: output, in: self)
        elements.forEach { listing.add($0) }
        listing.finish()
    }

    /// Prints all fields of an object, one per line. The fields of `--json` are checked before the object is requested,
    /// because the request may write.
    func show(_ noun: Noun, _ object: @autoclosure () async throws -> JSON, output: OutputOptions) async throws {
        let selection = try output.selection(of: noun)
        let object = try await object()
        if let selection { return printJSON(object, selection) }
        let fields = noun.fields.filter { $0 != noun.textField && object[$0] != nil }
        let width = fields.reduce(0) { max($0, $1.count) } + 2
        for field in fields {
            var text = CellText.visible(CellText.of(object[field], at: field))
            if console.isTerminal, let time = RelativeTime.text(object[field], at: field, now: environment.now()) {
                text += " (\(time))"
            }
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

    /// Prints a created or updated object as a row of its list. The fields of `--json` are checked before the object is
    /// written.
    func printRow(_ noun: Noun, _ object: @autoclosure () async throws -> JSON, output: OutputOptions) async throws {
        let selection = try output.selection(of: noun)
        let object = try await object()
        if let selection { printJSON(object, selection) } else { try list(noun, [object], output: output) }
    }

    /// Prints the written object, or the operation that will write it.
    func printWritten(
        _ noun: Noun, _ object: @autoclosure () async throws -> JSON, output: OutputOptions
    ) async throws {
        let selection = try output.selection(of: noun, .operation)
        let object = try await object()
        if let selection { return printJSON(object, selection) }
        try list(object.isOperation ? .operation : noun, [object], output: output)
    }

    /// Prints a message after a deletion, or the operation that will perform it.
    func printDeleted(
        _ text: String, _ answer: @autoclosure () async throws -> JSON, output: OutputOptions
    ) async throws {
        let selection = try output.selection(of: .operation)
        let answer = try await answer()
        guard answer.isOperation else { return say(text) }
        if let selection { printJSON(answer, selection) } else { try list(.operation, [answer], output: output) }
    }

    /// Prints a message to standard error, if that is a terminal.
    func say(_ text: String) {
        if console.isErrorTerminal { console.complain(text) }
    }

    private func printJSON(_ object: JSON, _ selection: FieldSelection) {
        console.print(selection.text(of: object, indent: console.isTerminal ? 0 : nil))
    }
}

extension JSON {
    /// Whether a write's response is an operation: no other object has both `attempts` and `expires_at`.
    fileprivate var isOperation: Bool { self["attempts"] != nil && self["expires_at"] != nil }
}
