using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Core.Terminals;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Drops input that a terminal sends after the agent's end: replies to its queries, mouse and focus reports. The shell would read them as keys.
/// </summary>
internal static class LateReplies
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PatienceWithReplier = TimeSpan.FromSeconds(2); // it has replied before, so the line is slow

    /// <summary>Sends one more query, and drops everything up to its reply: terminals reply in order.</summary>
    /// <param name="terminal">The terminal, in raw mode with all reports switched off.</param>
    /// <param name="replies">The queries of the agent.</param>
    public static void Drop(OperatorTerminal terminal, TerminalReplies replies)
    {
        var patience = replies.EverReplied ? PatienceWithReplier : Patience;
        if (!terminal.Write("\e[5n"u8))
        {
            return;
        }

        // The reply to a status query of the agent comes before ours.
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
