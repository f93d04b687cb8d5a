import Testing

@testable import ServiceKit

@Suite(.timeLimit(.minutes(1))) struct WakeLoopTests {
    @Test func `the work runs at the start and once for each wake-up`() async {
        let loop = WakeLoop(pollInterval: .seconds(3600))
        var runs = 0
        await loop.run {
            runs += 1
            runs == 3 ? loop.stop() : loop.wake()
        }
        #expect(runs == 3)
    }

    @Test func `wake-ups during a run are merged into one further run`() async {
        let loop = WakeLoop(pollInterval: .seconds(3600))
        var runs = 0
        await loop.run {
            runs += 1
            if runs == 1 { for _ in 0..<5 { loop.wake() } }
            if runs == 2 { loop.stop() }
        }
        #expect(runs == 2)
    }

    @Test func `each element of a stream wakes the loop`() async {
        let loop = WakeLoop(pollInterval: .seconds(3600))
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        var runs = 0
        await withDiscardingTaskGroup { group in
            group.addTask { await loop.wake(forEach: stream) }
            await loop.run {
                runs += 1
                if runs < 4 { continuation.yield(runs) } else { loop.stop() }
            }
            group.cancelAll()
        }
        #expect(runs == 4)
    }

    @Test func `the work runs again after the poll interval without a wake`() async {
        let loop = WakeLoop(pollInterval: .milliseconds(1))
        var runs = 0
        await loop.run {
            runs += 1
            if runs == 3 { loop.stop() }
        }
        #expect(runs == 3)
    }

    @Test func `cancellation ends the loop`() async {
        let loop = WakeLoop(pollInterval: .seconds(3600))
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task { await loop.run { start.finish() } }
        for await _ in started {}
        task.cancel()
        await task.value
    }
}
