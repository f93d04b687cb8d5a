extension Mistakes {
    static let options: [Mistake] = [
        .command(
            "A mistyped noun", .line("tikets list demo"), status: 64, mentions: ["tikets", "tickets"]),
        .command(
            "A mistyped verb", .line("tickets lst demo"), status: 64, mentions: ["lst", "list"]),
        .command(
            "A mistyped option", .line("tickets list demo --labels bug"), status: 64,
            mentions: ["--labels", "--label"]),
        .command(
            "An argument that is missing", .line("tickets show demo"), status: 64, mentions: ["key"]),
        .command(
            "A title that is missing", .line("tickets create demo"), status: 64, mentions: ["--title"]),
        .command(
            "A field that the output does not have", .line("tickets list demo --json titel"), status: 64,
            mentions: ["titel", "title"]),
        .command(
            "A mistyped field of the output of a write", .line("tickets create demo --title Hello --json titel"),
            status: 64, mentions: ["titel", "title"]),
        .command(
            "A limit that is not a number", .line("tickets list demo --limit all"), status: 64,
            mentions: ["--limit", "at least 1", "--all"]),
        .command(
            "A mistyped field of an object in the output", .line("tickets list demo --json author.usrname"), status: 64,
            mentions: ["author.usrname", "author.username"]),
        .command(
            "A mistyped state on the command line", .line("tickets list demo --state opne"), status: 6,
            mentions: ["?state", "Did you mean 'open'?"]),
        .command(
            "A scope that does not exist, over the API", .line("tokens create script --scope ticket:read"), status: 6,
            mentions: ["/scopes/0", "Did you mean 'tickets:read'?"]),
        .command(
            "A file that is not JSON",
            .init(arguments: ["tickets", "batch", "batch.json"], files: ["batch.json": "[\n  {'op': 'create'}\n]"]),
            status: 64, mentions: ["batch.json", "line 2, column 4", "double quotes"]),
        .command(
            "A value that an option does not have", .line("tickets close demo 1 --resolution fixed"), status: 6,
            mentions: ["resolution", "Did you mean 'completed'?"]),
        .command(
            "A global option before the command, with a wrong value", .line("--timeout 5000 tickets list demo"),
            status: 64,
            mentions: ["--timeout", "3600"]),
        .command(
            "A tracker's token on the command line",
            .line("connections create octo --tracker github --tracker-token ghp_secret"), status: 64,
            mentions: ["--tracker-token", "--tracker-token-file"]),
        .command(
            "A file for the text that does not exist", .line("tickets create demo --title Hello --body-file text.md"),
            status: 64, mentions: ["text.md"]),
    ]
}
