import ArgumentParser

/// The bounds of a list. The type parameter names the elements in the help.
struct ListOptions<Elements: ListedElements>: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long], help: "The maximum number of \(Elements.name).",
        transform: WholeNumber.from(1...Int.max, hint: "to list all, use --all"))
    var limit = 50

    @Flag(help: "Fetch all \(Elements.name).")
    var all = false

    /// The maximum number of elements; nil for all.
    var bound: Int? { all ? nil : limit }
}

protocol ListedElements { static var name: String { get } }

/// The kinds of elements that commands list.
enum Listed {
    enum AlertTokens: ListedElements { static let name = "alert tokens" }
    enum AuditEntries: ListedElements { static let name = "entries of the audit log" }
    enum Channels: ListedElements { static let name = "channels" }
    enum Clients: ListedElements { static let name = "clients" }
    enum Comments: ListedElements { static let name = "comments" }
    enum Connections: ListedElements { static let name = "connections" }
    enum Deliveries: ListedElements { static let name = "deliveries" }
    enum Events: ListedElements { static let name = "events" }
    enum Flavors: ListedElements { static let name = "flavors" }
    enum Jobs: ListedElements { static let name = "jobs" }
    enum Labels: ListedElements { static let name = "labels" }
    enum Members: ListedElements { static let name = "members" }
    enum Milestones: ListedElements { static let name = "milestones" }
    enum Occurrences: ListedElements { static let name = "occurrences" }
    enum Operations: ListedElements { static let name = "operations" }
    enum Pairs: ListedElements { static let name = "pairs of tickets" }
    enum Projects: ListedElements { static let name = "projects" }
    enum Rules: ListedElements { static let name = "rules" }
    enum Runs: ListedElements { static let name = "runs" }
    enum Subscriptions: ListedElements { static let name = "subscriptions" }
    enum Templates: ListedElements { static let name = "templates" }
    enum Tickets: ListedElements { static let name = "tickets" }
    enum Tokens: ListedElements { static let name = "tokens" }
    enum Versions: ListedElements { static let name = "versions" }
}
