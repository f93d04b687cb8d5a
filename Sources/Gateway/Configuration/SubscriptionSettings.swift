package import HTTPClient

/// The settings of outgoing webhooks.
package struct SubscriptionSettings: SettingGroup {
    /// Where receivers may be hosted in addition to the public internet.
    package let addressPolicy: AddressPolicy
    /// How long the previous secret is also used for signing after a rotation.
    package let secretOverlap: Duration
    /// How long outgoing deliveries are kept.
    package let retention: Duration

    static let addressPolicySetting = Setting<AddressPolicy>(
        "SUBSCRIPTION_ALLOWED_NETWORKS", syntax: .addressPolicy, standard: "",
        meaning:
            "Where receivers of outgoing webhooks may be hosted in addition to the public internet; http:// is allowed there too. The networks allowed for trackers do not apply."
    )
    static let secretOverlapSetting = Setting<Duration>(
        "SUBSCRIPTION_SECRET_OVERLAP", syntax: .duration(), standard: "24h",
        meaning: "How long deliveries are also signed with the previous secret after a rotation.")
    static let retentionSetting = Setting<Duration>(
        "OUTGOING_DELIVERY_RETENTION", syntax: .duration(), standard: "30d",
        meaning: "How long outgoing deliveries are kept for inspection and replay.")

    package static let descriptions = [
        addressPolicySetting.description, secretOverlapSetting.description, retentionSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let addressPolicy = reader.value(Self.addressPolicySetting)
        let secretOverlap = reader.value(Self.secretOverlapSetting)
        let retention = reader.value(Self.retentionSetting)
        guard let addressPolicy, let secretOverlap, let retention else { return nil }
        self.addressPolicy = addressPolicy
        self.secretOverlap = secretOverlap
        self.retention = retention
    }
}
