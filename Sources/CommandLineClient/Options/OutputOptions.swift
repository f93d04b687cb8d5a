import ArgumentParser

struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Print JSON with these fields, as in key,title,author.username.", valueName: "fields"))
    var json: String?
}

struct ListOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The maximum number of elements.")
    var limit = 50

    @Flag(help: "Fetch all elements.")
    var all = false

    /// The maximum number of elements; nil for all.
    var bound: Int? { all ? nil : limit }

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }
}
