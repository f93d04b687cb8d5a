package import ServiceKit

/// Wires up the Alerts API, incoming alerts, and the administration of its flavors and tokens.
package struct AlertsAssembly: Sendable {
    package let alerts: AlertService
    package let flavors: FlavorService
    package let tokens: AlertTokenService
    package let incoming: IncomingAlertService

    package init(_ kit: ServiceKitAssembly) {
        alerts = AlertService(database: kit.database, heavyReads: kit.heavyReads, clock: kit.clock)
        flavors = FlavorService(
            database: kit.database, audit: kit.auditLog, clock: kit.clock, identifiers: kit.identifiers)
        tokens = AlertTokenService(
            database: kit.database, audit: kit.auditLog, clock: kit.clock, identifiers: kit.identifiers)
        incoming = IncomingAlertService(
            database: kit.database, tokens: tokens, clock: kit.clock, identifiers: kit.identifiers)
    }
}
