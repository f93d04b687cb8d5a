extension Failure {
    /// What a failure means for whoever asked. Retries, the end of a job and the repeat of an answer are decided by it.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The request can't be carried out as it is: its values, its form or the caller's rights have to change.
        case refused
        /// What the request names does not exist, or the caller may not know of it.
        case missing
        /// The request does not fit the present state of the objects.
        case conflict
        /// The same request may succeed later although nothing of it changes.
        case retryLater = "retry_later"
        /// The gateway, its configuration or a tracker is at fault: an operator has to look.
        case fault

        /// Whether the caller has to change something before another attempt can succeed.
        package var isCallersToCorrect: Bool {
            switch self {
            case .refused, .missing, .conflict: true
            case .retryLater, .fault: false
            }
        }
    }
}

extension Failure.Code {
    /// What a failure of this code means for whoever asked.
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
            .templateFromFile,
            .operationRunning, .operationOver, .jobRunning, .jobNotRetryable, .jobKeyTaken, .nothingToConfirm,
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
