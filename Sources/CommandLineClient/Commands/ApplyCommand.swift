import ArgumentParser
import Primitives

struct ApplyCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Create or update rules, templates and subscriptions from files.",
        discussion: """
            A document is the request body of the API plus its kind: rule, template or subscription. The differences \
            are shown first. See docs/cli.md.
            """)

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: "A YAML or JSON file, a folder of them, or - for standard input. Can be repeated.", completion: .file())
    var files: [String]
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Use another channel wherever a file names this one. Can be repeated.", valueName: "channel=slug"))
    var channels: [String] = []
    @Flag(help: "Show the differences without applying them.") var dryRun = false
    @Flag(help: "With --dry-run: exit with status 2 if there are differences.") var exitCode = false
    @Flag(help: "Delete objects of the files' kinds that are in no file. Requires --yes if there are any.")
    var prune = false
    @Flag(help: "Confirm the deletions of --prune.") var yes = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var gateway: GatewayOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("no files given; use -f") }
        if exitCode && !dryRun { throw ValidationError("--exit-code requires --dry-run") }
        if yes && !prune { throw ValidationError("--yes requires --prune") }
    }

    func run(in session: Session) async throws {
        if let fields = output.json { _ = try FieldSelection(fields, of: .plannedChange) }
        let documents = try DocumentSet(files, session.environment, channels: ChannelSubstitution(channels))
        try await check(documents, session)
        let plan = try await Plan(documents, prunes: prune, in: session)
        if output.json == nil { for line in plan.lines { session.console.print(CellText.visible(line)) } }
        if dryRun {
            try show(plan, session)
            if exitCode, !plan.effective.isEmpty { throw ClientFailure.ended(.different, lines: []) }
            return
        }
        let deleted = plan.changes.filter { $0.action == .delete }.map(\.name.text)
        guard deleted.isEmpty || yes else {
            throw ClientFailure.usage("nothing was changed; pass --yes to delete \(deleted.joined(separator: ", "))")
        }
        try await apply(plan, session)
    }

    /// Throws unless all documents are valid, so that nothing is written otherwise.
    private func check(_ documents: DocumentSet, _ session: Session) async throws {
        var faults = documents.faults
        do {
            faults += try await documents.missing(prunes: prune, in: session)
        } catch  where !faults.isEmpty {
            // Errors in the files are reported even if the gateway cannot be reached.
        }
        guard faults.isEmpty else {
            throw ClientFailure.ended(.invalidInput, lines: faults.map { "error: \($0.text)" })
        }
    }

    private func apply(_ plan: Plan, _ session: Session) async throws {
        var done = 0
        for change in plan.effective {
            do {
                try await session.perform(change)
                done += 1
            } catch let failure as ClientFailure {
                try show(plan, session, done: done, failed: true)
                throw ClientFailure.ended(
                    failure.exitStatus,
                    lines: Self.lines(for: failure, change: change, done: done, of: plan.effective.count))
            }
        }
        try show(plan, session, done: done)
        if output.json == nil, done > 0 { session.console.print("done") }
    }

    private static func lines(for failure: ClientFailure, change: PlannedChange, done: Int, of count: Int) -> [String] {
        let isConflict = failure.exitStatus == .conflict
        let what = isConflict ? "was changed by someone else in the meantime" : "could not be written"
        return ["error: the \(change.name.text) \(what)\(change.place.map { " (\($0))" } ?? "")"]
            + failure.lines.map { "  " + $0 }
            + ["  \(done) of \(count) changes were applied; run apply again to continue"]
    }

    /// Prints each object with its outcome, if `--json` is given.
    private func show(_ plan: Plan, _ session: Session, done: Int = 0, failed: Bool = false) throws {
        guard output.json != nil else { return }
        var number = 0
        let elements = plan.changes.map { change in
            guard change.action != .none else { return change.json(state: "unchanged") }
            defer { number += 1 }
            return change.json(state: number < done ? "done" : failed && number == done ? "failed" : "planned")
        }
        try session.list(.plannedChange, elements, output: output)
    }
}
