import HTTPKit
import HTTPTypes
import Models
import Postgres
import Primitives

/// A response as stored for repeats: status, header fields, the caller's rights, the objects that it mentions, and the
/// body, serialised to bytes.
struct StoredResponse {
    let response: Response
    /// The rights of the caller that received it; nil if it was stored by a version that did not record them.
    let rights: CallerRights?

    /// The maximum length of an error body that is stored unchanged. Errors quote the caller's input, so without a
    /// limit small calls could fill the disk.
    static let maximumErrorBytes = 4_096

    /// The length of the body up to which a successful response is stored unchanged, however many its caller has
    /// stored: it covers everything that is shown once, such as a token.
    static let maximumShortBytes = 4_096

    init(_ response: Response, rights: CallerRights?) {
        self.response = response
        self.rights = rights
    }

    /// The serialised form; nil for a stream, which cannot be repeated.
    var bytes: [UInt8]? {
        guard case .bytes(let body) = withoutStream else { return nil }
        let fields = response.headers.map { JSON.array([.string($0.name.rawName), .string($0.value)]) }
        let head: JSON = [
            "status": .integer(Int64(response.status.code)), "fields": .array(fields), "rights": rights?.json ?? .null,
            "mentions": response.mentions.map { .array(Set($0).map(\.json)) } ?? .null,
        ]
        let isLongError = response.failure?.requiresCallerChange == true && body.count > Self.maximumErrorBytes
        return head.serialized() + [Self.separator] + (isLongError ? Self.shortened(problem: body) : body)
    }

    /// Whether it is stored in full only while its caller's limit is not reached.
    var isLong: Bool {
        guard case .bytes(let body) = response.body else { return false }
        return response.status.kind == .successful && body.count > Self.maximumShortBytes
    }

    /// The form that is stored once its caller's limit is reached: the same status and fields, such as `Location`, and
    /// the beginning of the document.
    var shortened: StoredResponse {
        guard isLong, case .bytes(let body) = response.body else { return self }
        var response = response
        response.body = .bytes(Self.shortened(document: body))
        return StoredResponse(response, rights: rights)
    }

    private var withoutStream: ResponseBody {
        if case .empty = response.body { .bytes([]) } else { response.body }
    }

    /// A line feed: the serialised head contains none.
    private static let separator = UInt8(ascii: "\n")

    /// Parses the output of ``bytes``; nil for anything else.
    init?(bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: Self.separator), let head = try? JSON(parsing: Array(bytes[..<end])),
            let status = head["status"]?.integerValue, let fields = head["fields"]?.arrayValue
        else { return nil }
        var headers = HTTPFields()
        for field in fields {
            guard let name = field[0]?.stringValue.flatMap({ HTTPField.Name($0) }), let value = field[1]?.stringValue
            else { return nil }
            headers.append(HTTPField(name: name, value: value))
        }
        let body = Array(bytes[(end + 1)...])
        var response = Response(
            status: .init(code: Int(status)), headers: headers, body: body.isEmpty ? .empty : .bytes(body))
        response.mentions = Self.mentions(head["mentions"])
        self.response = response
        rights = head["rights"].flatMap(CallerRights.init(json:))
    }

    private static func mentions(_ json: JSON?) -> [Mention]? {
        guard let elements = json?.arrayValue else { return nil }
        let mentions = elements.compactMap { Mention(json: $0) }
        return mentions.count == elements.count ? mentions : nil
    }
}

// MARK: Mentioned objects

extension StoredResponse {
    /// The type of the first object in the response that is hidden from the audience now; nil if it may see all of
    /// them. An object counts as hidden if the response does not say what it mentions: an earlier version stored it, or
    /// its body was not written by a `JSONWriter`.
    func firstHidden(from audience: TicketAudience, in executor: any SQLExecutor) async throws -> Mention.ObjectType? {
        guard audience != .everything, response.status.kind == .successful, case .bytes = response.body else {
            return nil
        }
        guard let mentions = response.mentions, let objects = MentionedObjects(mentions) else { return .ticket }
        return try await objects.firstHidden(from: audience, in: executor)
    }
}

// MARK: Long errors

extension StoredResponse {
    /// The members that identify a problem; all of them are short.
    private static let identifying: Set<String> = ["type", "title", "status", "code", "request_id", "timestamp"]

    /// Shortens a problem document to ``maximumErrorBytes``: the identifying members, and as many of its errors as fit.
    /// `detail` and the tracker's message are dropped.
    static func shortened(problem body: [UInt8]) -> [UInt8] {
        guard case .object(let members)? = try? JSON(parsing: body) else { return [] }
        var kept = members.filter { identifying.contains($0.key) }
        var size = JSON.object(kept).serialized().count + #","errors":[]"#.utf8.count
        var errors: [JSON] = []
        for error in members["errors"]?.arrayValue ?? [] {
            size += error.serialized().count + 1
            guard size <= maximumErrorBytes else { break }
            errors.append(error)
        }
        if !errors.isEmpty { kept["errors"] = .array(errors) }
        return JSON.object(kept).serialized()
    }

    /// Shortens a document to ``maximumShortBytes``: as many of an object's members as fit, shortest first, so that
    /// identifiers, numbers and times remain. Empty if it is no object.
    static func shortened(document body: [UInt8]) -> [UInt8] {
        guard case .object(let members)? = try? JSON(parsing: body) else { return [] }
        var kept: [String: JSON] = [:]
        var size = "{}".utf8.count
        let sized = members.map {
            (name: $0.key, value: $0.value, bytes: JSON.object([$0.key: $0.value]).serialized().count)
        }
        for member in sized.sorted(by: { ($0.bytes, $0.name) < ($1.bytes, $1.name) }) {
            size += member.bytes
            guard size <= maximumShortBytes else { break }
            kept[member.name] = member.value
        }
        return JSON.object(kept).serialized()
    }
}
