using System.Text;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>What <c>run</c> has to say, while the agent may have the terminal: between two pieces of what the agent shows, with line ends as raw mode wants them.</summary>
/// <param name="usual">Where it goes otherwise.</param>
internal sealed class TerminalMessages(TextWriter usual) : TextWriter
{
    private volatile BottleTerminal? _terminal;

    /// <summary>Goes through the agent's terminal from now on.</summary>
    /// <param name="terminal">The terminal; null for none.</param>
    /// <returns>Ends it.</returns>
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
