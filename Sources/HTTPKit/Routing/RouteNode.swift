import HTTPTypes

/// A node of the tree of routes: what may follow after the segments that lead to it.
struct RouteNode: Sendable {
    /// A method of an endpoint. A structure, not a tuple: a closure in an array of tuples is called through a thunk.
    struct Entry: Sendable {
        let method: HTTPRequest.Method
        let handler: Handler
    }

    /// A route that ends at a node.
    struct Endpoint: Sendable {
        var pattern: String
        var handlers: [Entry] = []

        /// The handler of a method; GET's for HEAD when HEAD has none of its own (RFC 9110, section 9.3.2).
        func handler(for method: HTTPRequest.Method) -> Handler? {
            if let own = handlers.first(where: { $0.method == method }) { return own.handler }
            return method == .head ? handlers.first { $0.method == .get }?.handler : nil
        }

        /// The methods, for `Allow` (RFC 9110, section 10.2.1).
        var allow: String {
            var methods = handlers.map(\.method.rawValue)
            if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
            if !methods.contains("OPTIONS") { methods.append("OPTIONS") }
            return methods.sorted().joined(separator: ", ")
        }
    }

    /// A child that takes any segment.
    struct Variable: Sendable {
        var name: String
        var node: Int
    }

    var literals: [(bytes: [UInt8], node: Int)] = []
    var parameters: [Variable] = []
    var rest: [Variable] = []
    var endpoint: Endpoint?
}
