extension Failure {
    /// A machine-readable error code. The raw values are part of the API: a code is never renamed, and its meaning
    /// never changes.
    ///
    /// ``summary`` documents each code; the table in `docs/api.md` is generated from it.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        // HTTP messages
        case malformedRequest = "malformed_request"
        case malformedJSON = "malformed_json"
        case incompleteBody = "incomplete_body"
        case bodyTooLarge = "body_too_large"
        case chunkExtensionsTooLarge = "chunk_extensions_too_large"
        case requestLineTooLong = "request_line_too_long"
        case headerTooLarge = "header_too_large"
        case headerTimeout = "header_timeout"
        case bodyTimeout = "body_timeout"
        case expectationFailed = "expectation_failed"
        case methodNotAllowed = "method_not_allowed"
        case methodNotImplemented = "method_not_implemented"
        case transferCodingNotImplemented = "transfer_coding_not_implemented"
        case versionNotSupported = "version_not_supported"
        case unsupportedMediaType = "unsupported_media_type"
        case upgradeRequired = "upgrade_required"
        case webSocketHandshakeInvalid = "websocket_handshake_invalid"
        case webSocketSubprotocolUnknown = "websocket_subprotocol_unknown"
        // Authentication, permissions and rate limits
        case unauthorized
        case invalidSignature = "invalid_signature"
        case missingScope = "missing_scope"
        case forbidden
        case rateLimited = "rate_limited"
        case tooManyFailures = "too_many_failures"
        // Requests and the objects that they name
        case invalidRequest = "invalid_request"
        case notFound = "not_found"
        case preconditionFailed = "precondition_failed"
        case conflict
        case slugTaken = "slug_taken"
        case channelExists = "channel_exists"
        case connectionInUse = "connection_in_use"
        case linkExists = "link_exists"
        case templateFromFile = "template_from_file"
        case objectLimitReached = "object_limit_reached"
        case nothingToConfirm = "nothing_to_confirm"
        case idempotencyInProgress = "idempotency_in_progress"
        case idempotencyKeyReused = "idempotency_key_reused"
        // Operations, jobs, rules and subscriptions
        case operationRunning = "operation_running"
        case operationFinished = "operation_over"
        case jobRunning = "job_running"
        case jobNotRetryable = "job_not_retryable"
        case jobKeyTaken = "job_key_taken"
        case ruleDisabled = "rule_disabled"
        case ruleUnreadable = "rule_unreadable"
        case runNotFailed = "run_not_failed"
        case actionUnusable = "action_unusable"
        case subscriptionDisabled = "subscription_disabled"
        case subscriptionNotAllowed = "subscription_not_allowed"
        // Streams
        case streamLimitReached = "stream_limit_reached"
        case tooManyStreams = "too_many_streams"
        case lastEventUnknown = "last_event_unknown"
        // Trackers
        case capabilityMissing = "capability_missing"
        case trackerUnknown = "tracker_unknown"
        case trackerConflict = "tracker_conflict"
        case projectReplaced = "project_replaced"
        case trackerRefused = "tracker_refused"
        case trackerUnauthorized = "tracker_unauthorized"
        case trackerForbidden = "tracker_forbidden"
        case trackerError = "tracker_error"
        case trackerUnreachable = "tracker_unreachable"
        case trackerTimeout = "tracker_timeout"
        case trackerThrottled = "tracker_throttled"
        case trackerUnavailable = "tracker_unavailable"
        // The gateway itself
        case overloaded
        case contended
        case databaseUnavailable = "database_unavailable"
        case databaseBusy = "database_busy"
        case serverStopping = "server_stopping"
        case internalError = "internal_error"
    }
}
