import APIContract
import Access
import Alerts
import HTTPKit
import Intake
import Resources

extension HandlerTable {
    /// Adds the handlers of the Alerts API, and of its flavors and tokens.
    mutating func add(_ services: AlertsAssembly) {
        let alerts = AlertsResource(service: services.alerts)
        on(.listAlerts, alerts.list)
        on(.postAlert, alerts.post)
        let flavors = FlavorResource(service: services.flavors)
        on(.listAlertFlavors, flavors.list)
        on(.createAlertFlavor, flavors.create)
        on(.getAlertFlavor, flavors.get)
        on(.updateAlertFlavor, flavors.update)
        on(.deleteAlertFlavor, flavors.delete)
        let tokens = AlertTokenResource(service: services.tokens)
        on(.listAlertTokens, tokens.list)
        on(.createAlertToken, tokens.create)
        on(.getAlertToken, tokens.get)
        on(.updateAlertToken, tokens.update)
        on(.deleteAlertToken, tokens.delete)
        on(.rotateAlertToken, tokens.rotate)
    }

    mutating func addIncomingAlerts(_ services: GatewayServices) {
        let incoming = IncomingAlertResource(
            service: services.alerts.incoming, capacity: services.intake.capacity, failures: services.access.failures)
        on(.receiveAlerts, incoming.receive)
        on(.receiveAlertsAtSecretAddress, incoming.receive)
    }
}
