package import Primitives

/// The headers and body of a delivery as shown to callers.
package struct DeliveryContent: Sendable, Hashable {
    /// Values of headers whose name suggests a secret are masked.
    package var headers: JSON
    /// The body as text with secrets masked, in JSON and in each field of a form. Nil for callers without
    /// `tickets:confidential`, because trackers also send confidential tickets.
    package var body: String?

    package init(headers: JSON, body: String?) {
        self.headers = headers
        self.body = body
    }
}
