namespace BotBottle.Dashboard.Terminal;

/// <summary>The operator's terminal, as the dashboard needs it.</summary>
internal interface ITerminal
{
    /// <summary>Columns and rows at the moment.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Writes all bytes; blocks for as long as the terminal does not take them.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits for bytes that were typed.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="milliseconds">How long at the most; below 0 for as long as it takes.</param>
    /// <returns>How many came; 0 when none came in time; below 0 when the terminal is gone.</returns>
    int Read(Span<byte> buffer, int milliseconds);
}
