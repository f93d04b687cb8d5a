import Primitives
import TrackerKit

/// An event as an occurrence of its ticket. Variables, the request, breadcrumbs and what the sender added (`extra`) are
/// left out: they hold secrets more often than not. So are entries of kinds that are not known.
extension GlitchTip.Event {
    /// How many exceptions of a chain an occurrence has, those that were thrown last, and how many calls of each, the
    /// innermost.
    static let maximumOccurrenceExceptions = 10, maximumOccurrenceFrames = 100
    /// How many tags it has.
    static let maximumOccurrenceTags = 200
    /// How many characters, as Unicode's scalars, a message has at most, which is what the servers keep of one, and
    /// every other text.
    static let maximumOccurrenceMessage = 8_192, maximumOccurrenceText = 1_000

    /// The occurrence.
    /// - Parameter url: The page for people.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for an event without any time.
    func occurrence(url: String) throws(TrackerError) -> RemoteOccurrence {
        guard let time = createdAt ?? receivedAt else {
            throw .malformedResponse(detail: "event.dateCreated is absent, not a time")
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

    /// What was logged; an event of an exception often has the exception's text here.
    private var logged: String? {
        let entry = entry("message")
        return [entry?["formatted"]?.stringValue, entry?["message"]?.stringValue, message].compactMap { $0 }.first {
            !$0.isEmpty
        }
    }

    /// All but the gateway's own.
    private var shownTags: [OccurrenceTag] {
        tags.filter { $0.key != GlitchTip.CreationEvent.tag }.sorted { $0.key < $1.key }.prefix(
            Self.maximumOccurrenceTags
        )
        .map { OccurrenceTag(name: Self.bounded($0.key) ?? "", value: Self.bounded($0.value) ?? "") }
    }

    /// Who met it ([user interface](https://develop.sentry.dev/sdk/data-model/event-payloads/user/)); nil where nothing
    /// is known.
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

    /// The text, shortened; nil for an empty one.
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
    /// As an occurrence shows it: the innermost call first.
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
