import ArgumentParser

struct AsyncOptions: ParsableArguments {
    @Flag(
        name: .customLong("async"),
        help: "Queue the write instead of waiting for the tracker, and print the operation.")
    var isAsync = false

    /// The value of `Prefer`, if any.
    var preference: String? { isAsync ? "respond-async" : nil }
}
