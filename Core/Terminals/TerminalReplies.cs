namespace BotBottle.Core.Terminals;

/// <summary>
/// Counts the queries to a terminal that it has not replied to. A reply after the agent's end would be typed into the shell. Terminals reply in order, and skip
/// unknown queries, so a reply settles all earlier queries.
/// </summary>
public sealed class TerminalReplies
{
    /// <summary>Maximum number of open queries, because each reply takes room in the terminal's input.</summary>
    public const int MaxOutstanding = 64;

    private readonly List<TerminalQuery> _asked = [];
    private readonly List<byte> _held = [];

    /// <summary>The number of replies that may still come.</summary>
    public int Outstanding => _asked.Count;

    /// <summary>True if the terminal has ever replied.</summary>
    public bool EverReplied { get; private set; }

    /// <summary>Records a query.</summary>
    /// <returns>False when too many are open: the query must not be sent.</returns>
    public bool Ask(TerminalQuery query)
    {
        bool room = _asked.Count < MaxOutstanding;
        if (room)
        {
            _asked.Add(query);
        }

        return room;
    }

    /// <summary>Searches the terminal's input for replies.</summary>
    /// <param name="input">Keys and replies, cut anywhere.</param>
    /// <returns>True if it held a reply to <see cref="TerminalQuery.Status"/>.</returns>
    public bool Read(ReadOnlySpan<byte> input)
    {
        const int MaxReply = 256;
        bool status = false;
        foreach (byte b in input)
        {
            if (b == 0x1b && _held is not [0x1b, (byte)']' or (byte)'P', ..])
            {
                _held.Clear();
            }

            if (b != 0x1b && _held.Count == 0)
            {
                continue;
            }

            _held.Add(b);
            if (IsWhole())
            {
                TerminalQuery? reply = Kind();
                status |= reply == TerminalQuery.Status;
                Settle(reply);
                _held.Clear();
            }
            else if (_held.Count > MaxReply)
            {
                _held.Clear();
            }
        }

        return status;
    }

    /// <summary>Forgets the open queries: no more replies will come.</summary>
    public void Forget() => _asked.Clear();

    private bool IsWhole() => _held switch
    {
        [_] => false,
        [_, (byte)'['] => false,
        [_, (byte)'[', .., var last] => last is < 0x20 or >= 0x40,
        [_, (byte)']' or (byte)'P'] => false,
        [_, (byte)']', .., var last] when last == 7 => true,
        [_, (byte)']' or (byte)'P', .., 0x1b, _] => true,
        [_, (byte)']' or (byte)'P', ..] => false,
        _ => true,
    };

    private TerminalQuery? Kind() => _held switch
    {
        [_, (byte)'[', (byte)'?', (byte)'9', (byte)'9', (byte)'7', .., (byte)'n'] => TerminalQuery.Scheme,
        [_, (byte)'[', .., (byte)'n'] => TerminalQuery.Status,
        [_, (byte)'[', .., (byte)'R'] => TerminalQuery.Cursor,
        [_, (byte)'[', (byte)'?', .., (byte)'c'] => TerminalQuery.Attributes,
        [_, (byte)'[', (byte)'>', .., (byte)'c'] => TerminalQuery.Secondary,
        [_, (byte)'[', .., (byte)'$', (byte)'y'] => TerminalQuery.Mode,
        [_, (byte)'[', (byte)'?', .., (byte)'u'] => TerminalQuery.Keyboard,
        [_, (byte)'[', (byte)'>', .., (byte)'m'] => TerminalQuery.Modifiers,
        [_, (byte)'[', .., (byte)'t'] => TerminalQuery.Size,
        [_, (byte)']', ..] => TerminalQuery.Colour,
        [_, (byte)'P', (byte)'>', ..] => TerminalQuery.Version,
        _ => null,
    };

    private void Settle(TerminalQuery? reply)
    {
        if (reply is { } kind && _asked.IndexOf(kind) is >= 0 and var at)
        {
            _asked.RemoveRange(0, at + 1);
            EverReplied = true;
        }
    }
}
