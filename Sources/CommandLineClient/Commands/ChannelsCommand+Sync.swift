import APIContract
import ArgumentParser
import Primitives

extension ChannelsCommand {
    struct Sync: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sync a channel's mirror and wait until the sync is finished.",
            discussion: "Exits with status 7 if the sync fails. If interrupted, the sync continues in the background.")
        @Argument(help: "The channel's slug.") var slug: String
        @Flag(help: "Read everything again, not only what changed since the last sync.") var full = false
        @Flag(
            help:
                """
                Remove the tickets that the tracker no longer has and that wait for confirmation. Starts a sync only \
                together with --full.
                """
        )
        var confirmRemovals = false
        @Flag(help: "Do not wait for the sync to finish.") var noWait = false
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        /// The polling interval.
        static let interval = Duration.seconds(1)

        func run(in session: Session) async throws {
            _ = try output.selection(of: .sync)
            var request = Patch()
            if full { request.set("full", true) }
            if confirmRemovals { request.set("confirm_removals", true) }
            var status = try await session.api.post(GatewayPath(.startSync, slug), JSON.object(request.members))
            if !noWait { status = try await wait(for: status, session) }
            try await session.printRow(.sync, status, output: output)
            session.warnOfPendingRemovals(status, slug)
            if status["state"]?.stringValue == "failed" {
                throw ClientFailure.syncFailed(status["error"]?["message"]?.stringValue ?? "the sync failed")
            }
        }

        private func wait(for first: JSON, _ session: Session) async throws -> JSON {
            var status = first
            var bar = ProgressBar(session.console)
            defer { bar.end() }
            while ["queued", "running"].contains(status["state"]?.stringValue) {
                bar.show(status)
                try await session.environment.sleep(Self.interval)
                status = try await session.api.get(GatewayPath(.getSyncStatus, slug))
            }
            bar.show(status)
            return status
        }
    }

    struct Progress: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show the status of a channel's sync.")
        @Argument(help: "The channel's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let status = try await session.api.get(GatewayPath(.getSyncStatus, slug))
            try await session.show(.sync, status, output: output)
            session.warnOfPendingRemovals(status, slug)
        }
    }
}

extension Session {
    /// Warns if tickets missing at the tracker await an operator's confirmation.
    func warnOfPendingRemovals(_ status: JSON, _ slug: String) {
        guard status["removals"]?["needs_confirmation"] == true else { return }
        // Callers without `tickets:confidential` get no ticket counts.
        let count = status["removals"]?["gone"]?.integerValue.map(String.init) ?? "Some"
        console.complain(
            """
            \(count) tickets no longer exist at the tracker, more than a tenth of the channel. If this is correct, \
            remove them with: ticket-gateway channels sync \(slug) --confirm-removals
            """)
    }
}

/// The options that creating and updating a channel have in common.
struct ChannelFieldOptions: ParsableArguments {
    @Option(help: "The channel's human-readable title.") var title: String?

    @Option(
        help: """
            Maps a value of the tracker to a status, as in 'label:in progress=in_progress'. An empty status removes \
            the entry.
            """)
    var statusMap: [String] = []

    @OptionGroup var settings: SettingOptions

    @Flag(inversion: .prefixedNo, help: "Whether the channel is synced regularly.")
    var sync: Bool?

    @Option(help: "Seconds between two incremental syncs.")
    var interval: Int?

    func add(to patch: inout Patch) throws {
        patch.set("title", title)
        let pairs = try Patch.pairs(statusMap, of: "--status-map").map { ($0, $1.isEmpty ? JSON.null : .string($1)) }
        if !pairs.isEmpty { patch.set("status_map", JSON.object(Dictionary(pairs) { _, last in last })) }
        patch.set("settings", try settings.settings())
        var schedule = Patch()
        schedule.set("enabled", sync)
        schedule.set("interval_seconds", interval.map { JSON.integer(Int64($0)) })
        if !schedule.members.isEmpty { patch.set("sync", JSON.object(schedule.members)) }
    }
}
