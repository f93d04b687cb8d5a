import Primitives

/// The text of a ticket, generated from an event: the exceptions, where they occurred, the stack trace with the
/// application's own calls first, and the tags.
///
/// The same event always produces the same text, of at most ``maximumLength`` characters. Personal data
/// (``PersonalData``: the user, addresses, cookies, the query of a request) and variables are omitted.
extension GlitchTip.Event {
    /// The maximum length of the text, in characters.
    static let maximumLength = 32_000
    /// The maximum number of exceptions in a chain, and of calls in each.
    static let maximumExceptions = 5, maximumFrames = 40
    /// The maximum length of a message, in characters.
    private static let maximumMessage = 2_000
    /// The maximum length of a line of a stack trace or a tag's value, in characters.
    private static let maximumLine = 300
    /// The maximum number of tags.
    private static let maximumTags = 50

    var markdown: String {
        var parts = exceptions
        if parts.isEmpty, let text = messageText { parts.append(Self.paragraph(text)) }
        if let text = claimedText { parts.append(Self.block(text)) }
        if let policy = contentPolicy { parts.append(policy) }
        if let request { parts.append(request) }
        if let culprit, !culprit.isEmpty {
            parts.append("Where: " + Markdown.code(PersonalData.withoutQuery(culprit), limit: Self.maximumLine))
        }
        if !facts.isEmpty { parts.append(facts.joined(separator: "\n")) }
        var text = ""
        for part in parts {
            let longer = text.isEmpty ? part : text + "\n\n" + part
            guard longer.count <= Self.maximumLength else { break }
            text = longer
        }
        return text
    }

    /// The exceptions, the last thrown first, since that is the one that surfaced.
    private var exceptions: [String] {
        GlitchTip.Exception.all(in: entry("exception")).suffix(Self.maximumExceptions).reversed().map { exception in
            let type = "**\(Markdown.line(exception.type ?? "Exception", limit: Self.maximumLine))**"
            let head =
                exception.value.map { $0.isEmpty ? type : "\(type): \(Markdown.line($0, limit: Self.maximumMessage))" }
                ?? type
            return exception.frames.isEmpty ? head : head + "\n\n" + Self.trace(exception.frames)
        }
    }

    /// The calls, innermost first: the application's own before those of libraries.
    private static func trace(_ frames: [GlitchTip.Frame]) -> String {
        let latest = frames.reversed()
        let own = latest.filter(\.isInApp), other = latest.filter { !$0.isInApp }
        var lines = own.prefix(maximumFrames).flatMap(shown)
        let rest = other.prefix(max(maximumFrames - own.count, 0))
        if !own.isEmpty, !rest.isEmpty { lines.append("-- in libraries --") }
        lines +=
            own.isEmpty
            ? rest.flatMap(shown) : rest.map { Markdown.shortened(Markdown.oneLine($0.summary), maximumLine) }
        let left = frames.count - min(own.count, maximumFrames) - rest.count
        if left > 0 { lines.append("-- \(left) more --") }
        return Markdown.block(lines)
    }

    private static func shown(_ frame: GlitchTip.Frame) -> [String] {
        let summary = Markdown.shortened(Markdown.oneLine(frame.summary), maximumLine)
        let code = frame.code.map { Markdown.oneLine($0).drop { $0 == " " || $0 == "\t" } } ?? ""
        return code.isEmpty ? [summary] : [summary, "    " + Markdown.shortened(String(code), maximumLine)]
    }

    /// The logged message.
    private var messageText: String? {
        let entry = entry("message")
        return [entry?["formatted"]?.stringValue, entry?["message"]?.stringValue, message, title].compactMap { $0 }
            .first { !$0.isEmpty }
    }

    private static func paragraph(_ text: String) -> String {
        text.contains(where: \.isNewline)
            ? block(Markdown.shortened(text, maximumMessage)) : Markdown.line(text, limit: maximumMessage)
    }

    private static func block(_ text: String) -> String {
        Markdown.block(Markdown.shortened(text, maximumLength / 2).split(whereSeparator: \.isNewline).map(String.init))
    }

    /// A violation of a content security policy: the resource that a browser blocked ([violation
    /// reports](https://www.w3.org/TR/CSP2/#violation-reports)).
    private var contentPolicy: String? {
        guard let report = entry("csp") else { return nil }
        let names = [("effective_directive", "directive"), ("blocked_uri", "blocked"), ("document_uri", "page")]
        let lines = names.compactMap { name, title in
            (report[name] ?? report[name.replacing("_", with: "-")])?.stringValue.map {
                "- \(title): \(Markdown.code(PersonalData.withoutQuery($0), limit: Self.maximumLine))"
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// The request, without its query and login, which may contain secrets.
    private var request: String? {
        guard let data = entry("request"), let url = data["url"]?.stringValue, !url.isEmpty else { return nil }
        let method = data["method"]?.stringValue.map { $0 + " " } ?? ""
        return "Request: "
            + Markdown.code(method + PersonalData.withoutQuery(url, isAddress: true), limit: Self.maximumLine)
    }

    /// Tags that are redundant in the text: the request's URL and the gateway's marker.
    private static let hiddenTags: Set<String> = ["url", GlitchTip.CreationEvent.tag]

    /// Release, environment and platform, then the other tags by name.
    private var facts: [String] {
        var facts: [(String, String)] = []
        if let release { facts.append(("release", release)) }
        if let environment { facts.append(("environment", environment)) }
        if let platform, !platform.isEmpty { facts.append(("platform", platform)) }
        let others = impersonalTags.filter {
            !Self.hiddenTags.contains($0.key) && $0.key != "release" && $0.key != "environment"
        }
        facts += others.sorted { $0.key < $1.key }.prefix(Self.maximumTags).map { ($0.key, $0.value) }
        return facts.map { "- \(Markdown.line($0.0, limit: 60)): \(Markdown.code($0.1, limit: Self.maximumLine))" }
    }
}
