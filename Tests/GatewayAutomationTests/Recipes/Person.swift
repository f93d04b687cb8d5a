import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A user who works directly in a tracker.
struct Person: Sendable {
    let fake: any FakeTracker
    let headers: HTTPFields

    /// Calls the tracker's API.
    @discardableResult
    func call(_ method: HTTPRequest.Method, _ path: String, body: JSON? = nil) async throws -> JSON {
        var headers = headers
        if body != nil { headers[.contentType] = "application/json" }
        let transport = InProcessTransport(fake)
        let answer = try await transport.send(
            ClientRequest(method, transport.baseURL + path, headers: headers, body: body?.serialized()))
        guard answer.isSuccess else {
            throw Refused(
                description: "\(method) \(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body.isEmpty ? .null : try JSON(parsing: answer.body)
    }

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }
}
