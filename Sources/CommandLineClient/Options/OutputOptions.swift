import ArgumentParser

struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Print JSON with these fields, as in key,title,author.username.", valueName: "fields"))
    var json: String?

    /// The requested fields; nil without `--json`. Commands call this before they write anything.
    /// - Parameter nouns: What the command may print.
    /// - Throws: `ClientFailure.usage` for a field that none of them has.
    func selection(of nouns: Noun...) throws -> FieldSelection? {
        try json.map { try FieldSelection($0, ofAny: nouns) }
    }
}
