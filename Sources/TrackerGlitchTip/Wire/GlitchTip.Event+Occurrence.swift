import Primitives
import TrackerKit

/// Converts an event to an occurrence of its ticket. Variables, the request, breadcrumbs and data added by the sender
/// (`extra`) are omitted, since they often contain secrets. So are entries of unknown types.
extension GlitchTip.Event {
    /// The maximum number of exceptions in a chain (those thrown last), and of calls in each (the innermost).
    static let maximumOccurrenceExceptions = 10, maximumOccurrenceFrames = 100
    /// The maximum number of tags.
    static let maximumOccurrenceTags = 200
    /// The maximum length of a message, as the servers keep it, and of every other text, in Unicode scalars.
    static let maximumOccurrenceMessage = 8_192, maximumOccurrenceText = 1_000

    /// Converts to the gateway's model.
    /// - Parameter url: The event's web page.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for an event without any time.
    func occurrence(url: String) throws(TrackerError) -> RemoteOccurrence {
        guard let time = createdAt ?? receivedAt else {
            throw .malformedResponse(detail: "event.dateCreated is missing, not a time")
        }
        var occurrence = RemoteOccurrence(remoteID: id, occurredAt: time)
        occurrence.url = url
        occurrence.receivedAt = receivedAt
        occurrence.title = Self.bounded(title)
        occurrence.message = Self.bounded(logged, Self.maximumOccurrenceMessage)
        occurrence.severity = level.flatMap { Severity(rawValue: $0) }
        occurrence.release = Self.bounded(release)
        occurrence.environment = Self.bounded(environment)
        occurrence.platform = Self.bounded(platform)
        occurrence.culprit = Self.bounded(culprit) ?? Self.bounded(location)
        occurrence.user = user
        occurrence.tags = shownTags
        let thrown = GlitchTip.Exception.all(in: entry("exception"))
        occurrence.exceptions = thrown.suffix(Self.maximumOccurrenceExceptions).reversed().map(\.shown)
        return occurrence
    }

    /// The logged message. Events of exceptions often have the exception's text here.
    private var logged: String? {
        let entry = entry("message")
        return [entry?["formatted"]?.stringValue, entry?["message"]?.stringValue, message].compactMap { $0 }.first {
            !$0.isEmpty
        }
    }

    /// All tags except the gateway's marker, sorted by name.
    private var shownTags: [OccurrenceTag] {
        tags.filter { $0.key != GlitchTip.CreationEvent.tag }.sorted { $0.key < $1.key }.prefix(
            Self.maximumOccurrenceTags
        )
        .map { OccurrenceTag(name: Self.bounded($0.key) ?? "", value: Self.bounded($0.value) ?? "") }
    }

    /// The affected user ([user interface](https://develop.sentry.dev/sdk/data-model/event-payloads/user/)); nil if
    /// nothing is known.
    private var user: OccurrenceUser? {
        let sent = json["user"]
        var user = OccurrenceUser()
        user.id = Self.bounded(sent?["id"]?.stringValue ?? sent?["id"]?.integerValue.map { String($0) })
        user.username = Self.bounded(sent?["username"]?.stringValue)
        user.name = Self.bounded(sent?["name"]?.stringValue)
        user.email = Self.bounded(sent?["email"]?.stringValue)
        user.ipAddress = Self.bounded(sent?["ip_address"]?.stringValue)
        return user == OccurrenceUser() ? nil : user
    }

    /// The text, truncated to `limit` Unicode scalars; nil for an empty one.
    fileprivate static func bounded(_ text: String?, _ limit: Int = maximumOccurrenceText) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let scalars = text.unicodeScalars
        guard scalars.index(scalars.startIndex, offsetBy: limit + 1, limitedBy: scalars.endIndex) != nil else {
            return text
        }
        return String(scalars.prefix(limit - 1)) + "…"
    }
}

extension GlitchTip.Exception {
    /// Converts to the gateway's model, with the innermost call first.
    fileprivate var shown: OccurrenceException {
        OccurrenceException(
            type: GlitchTip.Event.bounded(type),
            value: GlitchTip.Event.bounded(value, GlitchTip.Event.maximumOccurrenceMessage),
            frames: frames.suffix(GlitchTip.Event.maximumOccurrenceFrames).reversed().map(\.shown))
    }
}

extension GlitchTip.Frame {
    fileprivate var shown: OccurrenceFrame {
        var frame = OccurrenceFrame(function: GlitchTip.Event.bounded(function), isInApp: isInApp)
        frame.module = GlitchTip.Event.bounded(module)
        frame.file = GlitchTip.Event.bounded(filename ?? path)
        frame.line = line
        frame.column = column
        frame.code = GlitchTip.Event.bounded(code)
        return frame
    }
}
