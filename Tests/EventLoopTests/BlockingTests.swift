import EventLoop
import Glibc
import Testing

struct BlockingTests {
    @Test func `blocking work returns its value or throws its error`() async throws {
        #expect(try await BlockingWork.run { 42 } == 42)
        await #expect(throws: SystemError.self) {
            try await BlockingWork.run { throw SystemError("read", code: EIO) }
        }
    }

    @Test func `a signal is delivered as an element`() async {
        let signals = SignalSource([SIGUSR2]).signals()
        kill(getpid(), SIGUSR2)
        #expect(await signals.first { _ in true } == SIGUSR2)
    }
}
