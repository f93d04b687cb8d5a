import HTTPKit
import Primitives
import Synchronization

/// Prints each event on arrival, as one line of tab-separated columns or JSON, and records the last one.
final class EventPrinter: Sendable {
    private struct State {
        var count = 0
        var lastEventID: String?
        var reason: String?
        var problem: JSON?
    }

    private let console: Console
    private let selection: FieldSelection?
    private let limit: Int?
    private let mark: LastEventFile?
    private let state = Mutex(State())

    init(_ session: Session, _ output: OutputOptions, limit: Int?, mark: LastEventFile?) throws {
        console = session.console
        selection = try output.json.map { try FieldSelection($0, of: .event) }
        self.limit = limit
        self.mark = mark
    }

    /// The id of the last printed event.
    var lastEventID: String? { state.withLock { $0.lastEventID } }

    /// The reason given by the gateway for ending the stream; nil if the connection was lost.
    var reason: String? { state.withLock { $0.reason } }

    /// The problem with which the gateway refused the stream's filter; nil if it did not.
    var problem: JSON? { state.withLock { $0.problem } }

    /// Prints an event.
    /// - Returns: Whether to continue reading.
    @Sendable func take(_ event: ServerSentEvent) -> Bool {
        guard let json = try? JSON(parsing: Array(event.data.utf8)) else { return true }
        if event.event == "end" {
            state.withLock { $0.reason = json["detail"]?.stringValue }
            return true
        }
        if event.event == "error" {
            state.withLock { $0.problem = json }
            return false
        }
        console.print(line(json))
        if let id = event.id { mark?.write(id) }
        return state.withLock { state in
            state.count += 1
            state.lastEventID = event.id
            state.reason = nil
            return limit.map { state.count < $0 } ?? true
        }
    }

    private func line(_ event: JSON) -> String {
        if let selection { return selection.text(of: event) }
        return Noun.event.columns.map { CellText.visible(CellText.of(CellText.value(at: $0.path, in: event))) }.joined(
            separator: "\t")
    }
}
