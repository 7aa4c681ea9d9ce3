namespace BotBottle.Core.Terminals;

/// <summary>
/// Keeps count of what a terminal was asked and has not replied to: a reply that comes when the agent is gone would be typed into the shell. Terminals reply in order,
/// and not to what they do not know; so a reply settles all that was asked before it.
/// </summary>
public sealed class TerminalReplies
{
    /// <summary>More are not asked at once: each may fill the terminal's input.</summary>
    public const int MaxOutstanding = 64;

    private readonly List<TerminalQuery> _asked = [];
    private readonly List<byte> _held = [];

    /// <summary>How many replies may still come.</summary>
    public int Outstanding => _asked.Count;

    /// <summary>Whether the terminal has replied to anything yet.</summary>
    public bool EverReplied { get; private set; }

    /// <summary>Notes a question.</summary>
    /// <returns>False when too many wait: it must not be asked.</returns>
    public bool Ask(TerminalQuery query)
    {
        bool room = _asked.Count < MaxOutstanding;
        if (room)
        {
            _asked.Add(query);
        }

        return room;
    }

    /// <summary>Looks through what came from the terminal.</summary>
    /// <param name="input">Keys and replies, cut anywhere.</param>
    /// <returns>True when a reply to <see cref="TerminalQuery.Status"/> was in it.</returns>
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

    /// <summary>Forgets what was asked: the terminal has said all that it will.</summary>
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
