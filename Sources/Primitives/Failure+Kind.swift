extension Failure {
    /// What a failure means for the caller. It decides whether a request or job is retried, and whether a response is
    /// stored for its idempotency key.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The request can't succeed as it is: its values, its format or the caller's permissions must change.
        case refused
        /// The object that the request names does not exist, or the caller may not know that it exists.
        case missing
        /// The request conflicts with the current state of the objects.
        case conflict
        /// The same request may succeed later without changes.
        case retryLater = "retry_later"
        /// The gateway, its configuration or a tracker is at fault; an operator must intervene.
        case fault

        /// Whether the caller must change something before another attempt can succeed.
        package var requiresCallerChange: Bool {
            switch self {
            case .refused, .missing, .conflict: true
            case .retryLater, .fault: false
            }
        }
    }
}

extension Failure.Code {
    /// The kind of failures with this code, unless a failure overrides it.
    package var kind: Failure.Kind {
        switch self {
        case .malformedRequest, .malformedJSON, .incompleteBody, .bodyTooLarge, .chunkExtensionsTooLarge,
            .requestLineTooLong,
            .headerTooLarge, .expectationFailed, .methodNotAllowed, .methodNotImplemented,
            .transferCodingNotImplemented,
            .versionNotSupported, .unsupportedMediaType, .upgradeRequired, .webSocketHandshakeInvalid,
            .webSocketSubprotocolUnknown,
            .unauthorized, .invalidSignature, .missingScope, .forbidden,
            .invalidRequest, .capabilityMissing, .idempotencyKeyReused, .actionUnusable, .trackerRefused:
            .refused
        case .notFound, .lastEventUnknown: .missing
        case .conflict, .preconditionFailed, .slugTaken, .channelExists, .connectionInUse, .linkExists,
            .templateFromFile, .objectLimitReached,
            .operationRunning, .operationFinished, .jobRunning, .jobNotRetryable, .jobKeyTaken, .nothingToConfirm,
            .ruleDisabled, .ruleUnreadable, .runNotFailed, .subscriptionDisabled, .subscriptionNotAllowed,
            .trackerUnknown, .trackerConflict, .projectReplaced:
            .conflict
        case .headerTimeout, .bodyTimeout, .rateLimited, .tooManyFailures, .streamLimitReached, .tooManyStreams,
            .idempotencyInProgress,
            .trackerError, .trackerUnreachable, .trackerTimeout, .trackerThrottled, .trackerUnavailable,
            .overloaded, .contended, .databaseUnavailable, .databaseBusy, .serverStopping:
            .retryLater
        case .trackerUnauthorized, .trackerForbidden, .internalError: .fault
        }
    }
}
