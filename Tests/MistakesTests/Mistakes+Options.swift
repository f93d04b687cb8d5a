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
            mentions: ["--limit", "all"]),
        .command(
            "A value that an option does not have", .line("tickets close demo 1 --resolution fixed"), status: 6,
            mentions: ["resolution", "completed"]),
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
