using System.Text;
using Spectre.Console;

namespace BotBottle.Dashboard.Terminal;

/// <summary>The library's output: a text in memory. The library's default output asks the console for its size, which takes over the terminal.</summary>
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
        // The text is encoded elsewhere.
    }
}
