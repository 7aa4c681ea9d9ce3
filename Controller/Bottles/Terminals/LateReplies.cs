using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>What a terminal sends when the agent is gone: replies to its questions, mouse and focus. They would be typed into the shell.</summary>
internal static class LateReplies
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PatienceWithReplier = TimeSpan.FromSeconds(2); // it replied before: the line is slow

    /// <summary>Asks one question more, and drops everything up to its reply: terminals reply in order.</summary>
    /// <param name="terminal">In raw mode, all modes switched off.</param>
    /// <param name="replies">What was asked.</param>
    public static void Drop(OperatorTerminal terminal, TerminalReplies replies)
    {
        var patience = replies.EverReplied ? PatienceWithReplier : Patience;
        if (!terminal.Write("\e[5n"u8))
        {
            return;
        }

        // A status that the agent asked for comes before ours.
        Span<byte> buffer = stackalloc byte[4096];
        var since = Stopwatch.GetTimestamp();
        replies.Ask(TerminalQuery.Status);
        while (replies.Outstanding > 0 && Stopwatch.GetElapsedTime(since) is var waited && waited < patience)
        {
            if (Polling.Wait([(terminal.Input, Polling.Readable)], (int)Math.Ceiling((patience - waited).TotalMilliseconds))[0] == 0)
            {
                break;
            }

            var read = Descriptors.TryRead(terminal.Input, buffer);
            if (read == 0)
            {
                break;
            }

            replies.Read(buffer[..Math.Max(read, 0)]);
        }

        replies.Forget();
        terminal.DropInput();
    }
}
