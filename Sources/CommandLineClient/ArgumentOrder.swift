package import ArgumentParser

/// Prepares a command line for ArgumentParser, which takes an option only behind the command that declares it, and
/// suggests nothing for a mistyped command.
package enum ArgumentOrder {
    /// The options of client commands that may precede the subcommand. Each takes a value.
    private static let options = ["--url", "--token-file", "--ca-bundle", "--timeout", "--json"]

    /// Moves the client's options behind the subcommand: `--url URL tickets list` becomes `tickets list --url URL`.
    /// - Throws: `ValidationError` with a suggestion for a mistyped command, or for a mistyped option before it.
    package static func arranged(_ arguments: [String], for root: any ParsableCommand.Type) throws -> [String] {
        var command: any ParsableCommand.Type = root
        var words: [String] = [], moved: [String] = []
        var rest = arguments[...]
        while let argument = rest.first {
            let subcommands = command.configuration.subcommands
            guard !subcommands.isEmpty else { break }
            if argument.hasPrefix("-") {
                let name = argument.prefix { $0 != "=" }
                guard options.contains(String(name)) else {
                    try suggest(String(name))
                    // `--help` and the like are for the command itself, which has no other options.
                    return words + (command.configuration.defaultSubcommand == nil ? [] : moved) + rest
                }
                let length = argument.contains("=") ? 1 : 2
                moved += rest.prefix(length)
                rest = rest.dropFirst(length)
            } else if let next = subcommands.first(where: { names(of: $0).contains(argument) }) {
                words.append(argument)
                command = next
                rest = rest.dropFirst()
            } else if argument == "help", words.isEmpty {
                return arguments
            } else if command.configuration.defaultSubcommand != nil {
                break
            } else {
                throw ValidationError(unknown(argument, followedBy: rest.dropFirst().first, after: words, subcommands))
            }
        }
        try refuseSecrets(rest)
        let isGroup = !command.configuration.subcommands.isEmpty && command.configuration.defaultSubcommand == nil
        return words + (isGroup ? [] : moved) + rest
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }

    /// Secrets are never options, because other users of a machine can read command lines.
    private static let secrets = [
        "--token": "--token-file FILE, or TICKET_GATEWAY_TOKEN in the environment",
        "--tracker-token": "--tracker-token-file FILE",
    ]

    private static func refuseSecrets(_ arguments: ArraySlice<String>) throws {
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let name = String(argument.prefix { $0 != "=" })
            guard let instead = secrets[name] else { continue }
            throw ValidationError("there is no option \(name), which others could read; use \(instead)")
        }
    }

    private static func suggest(_ option: String) throws {
        guard option.hasPrefix("--"), !["--help", "--version"].contains(option),
            let near = Suggestion.nearest(to: option, among: options)
        else { return }
        throw ValidationError("there is no option \(option); did you mean \(near)?")
    }

    private static func unknown(
        _ word: String, followedBy next: String?, after words: [String], _ commands: [any ParsableCommand.Type]
    ) -> String {
        let place = (["ticket-gateway"] + words).joined(separator: " ")
        let visible = commands.filter { $0.configuration.shouldDisplay }
        let text = "there is no command \(place) \(word)"
        // `list tickets` for `tickets list`
        if let noun = visible.first(where: { noun in next.map { names(of: noun).contains($0) } ?? false }),
            let verb = noun.configuration.subcommands.first(where: { names(of: $0).contains(word) })
        {
            return "\(text); did you mean \(place) \(noun._commandName) \(verb._commandName)?"
        }
        // `login` for `auth login`: the verb of a single noun.
        let owners = visible.filter { $0.configuration.subcommands.contains { names(of: $0).contains(word) } }
        if owners.count == 1 { return "\(text); did you mean \(place) \(owners[0]._commandName) \(word)?" }
        if let near = Suggestion.nearest(to: word, among: visible.flatMap { names(of: $0) }) {
            return "\(text); did you mean \(place) \(near)?"
        }
        return "\(text); there are: \(visible.map { $0._commandName }.joined(separator: ", "))"
    }
}
