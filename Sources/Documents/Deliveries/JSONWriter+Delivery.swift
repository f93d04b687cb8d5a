package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `Delivery`.
    /// - Parameter content: The delivery's headers and body, if they are to be shown.
    package mutating func delivery(_ delivery: Delivery, channel: String, content: DeliveryContent?) {
        beginObject()
        key("id")
        string(delivery.id.text)
        key("channel")
        string(channel)
        key("remote_id")
        string(delivery.remoteID)
        key("event")
        string(delivery.event)
        key("state")
        string(delivery.state.rawValue)
        key("detail")
        string(delivery.detail)
        key("received_at")
        timestamp(delivery.receivedAt)
        key("finished_at")
        timestamp(delivery.finishedAt)
        if let content {
            key("headers")
            value(content.headers)
            if let body = content.body {
                key("body")
                string(body)
            }
        }
        endObject()
    }
}
