import Foundation
import Glibc

/// Where a command prints to.
struct Console: Sendable {
    /// Takes what was asked for.
    let write: @Sendable (String) -> Void
    /// Takes what went wrong, and progress.
    let writeError: @Sendable (String) -> Void
    /// Whether people read the output: then tables are aligned and cut to the width.
    let isTerminal: Bool
    /// Whether people read what goes to standard error: then there may be a progress bar.
    let isErrorTerminal: Bool
    /// Columns of the terminal.
    let width: Int

    /// The width where a terminal does not tell its own.
    static let usualWidth = 80

    /// Prints a line.
    func print(_ line: String) { write(line + "\n") }

    /// Prints a line about what went wrong.
    func complain(_ line: String) { writeError(CellText.visible(line) + "\n") }

    /// Standard output and standard error.
    static func standard(variables: [String: String]) -> Self {
        var size = winsize()
        let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Self(
            write: { FileHandle.standardOutput.write(Data($0.utf8)) },
            writeError: { FileHandle.standardError.write(Data($0.utf8)) },
            isTerminal: isatty(STDOUT_FILENO) == 1, isErrorTerminal: isatty(STDERR_FILENO) == 1,
            width: hasSize ? Int(size.ws_col) : variables["COLUMNS"].flatMap { Int($0) } ?? usualWidth)
    }
}
