import Primitives

extension APIClient {
    /// The maximum page size of the API.
    static let maximumPage = 200

    /// Calls `take` with each element of a list, following the cursors, until `limit` elements have been read or the
    /// list ends. nil: no limit.
    func list(_ path: GatewayPath, limit: Int?, _ take: (JSON) throws -> Void) async throws {
        var left = limit ?? Int.max
        var cursor: String?
        repeat {
            let page = try await get(path.adding("limit", "\(min(left, Self.maximumPage))").adding("cursor", cursor))
            guard let elements = page["data"]?.arrayValue else {
                throw ClientFailure.unreadable("the gateway's response is not a list")
            }
            for element in elements.prefix(left) { try take(element) }
            left -= min(left, elements.count)
            cursor = page["page"]?["next"]?.stringValue
        } while cursor != nil && left > 0
    }
}
