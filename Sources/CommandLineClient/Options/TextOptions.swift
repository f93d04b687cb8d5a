import ArgumentParser

/// A text given on the command line or in a file.
struct TextOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The text.")
    var body: String?

    @Option(name: [.customShort("F"), .long], help: "A file with the text; - for standard input.", completion: .file())
    var bodyFile: String?

    func validate() throws {
        if body != nil && bodyFile != nil { throw ValidationError("pass either --body or --body-file") }
    }

    /// The text; nil if none was given.
    func text(_ environment: ClientEnvironment) throws -> String? {
        if let bodyFile { return try environment.read(bodyFile) }
        return body
    }

    /// - Throws: `ClientFailure.usage` if no text was given.
    func required(_ environment: ClientEnvironment) throws -> String {
        guard let text = try text(environment) else {
            throw ClientFailure.usage("the text is missing: pass --body or --body-file")
        }
        return text
    }
}
