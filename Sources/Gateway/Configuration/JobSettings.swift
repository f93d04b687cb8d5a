import JobQueue

/// The settings of background work.
package struct JobSettings: SettingGroup {
    /// How many jobs this process runs at a time. 0 disables both jobs and syncs.
    package let workers: Int
    /// How long a worker holds a job without a heartbeat. If its process dies, another one takes over after this time.
    package let lease: Duration
    /// How long succeeded jobs are kept.
    package let retention: Duration
    /// How long dead-letter jobs are kept.
    package let deadRetention: Duration
    /// How long operations are kept after their deadline.
    package let operationRetention: Duration
    /// How long rule runs are kept.
    package let ruleRunRetention: Duration

    private static let defaults = JobPolicy()

    static let workersSetting = Setting<Int>(
        "WORKERS", syntax: .integer(0...1_000), standard: String(defaults.concurrency),
        meaning:
            "How many jobs this process runs at a time, at most a third of them for one connection. 0: `serve` leaves jobs and syncs to `ticket-gateway work` and other processes."
    )
    static let leaseSetting = Setting<Duration>(
        "JOB_LEASE", syntax: .duration(), standard: "30s",
        meaning:
            "How long a worker holds a job without a heartbeat, at least 1s. After a crash, another process takes over after this time plus up to 5 s."
    )
    static let retentionSetting = Setting<Duration>(
        "JOB_RETENTION", syntax: .duration(), standard: "7d",
        meaning: "How long succeeded jobs are kept for inspection.")
    static let deadRetentionSetting = Setting<Duration>(
        "DEAD_JOB_RETENTION", syntax: .duration(), standard: "90d",
        meaning: "How long dead-letter jobs are kept; until then they can be retried.")
    static let operationRetentionSetting = Setting<Duration>(
        "OPERATION_RETENTION", syntax: .duration(), standard: "7d",
        meaning:
            "How long operations (`Prefer: respond-async`) are kept after they expire. They expire 24 hours after they are accepted."
    )
    static let ruleRunRetentionSetting = Setting<Duration>(
        "RULE_RUN_RETENTION", syntax: .duration(), standard: "30d",
        meaning: "How long rule runs are kept for inspection; until then failed runs can be retried.")

    package static let descriptions = [
        workersSetting.description, leaseSetting.description, retentionSetting.description,
        deadRetentionSetting.description,
        operationRetentionSetting.description, ruleRunRetentionSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let workers = reader.value(Self.workersSetting)
        let lease = reader.value(Self.leaseSetting)
        let retention = reader.value(Self.retentionSetting)
        let deadRetention = reader.value(Self.deadRetentionSetting)
        let operationRetention = reader.value(Self.operationRetentionSetting)
        let ruleRunRetention = reader.value(Self.ruleRunRetentionSetting)
        guard let workers, let lease, let retention, let deadRetention, let operationRetention, let ruleRunRetention
        else { return nil }
        self.workers = workers
        self.lease = lease
        self.retention = retention
        self.deadRetention = deadRetention
        self.operationRetention = operationRetention
        self.ruleRunRetention = ruleRunRetention
    }
}
