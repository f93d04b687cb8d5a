import Foundation
import Glibc

/// The output streams of a command.
struct Console: Sendable {
    /// Writes to standard output.
    let write: @Sendable (String) -> Void
    /// Writes errors and progress to standard error.
    let writeError: @Sendable (String) -> Void
    /// Whether standard output is a terminal. If so, tables are aligned to its width.
    let isTerminal: Bool
    /// Whether standard error is a terminal. If so, progress is shown.
    let isErrorTerminal: Bool
    /// The terminal's width in columns.
    let width: Int

    /// The width to assume if the terminal does not report one, in columns.
    static let usualWidth = 80

    func print(_ line: String) { write(line + "\n") }

    /// Prints a line to standard error.
    func complain(_ line: String) { writeError(CellText.visible(line) + "\n") }

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
