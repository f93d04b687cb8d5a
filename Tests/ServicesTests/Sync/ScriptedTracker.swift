import HTTPKit
import Primitives
import Synchronization
import TrackerKit

/// A tracker whose project is a list of tickets in memory, in pages, and which fails when it is told to. It notes what it was asked.
final class ScriptedTracker: IssueTracker {
    static let kind = TrackerKind(rawValue: "scripted")

    struct State {
        var tickets: [RemoteTicket] = []
        /// Failures of the next calls for a page, one each.
        var failures: [TrackerError?] = []
        var asked: [(since: Timestamp?, token: String?)] = []
    }

    let state = Mutex(State())
    let capabilities: Set<Capability> = [.incrementalList]

    func verify() async throws -> Verification { Verification(account: nil) }

    func project(_ path: String) async throws -> RemoteProject {
        RemoteProject(remoteID: "1", path: path, name: path, kind: .repo, ticketCount: state.withLock { $0.tickets.count })
    }

    func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws -> Page<RemoteTicket> {
        try state.withLock { state in
            state.asked.append((since, page?.text))
            if !state.failures.isEmpty, let failure = state.failures.removeFirst() { throw failure }
            let all = state.tickets.filter { $0.updatedAt >= since ?? $0.updatedAt }.sorted { $0.updatedAt < $1.updatedAt }
            let start = page.flatMap { Int($0.text) } ?? 0
            let end = min(start + pageSize, all.count)
            return Page(items: Array(all[start..<end]), next: end < all.count ? PageToken("\(end)") : nil)
        }
    }

    func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket {
        guard let ticket = state.withLock({ $0.tickets.first { $0.key == key } }) else { throw TrackerError.notFound(what: "ticket") }
        return ticket
    }

    /// Adds tickets with these numbers, each changed a second after the one before.
    func add(_ numbers: ClosedRange<Int>, from start: Timestamp) {
        state.withLock { state in
            for number in numbers {
                let at = start + .seconds(number)
                state.tickets.append(
                    RemoteTicket(
                        remoteID: "r\(number)", key: "\(number)", url: "https://tracker.example/\(number)", title: "Ticket \(number)",
                        status: .open,
                        statusRaw: RawStatus(id: "open"), createdAt: at, updatedAt: at, remoteData: ["number": .integer(Int64(number))]))
            }
        }
    }

    func failNext(_ failures: TrackerError?...) { state.withLock { $0.failures = failures } }

    var askedTokens: [String?] { state.withLock { $0.asked.map(\.token) } }
    var askedSince: [Timestamp?] { state.withLock { $0.asked.map(\.since) } }
}

/// Gives the one scripted tracker to every connection.
struct ScriptedDriver: TrackerDriver {
    let tracker: ScriptedTracker
    let kind = ScriptedTracker.kind
    let defaultBaseURL: String? = nil
    let isRemote = false
    var capabilities: Set<Capability> { tracker.capabilities }
    let upstreamPolicy = UpstreamPolicy()

    func problems(with credentials: TrackerCredentials) -> [Problem.FieldError] { [] }
    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { tracker }
}
