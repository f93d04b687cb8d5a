package import HTTPKit
package import HTTPTypes
package import Primitives
import Synchronization

/// A transport that returns scripted responses and records the requests.
package final class ScriptedTransport: HTTPTransport {
    private let script: @Sendable (ClientRequest, Int) throws -> ClientResponse
    private let seen = Mutex<[ClientRequest]>([])

    /// - Parameter script: Returns the response to a request, given its number from 0.
    package init(_ script: @escaping @Sendable (ClientRequest, Int) throws -> ClientResponse) { self.script = script }

    /// The requests so far.
    package var requests: [ClientRequest] { seen.withLock { $0 } }

    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try script(request, number)
    }
}

extension ClientResponse {
    package static func json(_ json: JSON, status: Int = 200, headers: HTTPFields = [:]) -> ClientResponse {
        ClientResponse(status: status, headers: headers, body: json.serialized())
    }
}
