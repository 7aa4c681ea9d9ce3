using System.Text;
using Spectre.Console;

namespace BotBottle.Dashboard.Terminal;

/// <summary>Where the library renders to: a text in memory. Its own output asks the console for its size, and with that takes the terminal over.</summary>
internal sealed class TextOutput(TextWriter writer) : IAnsiConsoleOutput
{
    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => true;

    /// <inheritdoc/>
    public int Width => short.MaxValue;

    /// <inheritdoc/>
    public int Height => short.MaxValue;

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // Bytes are made elsewhere.
    }
}
