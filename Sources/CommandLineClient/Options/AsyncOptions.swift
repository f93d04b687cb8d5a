import ArgumentParser

/// Whether to wait for the tracker.
struct AsyncOptions: ParsableArguments {
    @Flag(name: .customLong("async"), help: "Leave it with the gateway, and print the operation to follow.")
    var isAsync = false

    /// What `Prefer` says; nil when it says nothing.
    var preference: String? { isAsync ? "respond-async" : nil }
}
