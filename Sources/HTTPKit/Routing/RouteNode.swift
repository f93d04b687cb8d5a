import HTTPTypes

/// A node of the route tree. Its children match the segments that may follow.
struct RouteNode: Sendable {
    /// The handler of one method. It is a struct, because a closure in an array of tuples is called through a thunk.
    struct Entry: Sendable {
        let method: HTTPRequest.Method
        let handler: Handler
    }

    /// The routes that end at a node, one per method.
    struct Endpoint: Sendable {
        var pattern: String
        var handlers: [Entry] = []

        /// The handler of a method. HEAD falls back to the handler of GET (RFC 9110, section 9.3.2).
        func handler(for method: HTTPRequest.Method) -> Handler? {
            if let own = handlers.first(where: { $0.method == method }) { return own.handler }
            return method == .head ? handlers.first { $0.method == .get }?.handler : nil
        }

        /// The value of `Allow` (RFC 9110, section 10.2.1).
        var allow: String {
            var methods = handlers.map(\.method.rawValue)
            if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
            if !methods.contains("OPTIONS") { methods.append("OPTIONS") }
            return methods.sorted().joined(separator: ", ")
        }
    }

    /// A child node that matches any segment.
    struct Variable: Sendable {
        var name: String
        var node: Int
    }

    var literals: [(bytes: [UInt8], node: Int)] = []
    var parameters: [Variable] = []
    var rest: [Variable] = []
    var endpoint: Endpoint?
}
