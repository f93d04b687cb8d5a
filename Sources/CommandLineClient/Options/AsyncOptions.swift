import ArgumentParser

/// Whether to wait for the tracker.
struct AsyncOptions: ParsableArguments {
    @Flag(
        name: .customLong("async"),
        help: "Queue the write instead of waiting for the tracker, and print the operation.")
    var isAsync = false

    /// What `Prefer` says; nil when it says nothing.
    var preference: String? { isAsync ? "respond-async" : nil }
}
