package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `Subscription`.
    /// - Parameter secret: The signing secret, if it is to be shown.
    package mutating func subscription(_ subscription: WebhookSubscription, secret: String? = nil) {
        beginObject()
        key("id")
        string(subscription.id.text)
        key("slug")
        string(subscription.slug)
        key("title")
        string(subscription.title)
        key("url")
        string(subscription.url)
        key("types")
        names(subscription.types?.map(\.rawValue))
        key("channels")
        names(subscription.channels.map(Array.init))
        key("if")
        value(subscription.filter ?? .null)
        key("enabled")
        bool(subscription.disabled == nil)
        breaker(subscription)
        key("confidential")
        bool(subscription.includesConfidential)
        key("bounds")
        names(subscription.bounds.map(Array.init))
        if let secret {
            key("secret")
            string(secret)
        }
        key("former_secret_until")
        timestamp(subscription.formerSecret?.until)
        key("created_at")
        timestamp(subscription.createdAt)
        key("updated_at")
        timestamp(subscription.updatedAt)
        endObject()
    }

    private mutating func breaker(_ subscription: WebhookSubscription) {
        let breaker = subscription.breaker
        key("status")
        string(subscription.disabled != nil ? "disabled" : breaker.failingSince != nil ? "failing" : "active")
        key("status_detail")
        string(subscription.disabled?.sentence(failingSince: breaker.failingSince) ?? breaker.lastError)
        key("disabled_reason")
        string(subscription.disabled?.reason.rawValue)
        key("disabled_at")
        timestamp(subscription.disabled?.since)
        key("failing_since")
        timestamp(breaker.failingSince)
    }

    private mutating func names(_ names: [String]?) {
        if let names { strings(names.sorted()) } else { null() }
    }

    /// Writes an `OutgoingDelivery`.
    /// - Parameter story: The payload and the attempts, if they are to be shown.
    package mutating func outgoingDelivery(
        _ delivery: OutgoingDelivery, of subscription: String, story: OutgoingDeliveryStory? = nil
    ) {
        mention(.delivery(delivery.id))
        beginObject()
        key("id")
        string(delivery.id.text)
        key("subscription")
        string(subscription)
        key("type")
        string(delivery.type)
        key("event")
        string(delivery.eventID?.text)
        key("state")
        string(delivery.state.rawValue)
        key("detail")
        string(delivery.detail)
        key("confidential")
        bool(delivery.isConfidential)
        key("attempt_count")
        integer(delivery.attempts)
        key("next_attempt_at")
        timestamp(delivery.nextAttemptAt)
        key("created_at")
        timestamp(delivery.createdAt)
        key("finished_at")
        timestamp(delivery.finishedAt)
        if let story { self.story(story) }
        endObject()
    }

    private mutating func story(_ story: OutgoingDeliveryStory) {
        if story.showsPayload {
            key("payload")
            string(story.delivery.payload)
        }
        key("attempts")
        beginArray()
        for attempt in story.attempts { self.attempt(attempt, showsAnswer: story.showsPayload) }
        endArray()
    }

    /// - Parameter showsAnswer: Whether to include the receiver's headers and body, which may repeat the payload.
    private mutating func attempt(_ attempt: OutgoingAttempt, showsAnswer: Bool) {
        beginObject()
        key("number")
        integer(attempt.number)
        key("started_at")
        timestamp(attempt.startedAt)
        key("duration_ms")
        integer(Int(attempt.duration.inSeconds * 1000))
        key("status")
        if let status = attempt.status { integer(status) } else { null() }
        key("error")
        string(attempt.error)
        key("headers")
        value(.object(showsAnswer ? attempt.headers.mapValues { .string($0) } : [:]))
        key("body")
        string(showsAnswer ? String(decoding: attempt.body, as: UTF8.self) : "")
        endObject()
    }
}

extension WebhookSubscription.Disabled {
    /// The human-readable reason.
    /// - Parameter start: When the attempts began to fail.
    fileprivate func sentence(failingSince start: Timestamp?) -> String {
        switch reason {
        case .asked: return "it was disabled with enabled: false"
        case .gone: return "its receiver responded with 410"
        case .failing:
            let hours = start.map { Int((since - $0) / .seconds(3600)) }
            return "no delivery has succeeded for "
                + (hours.map { "\($0) hour\($0 == 1 ? "" : "s")" } ?? "too long")
        case .authorDeleted: return "its author was deleted, or its author's token has expired"
        }
    }
}
