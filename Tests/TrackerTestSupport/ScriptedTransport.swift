package import HTTPKit
package import HTTPTypes
package import Primitives
import Synchronization

/// Answers from a script and remembers what was asked.
package final class ScriptedTransport: HTTPTransport {
    private let script: @Sendable (ClientRequest, Int) throws -> ClientResponse
    private let seen = Mutex<[ClientRequest]>([])

    /// - Parameter script: Gets the request and its number, from 0.
    package init(_ script: @escaping @Sendable (ClientRequest, Int) throws -> ClientResponse) { self.script = script }

    /// What was asked so far.
    package var requests: [ClientRequest] { seen.withLock { $0 } }

    /// Remembers the request and answers from the script.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try script(request, number)
    }
}

extension ClientResponse {
    /// A response with a JSON body.
    package static func json(_ json: JSON, status: Int = 200, headers: HTTPFields = [:]) -> ClientResponse {
        ClientResponse(status: status, headers: headers, body: json.serialized())
    }
}
