namespace BotBottle.Dashboard.Terminal;

/// <summary>The operator's terminal.</summary>
internal interface ITerminal
{
    /// <summary>The present columns and rows.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Writes all bytes; blocks while the terminal does not accept them.</summary>
    /// <exception cref="IOException">The terminal is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits for typed bytes.</summary>
    /// <param name="buffer">The buffer for the bytes.</param>
    /// <param name="milliseconds">The time-out; below 0 for none.</param>
    /// <returns>The number of bytes; 0 after a time-out; below 0 if the terminal is gone.</returns>
    int Read(Span<byte> buffer, int milliseconds);
}
