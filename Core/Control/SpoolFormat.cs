using System.Text.Json;

namespace BotBottle.Core.Control;

/// <summary>
/// The spool keeps a finished exchange across <c>kill -9</c> of its proxy and any absence of the controller.
/// <para>
/// Every proxy process writes a file of its own, <c>PREFIX-ID</c> beside the path in <see cref="ProxyRun.Spool"/>. It holds a shared lock on it (flock, by
/// <see cref="FileShare.Read"/>) from before the file has that name until the process ends. A reader that can open such a file with
/// <see cref="FileShare.None"/> therefore has a dead proxy's file, which no process writes again. The controller drains it (<see cref="Read"/>, one
/// transaction, commit) and then deletes it. A reader that cannot open it that way may read it but must not change it. No process truncates another's file.
/// </para>
/// <para>
/// A file has <see cref="Length"/> bytes from the start, in two halves, so that a full disk stops no line. Each half holds lines (<see cref="SpoolLine"/> as
/// JSON, then LF) up to its first NUL. The writer moves unacknowledged lines from a full half to the other one and then clears the first from its beginning. A
/// crash in between leaves lines twice, which is harmless.
/// </para>
/// </summary>
public static class SpoolFormat
{
    /// <summary>Size of a spool file in bytes.</summary>
    public const int Length = 4 * 1024 * 1024;

    /// <summary>Size of each half in bytes.</summary>
    public const int HalfLength = Length / 2;

    /// <summary>Matches the spool files of <paramref name="spool"/>, the path in <see cref="ProxyRun.Spool"/>, in its folder.</summary>
    public static string SearchPattern(string spool) => Path.GetFileName(spool) + "-*";

    /// <summary>Reads a whole file. Unreadable lines are counted; it never throws.</summary>
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
            // The caller counts the line as damaged; the lines after it are still read.
            return null;
        }
    }
}

/// <summary>
/// One line of a run's spool, with exactly one of the two set. The proxy writes <see cref="Admitted"/> before it sends the last byte of an admitted request
/// upstream, and <see cref="Ended"/> before it sends the last byte of the response to the client. In the spool of a dead proxy, an admitted line without its
/// ended line is a call to charge by estimate.
/// </summary>
/// <param name="Admitted">An admitted model call, with the estimate to charge if no usage is learned.</param>
/// <param name="Ended">An ended model call.</param>
public sealed record SpoolLine(UsageReport? Admitted, UsageReport? Ended);

/// <summary>The content of a dead proxy's spool; see <see cref="SpoolFormat"/>.</summary>
/// <param name="Ended">Ended calls; some may already be in the ledger (reports are idempotent).</param>
/// <param name="Unfinished">Admitted calls without an end: charged by estimate, end <see cref="ExchangeEnd.ProxyDied"/>.</param>
/// <param name="Damaged">The number of unreadable lines. One torn last line is normal after a kill; more are worth an event.</param>
public sealed record SpoolContents(IReadOnlyList<UsageReport> Ended, IReadOnlyList<UsageReport> Unfinished, int Damaged);
