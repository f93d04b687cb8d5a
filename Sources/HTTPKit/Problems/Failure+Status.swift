package import HTTPTypes
package import Primitives

extension Failure.Code {
    /// The HTTP status for the code: the only mapping from codes to statuses. It is in this module because messages
    /// that are rejected before a handler is called have codes too.
    package var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest, .malformedJSON, .incompleteBody, .webSocketHandshakeInvalid,
            .webSocketSubprotocolUnknown:
            .badRequest
        case .unauthorized, .invalidSignature: .unauthorized
        case .missingScope, .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .headerTimeout, .bodyTimeout: .requestTimeout
        case .conflict, .slugTaken, .channelExists, .connectionInUse, .linkExists, .templateFromFile,
            .objectLimitReached, .nothingToConfirm,
            .idempotencyInProgress, .operationRunning, .operationFinished, .jobRunning, .jobNotRetryable, .jobKeyTaken,
            .ruleDisabled,
            .ruleUnreadable, .runNotFailed, .subscriptionDisabled, .subscriptionNotAllowed, .trackerUnknown,
            .trackerConflict,
            .projectReplaced:
            .conflict
        case .lastEventUnknown: .gone
        case .preconditionFailed: .preconditionFailed
        case .bodyTooLarge, .chunkExtensionsTooLarge: .contentTooLarge
        case .requestLineTooLong: .uriTooLong
        case .unsupportedMediaType: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .invalidRequest, .idempotencyKeyReused, .capabilityMissing, .trackerRefused, .actionUnusable:
            .unprocessableContent
        case .upgradeRequired: .upgradeRequired
        case .rateLimited, .tooManyFailures, .streamLimitReached: .tooManyRequests
        case .headerTooLarge: .requestHeaderFieldsTooLarge
        case .internalError: .internalServerError
        case .methodNotImplemented, .transferCodingNotImplemented: .notImplemented
        case .trackerUnauthorized, .trackerForbidden, .trackerError, .trackerUnreachable: .badGateway
        case .trackerThrottled, .trackerUnavailable, .tooManyStreams, .overloaded, .contended, .databaseUnavailable,
            .databaseBusy,
            .serverStopping:
            .serviceUnavailable
        case .trackerTimeout: .gatewayTimeout
        case .versionNotSupported: .httpVersionNotSupported
        }
    }

    /// The title of problems with this code: the reason phrase of the status.
    package var title: String { status.reasonPhrase }
}
