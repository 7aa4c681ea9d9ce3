using System.Text;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Writes the messages of <c>run</c> while the agent may have the terminal: between two parts of the agent's output, with the line ends of raw mode.
/// </summary>
/// <param name="usual">The writer for other times.</param>
internal sealed class TerminalMessages(TextWriter usual) : TextWriter
{
    private volatile BottleTerminal? _terminal;

    /// <summary>True after the first message.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Writes through the agent's terminal from now on.</summary>
    /// <param name="terminal">The terminal; null for none.</param>
    /// <returns>Ends that on disposal.</returns>
    public IDisposable On(BottleTerminal? terminal)
    {
        _terminal = terminal;
        return new End(this);
    }

    /// <inheritdoc/>
    public override Encoding Encoding => usual.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        HasWritten = true;
        if (value is not null && _terminal?.TryTell(value) != true)
        {
            usual.Write(value);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    private sealed class End(TerminalMessages messages) : IDisposable
    {
        public void Dispose() => messages._terminal = null;
    }
}
