using System.Text.Json;

namespace BotBottle.Core.Control;

/// <summary>
/// The spool: what makes a finished exchange survive <c>kill -9</c> of its proxy and any absence of the controller.
/// <para>
/// Every proxy process writes a file of its own, <c>PREFIX-ID</c> beside the path in <see cref="ProxyRun.Spool"/>, and holds it under a shared
/// lock (flock, by <see cref="FileShare.Read"/>) from before it has that name until the process is gone. So whoever can open such a
/// file with <see cref="FileShare.None"/> looks at a dead proxy's, which nobody will write again: the controller drains it
/// (<see cref="Read"/>, one transaction, commit) and then deletes it. Whoever can't may read it, and leaves it alone. Nobody
/// ever truncates another's file.
/// </para>
/// <para>
/// A file has <see cref="Length"/> bytes from the start, in two halves, so that a full disk stops no line. Each half holds lines
/// (<see cref="SpoolLine"/> as JSON, then LF) up to its first NUL. The writer moves what is still unacknowledged from a full half
/// to the other one and then clears the first from its beginning; a crash in between leaves lines twice, which changes nothing.
/// </para>
/// </summary>
public static class SpoolFormat
{
    /// <summary>Bytes of a spool file.</summary>
    public const int Length = 4 * 1024 * 1024;

    /// <summary>Bytes of each of its halves.</summary>
    public const int HalfLength = Length / 2;

    /// <summary>Matches the spool files of <paramref name="spool"/>, the path in <see cref="ProxyRun.Spool"/>, in its folder.</summary>
    public static string SearchPattern(string spool) => Path.GetFileName(spool) + "-*";

    /// <summary>Reads a whole file; what cannot be read is counted, never thrown.</summary>
    public static SpoolContents Read(ReadOnlySpan<byte> file)
    {
        Dictionary<string, UsageReport> ended = [];
        Dictionary<string, UsageReport> admitted = [];
        int damaged = 0;
        for (int start = 0; start < file.Length; start += HalfLength)
        {
            ReadOnlySpan<byte> half = file[start..Math.Min(start + HalfLength, file.Length)];
            int end = half.IndexOf((byte)0);
            damaged += ReadHalf(end < 0 ? half : half[..end], ended, admitted);
        }
        List<UsageReport> unfinished = [.. admitted.Values.Where(report => !ended.ContainsKey(report.Exchange))];
        return new SpoolContents([.. ended.Values], unfinished, damaged);
    }

    private static int ReadHalf(
        ReadOnlySpan<byte> half, Dictionary<string, UsageReport> ended, Dictionary<string, UsageReport> admitted)
    {
        int damaged = 0;
        while (!half.IsEmpty)
        {
            int length = half.IndexOf((byte)'\n');
            SpoolLine? line = length < 0 ? null : ReadLine(half[..length]);
            if (line?.Ended is { } end)
            {
                ended[end.Exchange] = end;
            }
            else if (line?.Admitted is { } start)
            {
                admitted[start.Exchange] = start;
            }
            else
            {
                damaged++;
            }
            half = length < 0 ? [] : half[(length + 1)..];
        }
        return damaged;
    }

    private static SpoolLine? ReadLine(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ControlJson.Default.SpoolLine);
        }
        catch (JsonException)
        {
            // Counted as damaged by the caller; the lines after it are still good.
            return null;
        }
    }
}

/// <summary>
/// One line of a run's spool: exactly one of the two is set. <see cref="Admitted"/> is written before the last byte of an admitted
/// request goes upstream, <see cref="Ended"/> before the last byte of its answer goes to the client. An admitted line without its
/// ended line, in the spool of a proxy that is gone, is a call that is charged by estimate.
/// </summary>
/// <param name="Admitted">A model call was admitted; holds the estimate that is charged if nothing more is learned.</param>
/// <param name="Ended">A model call ended.</param>
public sealed record SpoolLine(UsageReport? Admitted, UsageReport? Ended);

/// <summary>What the spool of a dead proxy says; see <see cref="SpoolFormat"/>.</summary>
/// <param name="Ended">Calls that ended; some may be in the ledger already (reports are idempotent).</param>
/// <param name="Unfinished">Calls that were admitted and have no end: charged by estimate, end <see cref="ExchangeEnd.ProxyDied"/>.</param>
/// <param name="Damaged">Lines that cannot be read: a torn last one is normal after a kill, more is worth an event.</param>
public sealed record SpoolContents(IReadOnlyList<UsageReport> Ended, IReadOnlyList<UsageReport> Unfinished, int Damaged);
