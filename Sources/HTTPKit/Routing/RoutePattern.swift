/// A route pattern such as `/channels/{slug}/tickets/{key}`, or `/files/{rest*}`, whose last segment matches the rest
/// of the path.
struct RoutePattern: Sendable {
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case parameter(String)
        case rest(String)
    }

    let text: String
    let segments: [Segment]

    init(_ text: String) {
        self.text = text
        precondition(text.hasPrefix("/"), "a route's pattern starts with a slash: \(text)")
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(Self.segment)
        precondition(
            !segments.dropLast().contains { if case .rest = $0 { true } else { false } }, "{rest*} comes last: \(text)")
    }

    private static func segment(_ text: Substring) -> Segment {
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return .literal(Array(text.utf8)) }
        let name = text.dropFirst().dropLast()
        return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .parameter(String(name))
    }
}
